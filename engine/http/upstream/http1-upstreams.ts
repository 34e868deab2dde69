import { Deadlines } from '../../net/deadlines.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { Transport } from '../../transport/channel.ts';
import type { RunningCall, UpstreamCall, UpstreamClient, UpstreamHead } from '../serve.ts';
import { fieldLines } from '../wire/serialize.ts';
import { Http1Call, type Http1Request } from './http1-call.ts';
import { Pool, poolKey } from './pool.ts';
import { ReplyHandler } from './reply-handler.ts';
import { UpstreamError } from './upstream-error.ts';

/** What the connections to servers need. */
export interface Http1UpstreamsOptions {
  readonly transport: Transport;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/**
 * Sends requests to servers over HTTP/1.1, in clear or by TLS. Connections outlive a change of configuration: equal
 * transports to an address share them; those that no configuration uses any more end by their idle timeout.
 */
export class Http1Upstreams implements UpstreamClient {
  readonly #transport: Transport;
  readonly #now: () => number;
  readonly #deadlines: Deadlines;
  readonly #pools = new Map<string, Pool>();
  /** Shortcut: the objects of servers change with the configuration only. */
  readonly #poolOf = new WeakMap<HttpServer, Pool>();
  #closed = false;
  #onEmpty: (() => void) | undefined;

  constructor({ transport, now }: Http1UpstreamsOptions) {
    this.#transport = transport;
    this.#now = now;
    this.#deadlines = new Deadlines(now);
  }

  /** Sends a request whose head is made already. */
  request(request: Http1Request): Http1Call {
    const call = new Http1Call(request);
    if (this.#closed) {
      const error = new UpstreamError(502, `${request.to.url}: the proxy is stopping`);
      queueMicrotask(() => call.cancelled || request.handler.onBroken(error));
    } else this.#pool(request.to).send(call);
    return call;
  }

  send({ server, head, body, awaitContinue, reply }: UpstreamCall): RunningCall {
    const handler = new ReplyHandler(reply, (error) => reply.fail(error));
    const call = this.request({
      to: server,
      method: head.method,
      headText: requestText(head),
      body,
      chunked: body !== undefined && body.length < 0,
      awaitContinue,
      upgrades: head.headers.has('Upgrade'),
      handler,
    });
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
    const key = poolKey(server);
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      pool = new Pool(server, {
        transport: this.#transport,
        deadlines: this.#deadlines,
        now: this.#now,
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
