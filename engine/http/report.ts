import type { ExchangeRecord } from '../middlewares/handler.ts';
import type { RequestDetails } from '../observability/observer.ts';
import type { RequestTally } from '../routing/targets.ts';
import type { ClientFacts } from './serve.ts';
import type { ExchangeServices } from './services.ts';

/** Everything that is told of a request when it is over. */
export interface Report extends ExchangeRecord {
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly generation: number;
  readonly router: string | undefined;
  /** Answered by a page of the engine itself. */
  readonly internal: boolean;
  /** 499: the client went away before it had an answer. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Milliseconds on the clock of the services. */
  readonly startedAt: number;
  /** Where the last of the services counts; absent: to be looked up. */
  readonly tally?: RequestTally;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Of the client's header fields and those it got, in pairs; absent: nobody wants them. */
  readonly requestFields: readonly string[] | undefined;
  readonly responseFields: readonly string[] | undefined;
  readonly user?: string | undefined;
}

/**
 * Counts a request that is over, and tells the observer of it.
 *
 * @returns the time now on the clock of the services
 */
export function reportExchange(services: ExchangeServices, client: ClientFacts, report: Report): number {
  const { status, method, server, requestBytes, responseBytes } = report;
  const now = services.now();
  const durationMs = now - report.startedAt;
  const protocol = status === 101 ? 'websocket' : 'http';
  if (!report.internal) {
    services.entryPointCounters.count(status, method, protocol, durationMs, requestBytes, responseBytes);
    // Only the load balancer counts, and only what a server was asked; the services above it do not.
    const balancer = report.services.at(-1);
    if (balancer !== undefined && server !== undefined) {
      const tally = report.tally ?? services.counters.service(balancer);
      tally.count(status, method, protocol, durationMs, requestBytes, responseBytes);
    }
  }
  if (!services.observesRequests || !services.observer) return now;
  const { router, pod, error, correlationId } = report;
  services.observer({
    kind: 'http',
    entryPoint: services.entryPoint,
    ...(correlationId === undefined ? {} : { correlationId }),
    method,
    host: report.host,
    target: report.target,
    client: client.peer,
    tls: client.tls !== undefined,
    generation: report.generation,
    ...(router === undefined ? {} : { router }),
    services: report.services,
    ...(server === undefined ? {} : { server }),
    ...(pod === undefined ? {} : { pod }),
    status,
    requestBytes,
    responseBytes,
    durationMs,
    mirrors: report.mirrors,
    ...(error === undefined ? {} : { error }),
    ...(services.detailsRequests && { details: detailsOf(services, client, report) }),
  });
  return now;
}

function detailsOf(services: ExchangeServices, client: ClientFacts, report: Report): RequestDetails {
  const { protocol, internal, requestFields = [], responseFields = [], user, retries = 0 } = report;
  const at = requestFields.findIndex((name, index) => index % 2 === 0 && /^x-forwarded-for$/i.test(name));
  const forwardedFor = at < 0 || !services.trusts(client.clientIp) ? undefined : requestFields[at + 1];
  return {
    protocol,
    internal,
    requestFields,
    responseFields,
    ...(forwardedFor === undefined ? {} : { forwardedFor }),
    ...(user === undefined ? {} : { user }),
    retries,
  };
}
