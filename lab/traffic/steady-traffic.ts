import type { HttpAnswer, HttpFailure } from '../clients/http-client.ts';

/** An open loop of requests at a constant rate, until stopped. Owns its timer. */
export class SteadyTraffic {
  readonly #send: () => Promise<HttpAnswer | HttpFailure>;
  readonly #outcomes: Promise<HttpAnswer | HttpFailure>[] = [];
  readonly #perSecond: number;
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(send: () => Promise<HttpAnswer | HttpFailure>, perSecond: number) {
    this.#send = send;
    this.#perSecond = perSecond;
    this.#timer = setInterval(() => this.#catchUp(), 5);
  }

  /** Requests sent so far. */
  get sent(): number {
    return this.#outcomes.length;
  }

  /** Resolves when `count` more requests have been answered, those in flight now included. */
  async more(count: number): Promise<void> {
    const until = this.sent + count;
    while (this.sent < until) await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all(this.#outcomes.slice(0, until));
  }

  /** Ends the loop and returns every outcome, in order of sending. */
  async stop(): Promise<(HttpAnswer | HttpFailure)[]> {
    clearInterval(this.#timer);
    return Promise.all(this.#outcomes);
  }

  #catchUp(): void {
    const due = ((performance.now() - this.#began) / 1000) * this.#perSecond;
    while (this.sent < due) this.#outcomes.push(this.#send());
  }
}
