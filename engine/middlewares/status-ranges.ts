/** Statuses such as `404` and `500-599`, both ends included. */
export class StatusRanges {
  readonly #ranges: readonly (readonly [from: number, to: number])[];

  /** Throws what `refusal` makes of the problem with a text that is no range. */
  constructor(texts: readonly string[], refusal: (problem: string) => Error) {
    this.#ranges = texts.map((text) => {
      const [, from, to = from] = /^([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?$/.exec(text.trim()) ?? [];
      if (from === undefined || Number(to) < Number(from)) {
        throw refusal(`holds "${text}", which is neither a status nor a range such as 500-599`);
      }
      return [Number(from), Number(to)];
    });
  }

  includes(status: number): boolean {
    return this.#ranges.some(([from, to]) => from <= status && status <= to);
  }
}
