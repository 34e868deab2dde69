import { type Clock, every } from './clock.ts';

export interface CheckRoundsSettings<T> {
  readonly clock: Clock;
  readonly servers: readonly T[];
  /** Milliseconds between rounds over the servers that are up. */
  readonly intervalMs: number;
  /** The same for those that are down. */
  readonly unhealthyIntervalMs: number;
  /** Milliseconds that one check may take. */
  readonly timeoutMs: number;
  /** @returns why the server is not healthy; undefined if it is. Must not reject. */
  readonly probe: (server: T, signal: AbortSignal) => Promise<string | undefined>;
  /** A check is over. Not called after `close`. */
  readonly found: (server: T, problem: string | undefined) => void;
}

/**
 * Checks the servers of one service in rounds, those that are up and those that are down at intervals of their own, as
 * Traefik does. All are taken for up at first. Owns its timers and the checks under way.
 */
export class CheckRounds<T> {
  readonly #settings: CheckRoundsSettings<T>;
  readonly #stop = new AbortController();
  /** They end the intervals. */
  readonly #ends: readonly (() => void)[];
  /** Servers by what the last check found. */
  readonly #isUp: Map<T, boolean>;

  constructor(settings: CheckRoundsSettings<T>) {
    this.#settings = settings;
    this.#isUp = new Map(settings.servers.map((server) => [server, true]));
    this.#ends = [this.#every(settings.intervalMs, true), this.#every(settings.unhealthyIntervalMs, false)];
  }

  /** Idempotent. */
  close(): void {
    for (const end of this.#ends) end();
    this.#stop.abort(new Error('the check is not wanted any more'));
  }

  /** A round that takes longer than its interval goes on; the next one is left out. */
  #every(milliseconds: number, up: boolean): () => void {
    let busy = false;
    return every(this.#settings.clock, milliseconds, async () => {
      if (busy) return;
      busy = true;
      await this.#checkAll(up);
      busy = false;
    });
  }

  /** One after the other, as in Traefik. */
  async #checkAll(up: boolean): Promise<void> {
    const { clock, servers, timeoutMs, probe, found } = this.#settings;
    const due = servers.filter((server) => this.#isUp.get(server) === up);
    for (const server of due) {
      const patience = new AbortController();
      const cancel = clock.after(timeoutMs, () => patience.abort(tookTooLong()));
      const problem = await probe(server, AbortSignal.any([this.#stop.signal, patience.signal]));
      cancel();
      if (this.#stop.signal.aborted) return;
      this.#isUp.set(server, problem === undefined);
      found(server, problem);
    }
  }
}

/** What `AbortSignal.timeout` says. */
function tookTooLong(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
}
