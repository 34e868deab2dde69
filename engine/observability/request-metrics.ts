import { Counter, Histogram, type Registry } from 'prom-client';
import type { HttpEvent } from './observer.ts';

/** Methods that are told apart; a client can invent any number of others (RFC 9110 §9.3, RFC 5789, RFC 9113 §3.4). */
const METHODS = new Set([
  'HEAD',
  'GET',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'PRI',
]);

/** Seconds. */
const DURATION_BUCKETS = [0.1, 0.3, 1.2, 5];

/** The four request metrics of a kind of element. */
export class RequestMetrics {
  readonly #element: string;
  readonly #requests: Counter;
  readonly #durations: Histogram;
  readonly #requestBytes: Counter;
  readonly #responseBytes: Counter;

  constructor(element: 'entrypoint' | 'service', registers: Registry[]) {
    this.#element = element;
    const labelNames = ['code', 'method', 'protocol', element];
    const named = (suffix: string, help: string) => ({
      name: `traefik_${element}_${suffix}`,
      help,
      labelNames,
      registers,
    });
    this.#requests = new Counter(named('requests_total', `Requests answered, by ${element}`));
    this.#durations = new Histogram({
      ...named('request_duration_seconds', `Time from a request to the end of its answer, by ${element}`),
      buckets: DURATION_BUCKETS,
    });
    this.#requestBytes = new Counter(named('requests_bytes_total', `Bytes of request bodies, by ${element}`));
    this.#responseBytes = new Counter(
      named('responses_bytes_total', `Bytes of response bodies, by ${element}`),
    );
  }

  /** Counts a request that the element `name` answered. */
  count(name: string, event: HttpEvent): void {
    const labels = {
      code: event.status,
      method: METHODS.has(event.method) ? event.method : 'EXTENSION_METHOD',
      // Upgrades are the one other protocol that shows in an event.
      protocol: event.status === 101 ? 'websocket' : 'http',
      [this.#element]: name,
    };
    this.#requests.inc(labels);
    this.#durations.observe(labels, event.durationMs / 1000);
    this.#requestBytes.inc(labels, event.requestBytes);
    this.#responseBytes.inc(labels, event.responseBytes);
  }

  /** Counts a mirrored request. Its method, sizes and duration are not known, so it has no label `method`. */
  countCopy(name: string, status: number): void {
    this.#requests.inc({ code: status, protocol: 'http', [this.#element]: name });
  }
}
