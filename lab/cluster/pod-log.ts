/** One line that a program printed. */
export interface LogLine {
  readonly at: Date;
  readonly text: string;
}

/** What a program prints, line by line. */
export class PodLog {
  readonly #lines: LogLine[] = [];
  readonly #texts: string[] = [];
  readonly #listeners = new Set<(line: LogLine) => void>();
  readonly #now: () => Date;

  /** `now`: what the times of lines are told by; default: the system's clock. */
  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  /** All lines so far. The list grows. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Their texts alone. The list grows. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  add(text: string): void {
    const line = { at: this.#now(), text };
    this.#lines.push(line);
    this.#texts.push(text);
    for (const listener of [...this.#listeners]) listener(line);
  }

  /** Calls the listener with each line that is printed from now on. Returns how to stop that. */
  subscribe(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
