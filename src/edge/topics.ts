/** Whoever can be a member of a topic. */
export interface TopicMember {
  sendEncoded(frame: Buffer): void;
}

/** Publish and subscribe for the portable edge; uWebSockets.js brings its own. */
export class Topics<Member extends TopicMember> {
  readonly #members = new Map<string, Set<Member>>();

  subscribe(topic: string, member: Member): void {
    const members = this.#members.get(topic);
    if (members === undefined) this.#members.set(topic, new Set([member]));
    else members.add(member);
  }

  unsubscribe(topic: string, member: Member): void {
    const members = this.#members.get(topic);
    if (members?.delete(member) && members.size === 0) this.#members.delete(topic);
  }

  /** Unsubscribes from every topic. There are a handful of topics, so no member keeps a list of its own. */
  forget(member: Member): void {
    for (const topic of this.#members.keys()) this.unsubscribe(topic, member);
  }

  /** Encodes `frame` once and writes it to every member but `except`. */
  publish(topic: string, frame: string, except?: Member): void {
    const members = this.#members.get(topic);
    if (members === undefined) return;
    const encoded = Buffer.from(frame);
    for (const member of members) if (member !== except) member.sendEncoded(encoded);
  }
}
