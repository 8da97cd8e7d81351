import type { ModelClock } from "./model-clock.ts";
import { type ModelInvitation, type ModelPerson, shown, tell } from "./model-people.ts";
import { hasVideo, invited, ringing, uninvited } from "./wire.ts";

const MINUTE = 60_000;

type End = Parameters<typeof uninvited>[1];

/** The model's invitations, from their ringing to their end. */
export class ModelInvitations {
  readonly #clock: ModelClock;

  constructor(clock: ModelClock) {
    this.#clock = clock;
  }

  /** Rings until it is ended, or for a minute; both are told. */
  ring(id: string, asker: ModelPerson, asked: ModelPerson): void {
    const timer = this.#clock.after(MINUTE, () => this.end(invitation, "expired"));
    const invitation = { id, asker, asked, timer };
    asker.inviting = invitation;
    asked.invitations = [...asked.invitations, invitation];
    this.tellAsked(asker);
    tell(asker, ringing(id, asked));
  }

  /** Whoever somebody asks hears of them, at first and when something about them has changed. */
  tellAsked({ inviting }: ModelPerson): void {
    if (inviting === undefined) return;
    const { id, asker, asked } = inviting;
    tell(asked, invited(id, shown(asker), hasVideo(asker.dialect)));
  }

  /** Both are told why. */
  end(invitation: ModelInvitation, reason: End): void {
    this.#forget(invitation);
    tell(invitation.asker, uninvited(invitation.id, reason));
    tell(invitation.asked, uninvited(invitation.id, reason));
  }

  /** Whoever is paired wants nobody else any more. */
  settle(person: ModelPerson, partner: ModelPerson): void {
    const { inviting, invitations } = person;
    if (inviting?.asked === partner) this.#forget(inviting);
    else if (inviting !== undefined) this.end(inviting, "cancelled");
    for (const invitation of invitations) {
      if (invitation.asker === partner) this.#forget(invitation);
      else this.end(invitation, "busy");
    }
  }

  #forget(invitation: ModelInvitation): void {
    const { asker, asked, timer } = invitation;
    this.#clock.cancel(timer);
    asker.inviting = undefined;
    asked.invitations = asked.invitations.filter((other) => other !== invitation);
  }
}
