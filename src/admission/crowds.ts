/** How many sockets each address has open. Knows those that have some, and no others. */
export class Crowds {
  readonly #sizes = new Map<string, number>();

  /** Addresses that are known. */
  get size(): number {
    return this.#sizes.size;
  }

  of(address: string): number {
    return this.#sizes.get(address) ?? 0;
  }

  add(address: string): void {
    this.#sizes.set(address, this.of(address) + 1);
  }

  remove(address: string): void {
    const left = this.of(address) - 1;
    if (left > 0) this.#sizes.set(address, left);
    else this.#sizes.delete(address);
  }
}
