import type { Candidate } from './candidate.ts';
import type { ServerWatch } from './service-node.ts';

/** A server that fails this often within the window gets nothing for as long (Traefik: passiveHealthCheck). */
export interface PassiveHealth {
  readonly failureWindowMs: number;
  readonly maxFailedAttempts: number;
  /** true: only an active check brings it up again. */
  readonly untilChecked: boolean;
}

export interface ServerStateSettings<T> {
  readonly item: T;
  readonly name: string;
  readonly weight: number;
  readonly fenced: boolean;
  readonly passive?: PassiveHealth;
  /** Whether anybody looks at how busy and how fast it is. */
  readonly measured: boolean;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** Answers whose time to the first byte is remembered. */
const SAMPLES = 100;

/** A server as its balancer knows it: whether it is up, how busy and how fast it is. */
export class ServerState<T> implements Candidate<T> {
  readonly item: T;
  readonly name: string;
  readonly weight: number;
  readonly fenced: boolean;
  /** Requests under way. */
  inFlight = 0;
  readonly #passive: PassiveHealth | undefined;
  readonly #now: () => number;
  readonly #times: number[] = [];
  #nextTime = 0;
  #sum = 0;
  /** When it failed lately. */
  #failures: number[] = [];
  #downUntil = Number.NEGATIVE_INFINITY;
  #checkedDown = false;
  readonly watch?: () => ServerWatch;

  constructor({ item, name, weight, fenced, passive, measured, now }: ServerStateSettings<T>) {
    this.item = item;
    this.name = name;
    this.weight = weight;
    this.fenced = fenced;
    this.#passive = passive;
    this.#now = now;
    if (measured || passive) this.watch = watchOf(this, now);
  }

  get up(): boolean {
    return !this.#checkedDown && (this.#passive === undefined || this.#now() >= this.#downUntil);
  }

  get meanTime(): number {
    return this.#times.length === 0 ? 0 : this.#sum / this.#times.length;
  }

  /** What an active check found. */
  check(up: boolean): void {
    this.#checkedDown = !up;
    if (up) this.#downUntil = Number.NEGATIVE_INFINITY;
  }

  /** Whole milliseconds, as Traefik counts them. */
  answeredAfter(milliseconds: number): void {
    const time = Math.floor(milliseconds);
    this.#sum += time - (this.#times[this.#nextTime] ?? 0);
    this.#times[this.#nextTime] = time;
    this.#nextTime = (this.#nextTime + 1) % SAMPLES;
  }

  succeeded(): void {
    if (this.#failures.length > 0) this.#failures = [];
  }

  failed(): void {
    const passive = this.#passive;
    if (!passive) return;
    const now = this.#now();
    this.#failures = this.#failures.filter((time) => time > now - passive.failureWindowMs);
    this.#failures.push(now);
    if (this.#failures.length < passive.maxFailedAttempts || now < this.#downUntil) return;
    this.#downUntil = passive.untilChecked ? Number.POSITIVE_INFINITY : now + passive.failureWindowMs;
  }
}

function watchOf<T>(state: ServerState<T>, now: () => number): () => ServerWatch {
  return () => new Watch(state, now);
}

/** One request to a server. */
class Watch<T> implements ServerWatch {
  readonly #server: ServerState<T>;
  readonly #now: () => number;
  #began: number | undefined;
  #ended = false;

  constructor(server: ServerState<T>, now: () => number) {
    this.#server = server;
    this.#now = now;
  }

  began(): void {
    this.#server.inFlight += 1;
    this.#began = this.#now();
  }

  answered(status: number): void {
    if (this.#began !== undefined) this.#server.answeredAfter(this.#now() - this.#began);
    if (status < 500) this.#server.succeeded();
    else this.#server.failed();
  }

  failed(): void {
    this.#server.failed();
  }

  ended(): void {
    if (this.#began === undefined || this.#ended) return;
    this.#ended = true;
    this.#server.inFlight -= 1;
  }
}
