import type { Usage } from './engine.ts';
import type { Tally } from './tally.ts';
import { megabytes } from './verdict.ts';

/** Says how a soak goes on. */
export class Progress {
  readonly #tally: Tally;
  #answered = 0;
  #at = performance.now();

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** One line, with the rate since the last. */
  line(second: number, usage: Usage | undefined): string {
    const { answered, aborted, excused, failed } = this.#tally;
    const now = performance.now();
    const rate = Math.round(((answered - this.#answered) * 1000) / (now - this.#at));
    this.#answered = answered;
    this.#at = now;
    return (
      `${second} s: ${rate} requests/s, ${answered} answered, ${aborted} aborted, ${excused} lost with their server, ` +
      `${failed} failed; ${megabytes(usage?.rss ?? 0)} (heap ${megabytes(usage?.heap ?? 0)}), ${usage?.sockets} sockets, configuration ${usage?.generation}`
    );
  }
}
