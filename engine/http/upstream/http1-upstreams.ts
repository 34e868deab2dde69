import type { TLSSocket } from 'node:tls';
import { Deadlines } from '../../net/deadlines.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { RunningCall, UpstreamCall, UpstreamClient, UpstreamHead } from '../serve.ts';
import { fieldLines } from '../wire/serialize.ts';
import { Http1Call, type Http1Request } from './http1-call.ts';
import { Pool } from './pool.ts';
import { ReplyHandler } from './reply-handler.ts';
import { originKey } from './transport-key.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamServices } from './upstream-services.ts';

/**
 * Sends requests to servers over HTTP/1.1, in clear or by TLS. Connections outlive a change of configuration: equal
 * transports to an address share them. Those to servers that are gone end by their idle timeout, those by transports
 * that are gone with their request, or by `sweep`.
 */
export class Http1Upstreams implements UpstreamClient {
  readonly #services: UpstreamServices;
  readonly #deadlines: Deadlines;
  readonly #pools = new Map<string, Pool>();
  /** Shortcut: the objects of servers change with the configuration only. */
  readonly #poolOf = new WeakMap<HttpServer, Pool>();
  #closed = false;
  #onEmpty: (() => void) | undefined;

  constructor(services: UpstreamServices) {
    this.#services = services;
    this.#deadlines = new Deadlines(services.clock);
  }

  /** Whether there are connections to a server. */
  knows(server: HttpServer): boolean {
    return this.#pools.has(originKey(server));
  }

  /** Closes what waits on connections by transports that are no longer in force. */
  sweep(): void {
    for (const pool of [...this.#pools.values()]) pool.sweep();
  }

  /** Sends a request whose head is made already. `over`: a connection that stands already and is handed over. */
  request(request: Http1Request, over?: TLSSocket): Http1Call {
    const call = new Http1Call(request);
    if (this.#closed) {
      over?.destroy();
      const error = new UpstreamError(502, `${request.to.url}: the proxy is stopping`);
      queueMicrotask(() => call.cancelled || request.handler.onBroken(error));
    } else if (over) this.#pool(request.to).adopt(over, call);
    else this.#pool(request.to).send(call);
    return call;
  }

  send({ server, head, body, awaitContinue, reply }: UpstreamCall, over?: TLSSocket): RunningCall {
    const handler = new ReplyHandler(reply, (error) => reply.fail(error));
    const request: Http1Request = {
      to: server,
      method: head.method,
      headText: requestText(head),
      body,
      chunked: body !== undefined && body.length < 0,
      awaitContinue,
      upgrades: head.headers.has('Upgrade'),
      handler,
    };
    const call = this.request(request, over);
    handler.call = call;
    return call;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const pool of this.#pools.values()) pool.destroy();
    if (this.#pools.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  #pool(server: HttpServer): Pool {
    const known = this.#poolOf.get(server);
    if (known !== undefined && !known.retired) return known;
    const key = originKey(server);
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      pool = new Pool(server, {
        ...this.#services,
        deadlines: this.#deadlines,
        now: this.#services.clock.now,
        onEmpty: (empty) => this.#retire(key, empty),
      });
      this.#pools.set(key, pool);
    }
    this.#poolOf.set(server, pool);
    return pool;
  }

  #retire(key: string, pool: Pool): void {
    pool.retired = true;
    if (this.#pools.get(key) === pool) this.#pools.delete(key);
    if (this.#pools.size === 0) this.#onEmpty?.();
  }
}

function requestText({ method, target, headers }: UpstreamHead): string {
  return `${method} ${target} HTTP/1.1\r\n${fieldLines(headers.raw())}\r\n`;
}
