import type { HttpEvent } from '../observability/observer.ts';
import type { Arrival, ExchangeServices } from './arrival.ts';

/** The event of a request that is still being answered. */
export type EventDraft = { -readonly [K in keyof HttpEvent]: HttpEvent[K] };

/** The event of a request that has just arrived. Its status is 499 until an answer is on its way. */
export function eventDraft(
  { entryPoint }: Pick<ExchangeServices, 'entryPoint'>,
  { connection, request }: Pick<Arrival, 'connection' | 'request'>,
): EventDraft {
  return {
    kind: 'http',
    entryPoint,
    method: request.method ?? '',
    host: request.headers.host ?? '',
    target: request.url ?? '',
    client: connection.peer,
    tls: connection.tls !== undefined,
    generation: 0,
    services: [],
    status: 499,
    requestBytes: 0,
    responseBytes: 0,
    durationMs: 0,
    mirrors: [],
  };
}
