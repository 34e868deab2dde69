/** The largest status that a range can name. */
const LARGEST = 599;

/** Statuses such as `404` and `500-599`, both ends included. */
export class StatusRanges {
  /** By status: 1 if it is held. */
  readonly #held = new Uint8Array(LARGEST + 1);

  /** Throws what `refusal` makes of the problem with a text that is no range. */
  constructor(texts: readonly string[], refusal: (problem: string) => Error) {
    for (const text of texts) {
      const [, from, to = from] = /^([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?$/.exec(text.trim()) ?? [];
      if (from === undefined || Number(to) < Number(from)) {
        throw refusal(`holds "${text}", which is neither a status nor a range such as 500-599`);
      }
      this.#held.fill(1, Number(from), Number(to) + 1);
    }
  }

  includes(status: number): boolean {
    return this.#held[status] === 1;
  }
}
