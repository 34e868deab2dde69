import { systemClock } from '../../net/clock.ts';
import { systemNetwork } from '../../net/network.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { RunningCall, UpstreamCall, UpstreamClient } from '../serve.ts';
import { originKey } from '../upstream/transport-key.ts';
import { TransportsInForce } from '../upstream/transports-in-force.ts';
import { UpstreamError } from '../upstream/upstream-error.ts';
import { UpstreamExchange } from './upstream-exchange.ts';
import { type SessionServices, UpstreamSession } from './upstream-session.ts';

/**
 * HTTP/2 without TLS towards servers whose scheme is `h2c`, by prior knowledge (RFC 9113 §3.3), on node:http2. One
 * session for each address and transport; a further one while the server takes no more streams on the others.
 */
export class Http2Upstreams implements UpstreamClient {
  readonly #sessions = new Map<string, UpstreamSession[]>();
  readonly #services: SessionServices;
  #closed = false;

  /** Default: over the system's sockets, by its clock, with all transports in force. */
  constructor(
    services: SessionServices = {
      network: systemNetwork,
      clock: systemClock,
      inForce: new TransportsInForce(),
    },
  ) {
    this.#services = services;
  }

  send(call: UpstreamCall): RunningCall {
    const exchange = new UpstreamExchange(call, this.#services.clock, (fresh) => {
      if (!this.#closed) return this.#session(call.server, fresh);
      const error = new UpstreamError(502, `${call.server.url}: the proxy is stopping`);
      queueMicrotask(() => exchange.refuse(error));
      return undefined;
    });
    exchange.run();
    return exchange;
  }

  /** Closes idle sessions by transports that are no longer in force. */
  sweep(): void {
    for (const session of [...this.#sessions.values()].flat()) session.sweep();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const sessions = [...this.#sessions.values()].flat();
    await Promise.all(sessions.map((session) => session.close()));
  }

  /** `fresh`: one that was never used. */
  #session(server: HttpServer, fresh: boolean): UpstreamSession {
    const key = originKey(server);
    let sessions = this.#sessions.get(key);
    if (!sessions) {
      sessions = [];
      this.#sessions.set(key, sessions);
    }
    const known = sessions.find((session) => session.available && !(fresh && session.used));
    if (known) return known;
    const list = sessions;
    const session = new UpstreamSession(server, this.#services, () => {
      list.splice(list.indexOf(session), 1);
      if (list.length === 0 && this.#sessions.get(key) === list) this.#sessions.delete(key);
    });
    list.push(session);
    return session;
  }
}
