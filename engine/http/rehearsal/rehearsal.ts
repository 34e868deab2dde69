import { NO_BYTES, NO_SOURCE } from '../../middlewares/answer-reply.ts';
import { LocalLimits } from '../../middlewares/local-limits.ts';
import { HeaderList } from '../../middlewares/message.ts';
import { type Clock, systemClock } from '../../net/clock.ts';
import { IpRanges } from '../../net/ip-ranges.ts';
import type { EngineEvent, HttpEvent, MirrorEvent } from '../../observability/observer.ts';
import type { EntryPointRoutes } from '../../routing/snapshot.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import { createServe } from '../exchange.ts';
import { destinationHandlers, targetHandlers } from '../handlers.ts';
import { MirrorTasks } from '../mirror.ts';
import type { RunningCall, Serve, TlsSession, UpstreamCall } from '../serve.ts';
import type { ExchangeServices } from '../services.ts';
import { CollectedReply } from './collected-reply.ts';
import type { HeaderLine, Rehearsed } from './rehearsed.ts';
import { Trace } from './trace.ts';

/** A request as it arrives, without a body. */
export interface RehearsedRequest {
  readonly method: string;
  /** As sent: `/path?query`. */
  readonly target: string;
  /** Value of Host, with its port if it has one. */
  readonly host: string;
  /** Without Host. */
  readonly headers: readonly HeaderLine[];
  /** Without port. */
  readonly clientIp: string;
  /** Absent: it comes without TLS. */
  readonly tls?: TlsSession;
}

export interface RehearsalOptions {
  readonly entryPoint: EntryPoint;
  /** Its balancers take their turns. */
  readonly routes: EntryPointRoutes;
  readonly generation: number;
  /** What X-Forwarded-Server says. */
  readonly serverName: string;
}

const NO_COUNTERS = { count() {} };
const STANDING: Clock = { now: () => 0, after: systemClock.after };

/**
 * Serves requests as the HTTP plane of an entry point does, by the same code, but for what is outside: no socket is
 * opened, each server answers 200 at once, time stands still, and no client has used up a part of its limits.
 */
export class Rehearsal {
  readonly #serve: Serve;
  readonly #mirrors: MirrorTasks;
  readonly #trace = new Trace();
  #events: EngineEvent[] = [];
  #calls: UpstreamCall[] = [];
  #limits = new LocalLimits(STANDING.now);

  constructor({ entryPoint, routes, generation, serverName }: RehearsalOptions) {
    const trusted = new IpRanges(entryPoint.forwardedHeaders.trustedIps);
    const upstreams = { send: (call: UpstreamCall) => this.#answer(call) };
    const observer = (event: EngineEvent): void => void this.#events.push(event);
    const trace = this.#trace;
    const handlerOf = targetHandlers(() => services);
    const destinationHandler = destinationHandlers(() => services);
    this.#mirrors = new MirrorTasks(upstreams, observer, (destination) =>
      services.destinationHandler(destination),
    );
    const snapshot = {
      generation,
      plain: trace.table(routes.http.plain),
      secure: trace.table(routes.http.secure),
    };
    const services: ExchangeServices = {
      entryPoint: entryPoint.name,
      serverName,
      upstreams,
      mirrors: this.#mirrors,
      observer,
      observesRequests: true,
      counters: { entryPoint: () => NO_COUNTERS, service: () => NO_COUNTERS },
      entryPointCounters: NO_COUNTERS,
      limits: {
        acquire: (key, limit) => this.#limits.acquire(key, limit),
        release: (key) => this.#limits.release(key),
        take: (key, perSecond, burst, maxDelayMs) => this.#limits.take(key, perSecond, burst, maxDelayMs),
      },
      snapshot: () => snapshot,
      now: STANDING.now,
      clock: STANDING,
      trusts: (address) => entryPoint.forwardedHeaders.insecure || trusted.includes(address),
      handlerOf: (target, router) => handlerOf(trace.target(target, router), router),
      destinationHandler: (destination) =>
        destinationHandler(destination.kind === 'guarded' ? trace.guarded(destination) : destination),
    };
    this.#serve = createServe(services);
  }

  /** One after the other: a request begins when the one before is over. */
  async serve({ method, target, host, headers, clientIp, tls }: RehearsedRequest): Promise<Rehearsed> {
    this.#trace.begin();
    this.#events = [];
    this.#calls = [];
    this.#limits = new LocalLimits(STANDING.now);
    const reply = new CollectedReply();
    const fields = new HeaderList(headers.flat());
    const served = this.#serve({
      method,
      target,
      host,
      headers: fields,
      version: '1.1',
      client: { clientIp, peer: `${clientIp}:0`, tls },
      body: undefined,
      upgrade: fields.get('Upgrade'),
      reply,
    });
    await reply.over;
    const [call] = this.#calls;
    const { lookups, passes } = this.#trace;
    served.done(true);
    await this.#mirrors.idle();
    return {
      ...told(this.#events),
      ...sentBy(call),
      lookups,
      passes,
      status: reply.status,
      headers: reply.headers,
    };
  }

  #answer(call: UpstreamCall): RunningCall {
    this.#calls.push(call);
    queueMicrotask(() => {
      call.reply.start({ status: 200, headers: new HeaderList(['Content-Length', '0']) }, NO_SOURCE);
      call.reply.end(NO_BYTES, 0, 0, undefined);
    });
    return { cancel() {} };
  }
}

function told(events: readonly EngineEvent[]): Pick<Rehearsed, 'router' | 'services' | 'copies' | 'error'> {
  const event = events.find((one): one is HttpEvent => one.kind === 'http');
  const copies = events.filter((one): one is MirrorEvent => one.kind === 'mirror');
  const { router, services = [], error } = event ?? {};
  return {
    services,
    copies: copies.map(({ service, server, pod }) => ({
      service,
      ...(server !== undefined && { server }),
      ...(pod !== undefined && { pod }),
    })),
    ...(router !== undefined && { router }),
    ...(error !== undefined && { error }),
  };
}

/** A front keeps nothing of a call; what it asked is what its server would have got. */
function sentBy(call: UpstreamCall | undefined): Pick<Rehearsed, 'sent'> {
  if (!call) return {};
  const { server, head } = call;
  const { method, target, headers } = head;
  const host = headers.get('Host') ?? '';
  const others = headers.lines().filter(([name]) => name.toLowerCase() !== 'host');
  return { sent: { server, head: { method, host, target, headers: others } } };
}
