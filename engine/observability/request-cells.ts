import type { RequestCounters } from './request-counters.ts';

/** Upper bounds of the duration histogram, milliseconds, inclusive (Traefik: observability/metrics/prometheus). */
export const DURATION_BOUNDS_MS: readonly number[] = [100, 300, 1200, 5000];

/** Methods that are told apart; a client can invent any number of others (RFC 9110 §9.3, RFC 5789, RFC 9113 §3.4). */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PRI'];
const METHOD_NUMBERS: ReadonlyMap<string, number> = new Map(
  METHODS.map((method, index) => [method, index + 1]),
);
const EXTENSION_METHOD = METHODS.length + 1;
/** The number of a request whose method nobody told. */
const NO_METHOD = 0;

/** What is counted for one combination of status, method and protocol. */
export interface RequestCell {
  readonly status: number;
  /** Absent: not known. */
  readonly method: string | undefined;
  readonly protocol: 'http' | 'websocket';
  requests: number;
  /** Requests by duration: one count for each bound, and one for what took longer than all. Not cumulative. */
  readonly durations: number[];
  durationMs: number;
  requestBytes: number;
  responseBytes: number;
}

/**
 * The counts of one entry point or service. Counting builds no string and allocates only when a combination of
 * status, method and protocol is seen first; there are at most 24 of those for each status.
 */
export class RequestCells implements RequestCounters {
  readonly #cells = new Map<number, RequestCell>();
  /** Most requests are like the one before. */
  #lastKey = -1;
  #last: RequestCell | undefined;

  count(
    status: number,
    method: string,
    protocol: 'http' | 'websocket',
    durationMs: number,
    requestBytes: number,
    responseBytes: number,
  ): void {
    const cell = this.#cell(status, numberOf(method), protocol);
    cell.requests += 1;
    const bucket = bucketOf(durationMs);
    cell.durations[bucket] = (cell.durations[bucket] ?? 0) + 1;
    cell.durationMs += durationMs;
    cell.requestBytes += requestBytes;
    cell.responseBytes += responseBytes;
  }

  /** Counts a request of which no duration and no sizes are known. */
  countOnly(status: number, method: string | undefined): void {
    this.#cell(status, method === undefined ? NO_METHOD : numberOf(method), 'http').requests += 1;
  }

  /** In the order in which the combinations were first seen. */
  cells(): Iterable<Readonly<RequestCell>> {
    return this.#cells.values();
  }

  #cell(status: number, method: number, protocol: 'http' | 'websocket'): RequestCell {
    const key = status * 32 + method * 2 + (protocol === 'websocket' ? 1 : 0);
    if (key === this.#lastKey && this.#last !== undefined) return this.#last;
    let cell = this.#cells.get(key);
    if (cell === undefined) {
      cell = newCell(status, method, protocol);
      this.#cells.set(key, cell);
    }
    this.#lastKey = key;
    this.#last = cell;
    return cell;
  }
}

function numberOf(method: string): number {
  return METHOD_NUMBERS.get(method) ?? EXTENSION_METHOD;
}

function bucketOf(durationMs: number): number {
  let bucket = 0;
  for (const bound of DURATION_BOUNDS_MS) {
    if (durationMs <= bound) break;
    bucket += 1;
  }
  return bucket;
}

function newCell(status: number, method: number, protocol: 'http' | 'websocket'): RequestCell {
  return {
    status,
    method: method === NO_METHOD ? undefined : (METHODS[method - 1] ?? 'EXTENSION_METHOD'),
    protocol,
    requests: 0,
    durations: [...DURATION_BOUNDS_MS.map(() => 0), 0],
    durationMs: 0,
    requestBytes: 0,
    responseBytes: 0,
  };
}
