/** Texts that are kept, in characters of all of them together: some hundred manifests. */
const MOST_CHARACTERS = 2_000_000;

/**
 * What was read of texts, for who reads the same ones again and again, as the scenarios of a run do. Keeps the latest of
 * them, two million characters of text at most.
 */
export class ReadTexts<Read extends object> {
  /** By text, oldest first, and by what it was read for. */
  readonly #reads = new Map<string, Map<string, Read>>();
  readonly #most: number;
  #characters = 0;

  /** `most`: characters of all texts together. */
  constructor(most = MOST_CHARACTERS) {
    this.#most = most;
  }

  get(text: string, purpose: string): Read | undefined {
    return this.#reads.get(text)?.get(purpose);
  }

  set(text: string, purpose: string, read: Read): void {
    const reads = this.#reads.get(text);
    if (reads) {
      reads.set(purpose, read);
      return;
    }
    this.#reads.set(text, new Map([[purpose, read]]));
    this.#characters += text.length;
    for (const oldest of this.#reads.keys()) {
      if (this.#characters <= this.#most) return;
      this.#reads.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

/** The value, and all plain objects and lists in it, closed to changes: who would make one gets a TypeError. */
export function deepFrozen<Value>(value: Value): Value {
  if (!isPlain(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFrozen(part);
  return value;
}

/** Of a class are those who know where something is written; they keep what they found. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
