import type { HttpAnswer, HttpFailure } from '../clients/http-client.ts';
import { pause, realTime, type WorldTime } from '../time.ts';

/** Milliseconds between looks at how many requests are due. */
const LOOK_MS = 5;

/** An open loop of requests at a constant rate, until stopped. Owns its timer. */
export class SteadyTraffic {
  readonly #send: () => Promise<HttpAnswer | HttpFailure>;
  readonly #outcomes: Promise<HttpAnswer | HttpFailure>[] = [];
  readonly #perSecond: number;
  readonly #time: WorldTime;
  readonly #beganMs: number;
  #forget: () => void;

  constructor(send: () => Promise<HttpAnswer | HttpFailure>, perSecond: number, time: WorldTime = realTime) {
    this.#send = send;
    this.#perSecond = perSecond;
    this.#time = time;
    this.#beganMs = time.now();
    this.#forget = time.after(LOOK_MS, () => this.#catchUp());
  }

  /** Requests sent so far. */
  get sent(): number {
    return this.#outcomes.length;
  }

  /** Resolves when `count` more requests have been answered, those in flight now included. */
  async more(count: number): Promise<void> {
    const until = this.sent + count;
    while (this.sent < until) await pause(this.#time, LOOK_MS);
    await this.#time.wait(Promise.all(this.#outcomes.slice(0, until)));
  }

  /** Ends the loop and returns every outcome, in order of sending. */
  async stop(): Promise<(HttpAnswer | HttpFailure)[]> {
    this.#forget();
    return this.#time.wait(Promise.all(this.#outcomes));
  }

  #catchUp(): void {
    const due = ((this.#time.now() - this.#beganMs) / 1000) * this.#perSecond;
    while (this.sent < due) this.#outcomes.push(this.#send());
    this.#forget = this.#time.after(LOOK_MS, () => this.#catchUp());
  }
}
