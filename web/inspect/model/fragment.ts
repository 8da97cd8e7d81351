/** What is looked for and who is chosen, in the page's address: `#actor=client.1.session&root=conn.~k2tl6vyo`. */
import type { ActorId } from "../../../actors/inspect/feed.ts";
import { safeLine } from "../../../actors/text/safe.ts";
import { EVERYTHING, isTime, type Wanted } from "./query.ts";

export interface Place {
  readonly wanted: Wanted;
  readonly chosen: ActorId | undefined;
  /** Whom somebody has chosen to watch, and who leads to {@link chosen}; often the same. */
  readonly root: ActorId | undefined;
}

/** Characters of a value; the relay takes no longer ones. */
const LONGEST = 200;
const ACTOR = "actor";
const ROOT = "root";

/** Empty for a page on which nothing was chosen yet. */
export function fragmentOf({ wanted, chosen, root }: Place): string {
  const actors = { [ACTOR]: chosen ?? "", [ROOT]: root === chosen ? "" : (root ?? "") };
  const values = Object.entries({ ...actors, ...wanted }).filter(([, value]) => value !== "");
  return values.length === 0 ? "" : `#${new URLSearchParams(values)}`;
}

/** What a fragment asks for. Anybody can have made it: a value that can't be is left out, and so is what is unknown. */
export function placeIn(fragment: string): Place {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  const value = (name: string, isRight: (value: string) => boolean = () => true) => {
    const found = values.get(name) ?? "";
    return found.length <= LONGEST && safeLine(found) === found && isRight(found) ? found : "";
  };
  const side = value("side");
  const chosen = value(ACTOR) || undefined;
  return {
    wanted: {
      ...EVERYTHING,
      text: value("text"),
      machine: value("machine"),
      state: value("state"),
      side: side === "relay" || side === "client" ? side : "",
      olderThan: value("olderThan", isTime),
      stuckFor: value("stuckFor", isTime),
    },
    chosen,
    // Nobody leads to nobody.
    root: chosen && (value(ROOT) || chosen),
  };
}
