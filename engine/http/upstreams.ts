import { type Clock, systemClock } from '../net/clock.ts';
import { type Network, systemNetwork } from '../net/network.ts';
import type { HttpServer, ServersTransport } from '../routing/targets.ts';
import type { Transport } from '../transport/channel.ts';
import { Http2Upstreams } from './h2/upstream.ts';
import { HttpsOrigin } from './https-origin.ts';
import type { RequestServers, RunningCall, UpstreamCall, UpstreamClient } from './serve.ts';
import { Http1Upstreams } from './upstream/http1-upstreams.ts';
import { originKey } from './upstream/transport-key.ts';
import { TransportsInForce } from './upstream/transports-in-force.ts';
import { UpstreamError } from './upstream/upstream-error.ts';
import type { UpstreamServices } from './upstream/upstream-services.ts';

export interface UpstreamsOptions {
  readonly transport: Transport;
  /** Default: the system's. */
  readonly network?: Network;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Who answers requests in place of connections; default: nobody. */
  readonly servers?: RequestServers | undefined;
}

/**
 * The connections to all servers: in clear over the protocol that the URL says, by TLS over the one that the server
 * chooses. What changes its protocol on the way begins with HTTP/1.1.
 */
export class Upstreams implements UpstreamClient {
  readonly http1: Http1Upstreams;
  readonly #http2: Http2Upstreams;
  readonly #servers: RequestServers | undefined;
  readonly #services: UpstreamServices;
  readonly #inForce = new TransportsInForce();
  readonly #origins = new Map<string, HttpsOrigin>();
  /** Shortcut: the objects of servers change with the configuration only. */
  #originOf = new WeakMap<HttpServer, HttpsOrigin>();
  #closed = false;

  constructor({ transport, network = systemNetwork, clock = systemClock, servers }: UpstreamsOptions) {
    this.#servers = servers;
    this.#services = { transport, network, clock, inForce: this.#inForce };
    this.http1 = new Http1Upstreams(this.#services);
    this.#http2 = new Http2Upstreams(this.#services);
  }

  /** true: every request goes over a connection. */
  get byConnectionOnly(): boolean {
    return this.#servers === undefined;
  }

  send(call: UpstreamCall): RunningCall {
    const { server, head } = call;
    const taken = this.#closed ? undefined : this.#servers?.send(call);
    if (taken) return taken;
    const { scheme, transport } = server;
    if (scheme === 'http' || this.#closed || head.headers.has('Upgrade')) return this.http1.send(call);
    if (scheme === 'https')
      return transport.disableHttp2 ? this.http1.send(call) : this.#origin(server).send(call);
    return transport.disableHttp2 ? withoutHttp2(call) : this.#http2.send(call);
  }

  /** Closes idle connections by transports that are not among these, now and when they become idle. */
  retain(transports: Iterable<ServersTransport>): void {
    this.#inForce.replace(transports);
    this.http1.sweep();
    this.#http2.sweep();
    for (const [key, origin] of this.#origins) {
      origin.sweep();
      if (origin.forgettable) this.#origins.delete(key);
    }
    this.#originOf = new WeakMap();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const origins = [...this.#origins.values()].map((origin) => origin.close());
    await Promise.all([this.http1.close(), this.#http2.close(), ...origins]);
  }

  #origin(server: HttpServer): HttpsOrigin {
    let origin = this.#originOf.get(server);
    if (origin) return origin;
    const key = originKey(server);
    origin = this.#origins.get(key);
    if (!origin) {
      origin = new HttpsOrigin(server, this.http1, this.#services);
      this.#origins.set(key, origin);
    }
    this.#originOf.set(server, origin);
    return origin;
  }
}

/** Traefik's transport has no h2c without HTTP/2. */
function withoutHttp2({ server, reply }: UpstreamCall): RunningCall {
  let given = true;
  const error = new UpstreamError(500, `${server.url}: scheme h2c, and the transport disables HTTP/2`);
  error.unsent = true;
  queueMicrotask(() => given && reply.fail(error));
  return {
    cancel() {
      given = false;
    },
  };
}
