/** How long before and after a server is down a request may meet that, in milliseconds. */
const MARGIN_MS = 500;
/** Failures that are kept in words. */
const KEPT = 20;

/** What came of all requests, and which of them may have failed. */
export class Tally {
  answered = 0;
  /** Clients that went away on purpose. */
  aborted = 0;
  /** Requests without an answer whose server was down. */
  excused = 0;
  /** Requests without an answer whose server was there, and answers of other requests. */
  failed = 0;
  readonly failures: string[] = [];
  /** From when until when a mortal server was down. */
  readonly #outages: { from: number; to: number }[] = [];

  /** A server goes down; the function returned says that it is back. */
  outage(): () => void {
    const outage = { from: performance.now(), to: Number.POSITIVE_INFINITY };
    this.#outages.push(outage);
    return () => {
      outage.to = performance.now();
    };
  }

  /** A request was not answered as it should; `since` is when it was sent. */
  lost(what: string, mortal: boolean, since: number): void {
    const now = performance.now();
    const down = this.#outages.some(({ from, to }) => from - MARGIN_MS < now && to + MARGIN_MS > since);
    if (mortal && down) this.excused += 1;
    else this.fail(what);
  }

  /** Something happened for which there is no excuse. */
  fail(what: string): void {
    this.failed += 1;
    if (this.failures.length < KEPT) this.failures.push(what);
  }
}
