import { arrivalsOf } from '../draws/arrivals.ts';
import { samplerOf } from '../draws/distribution.ts';
import { DrawnAhead } from '../draws/drawn-ahead.ts';
import { RandomStream } from '../draws/random-stream.ts';
import type { RequestTemplate, TrafficSource } from '../plan.ts';
import { clientAddresses } from './client-addresses.ts';
import { CookieJars } from './cookie-jars.ts';
import { Events } from './events.ts';
import type { Passage } from './passage.ts';
import type { Timeline } from './timeline.ts';

interface SourceSettings {
  readonly index: number;
  readonly plan: TrafficSource;
  readonly seed: number;
  readonly engines: number;
  readonly durationMs: number;
}

const DEFAULT_CLIENTS = 1000;

/** A stream of requests as the loop sees it. */
export class Source {
  readonly index: number;
  readonly plan: TrafficSource;
  readonly templates: readonly RequestTemplate[];
  readonly clients: number;
  readonly addressOf: (client: number) => string;
  readonly jars: CookieJars;
  readonly keepsCookies: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Requests that it has in all. */
  readonly most: number;
  /** Open loop: milliseconds after `fromMs`. */
  readonly arrivals: { next(): number } | undefined;
  /** Closed loop: milliseconds that a client thinks. */
  readonly thinkTime: (() => number) | undefined;
  /** Time of the next arrival; Infinity: no more. */
  next = Number.POSITIVE_INFINITY;
  /** Requests so far. */
  count = 0;
  /** How requests pass, by template; undefined: it depends on the client. */
  passages: readonly (Passage | undefined)[] = [];
  /** By template and client; found when first needed. */
  byClient: (Passage | undefined)[][] = [];
  readonly #engines: number;
  readonly #clientLuck: DrawnAhead;
  readonly #templateLuck: DrawnAhead;
  readonly #engineLuck: DrawnAhead;
  /** Upper ends of the templates' shares in [0, 1]. */
  readonly #ends: readonly number[];
  /** Templates of a log's entries. */
  readonly #replayed: Int32Array | undefined;
  /** Closed loop: clients keep their connections, and so their engines. */
  readonly #engineOfClient: Int32Array | undefined;

  constructor({ index, plan, seed, engines, durationMs }: SourceSettings) {
    const { name, arrivals, population } = plan;
    const stream = (what: string): DrawnAhead => new DrawnAhead(new RandomStream(seed, `${what} of ${name}`));
    this.index = index;
    this.plan = plan;
    this.#engines = engines;
    this.#clientLuck = stream('clients');
    this.#templateLuck = stream('requests');
    this.#engineLuck = stream('engines');
    this.clients = arrivals.kind === 'closed' ? arrivals.clients : (population.clients ?? DEFAULT_CLIENTS);
    this.addressOf = clientAddresses(population.addresses);
    this.jars = new CookieJars();
    this.keepsCookies = population.keepsCookies ?? true;
    this.fromMs = plan.fromMs ?? 0;
    this.toMs = Math.min(plan.toMs ?? durationMs, durationMs);
    this.most = plan.requests ?? Number.POSITIVE_INFINITY;
    if (arrivals.kind === 'replay') {
      const { templates, numbers } = replayedTemplates(arrivals.entries.map(({ request }) => request));
      this.templates = templates;
      this.#replayed = numbers;
      this.#ends = [];
    } else {
      this.templates = population.requests.map(({ request }) => request);
      this.#ends = upperEnds(population.requests.map(({ share }) => share));
    }
    if (arrivals.kind === 'closed') {
      const thinks = samplerOf(arrivals.thinkTime, stream('think times'));
      this.thinkTime = () => thinks.next();
      this.#engineOfClient = Int32Array.from({ length: this.clients }, () => this.engine());
    } else {
      this.arrivals = arrivalsOf(arrivals, stream('arrivals'));
      this.next = this.following();
    }
  }

  /** Closed loop: the clients think first, so that they do not come all at once. */
  start({ heap }: Timeline): void {
    if (this.thinkTime === undefined) return;
    for (let client = 0; client < this.clients; client += 1)
      heap.push(this.fromMs + this.thinkTime(), Events.thought, this.index, client);
  }

  /** What request number `number` asks for. */
  template(number: number): number {
    if (this.#replayed !== undefined) return this.#replayed[number] ?? 0;
    const ends = this.#ends;
    if (ends.length === 1) return 0;
    const luck = this.#templateLuck.next();
    let at = 0;
    while (at < ends.length - 1 && luck >= (ends[at] ?? 0)) at += 1;
    return at;
  }

  /** Time of the arrival after the next; Infinity: none. */
  following(): number {
    if (this.count >= this.most) return Number.POSITIVE_INFINITY;
    const time = this.arrivals === undefined ? Number.POSITIVE_INFINITY : this.fromMs + this.arrivals.next();
    return time < this.toMs ? time : Number.POSITIVE_INFINITY;
  }

  /** One of the clients. */
  client(): number {
    return Math.floor(this.#clientLuck.next() * this.clients);
  }

  /** One of the engines. */
  engine(): number {
    return this.#engines === 1 ? 0 : Math.floor(this.#engineLuck.next() * this.#engines);
  }

  /** The one that a client of a closed loop is connected to. */
  engineOf(client: number): number {
    return this.#engineOfClient?.[client] ?? 0;
  }
}

function upperEnds(shares: readonly number[]): readonly number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => {
    sum += share;
    return sum / whole;
  });
}

function replayedTemplates(requests: readonly RequestTemplate[]): {
  readonly templates: readonly RequestTemplate[];
  readonly numbers: Int32Array;
} {
  const known = new Map<string, number>();
  const templates: RequestTemplate[] = [];
  const numbers = Int32Array.from(requests, (request) => {
    const text = JSON.stringify(request);
    const number = known.get(text) ?? templates.length;
    if (number === templates.length) {
      known.set(text, number);
      templates.push(request);
    }
    return number;
  });
  return { templates, numbers };
}
