import type { Engine } from './engine.ts';
import type {
  Arrival,
  ClientFacts,
  RequestServers,
  RunningCall,
  Served,
  UpstreamCall,
} from './http/serve.ts';
import { UpstreamError } from './http/upstream/upstream-error.ts';
import { bufferedBody } from './middlewares/body-buffer.ts';
import type { BodySource, HttpReply, TunnelEnd } from './middlewares/handler.ts';
import { HeaderList, type ResponseHead } from './middlewares/message.ts';

const CLIENT: ClientFacts = { clientIp: '192.0.2.7', peer: '192.0.2.7:40000', tls: undefined };

/** A client that hands its requests in: the front of one request. */
export class HandedRequest implements HttpReply {
  /** Status and body; `broken: …` if the answer broke off. */
  readonly answer: Promise<string>;
  readonly #resolve: (answer: string) => void;
  readonly #served: Served;
  #status = 0;
  #body = '';
  headers = new HeaderList();

  constructor(engine: Engine, path: string, more: Partial<Arrival> & { readonly on?: string } = {}) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.answer = promise;
    this.#resolve = resolve;
    const { on = 'web', ...arrival } = more;
    this.#served = engine.serve(on, {
      method: 'GET',
      target: path,
      host: 'shop.test',
      headers: new HeaderList(),
      version: '1.1',
      client: CLIENT,
      body: undefined,
      upgrade: undefined,
      reply: this,
      ...arrival,
    });
  }

  /** The client goes away. */
  leave(): void {
    this.#finish(false, 'left');
  }

  interim(): void {}
  flush(): void {}

  start({ status, headers }: ResponseHead, _source: BodySource): void {
    this.#status = status;
    this.headers = headers;
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    this.#body += bytes.toString('utf8', start, end);
    return true;
  }

  end(bytes: Buffer, start: number, end: number): void {
    this.write(bytes, start, end);
    this.#finish(true, `${this.#status} ${this.#body}`);
  }

  abort(error: Error): void {
    this.#finish(false, `broken: ${error.message}`);
  }

  tunnel(_head: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.#finish(true, '101 ');
  }

  #finish(delivered: boolean, answer: string): void {
    this.#resolve(answer);
    // It may be over before `serve` has returned.
    queueMicrotask(() => this.#served.done(delivered));
  }
}

/** Status and body of the answer to a request that is handed in. */
export function handIn(engine: Engine, path = '/', more: Partial<Arrival> = {}): Promise<string> {
  return new HandedRequest(engine, path, more).answer;
}

/** A body that is in memory. */
export function bodyOf(text: string): { readonly body: Arrival['body']; readonly headers: HeaderList } {
  const bytes = Buffer.from(text);
  return { body: bufferedBody(bytes), headers: new HeaderList(['Content-Length', `${bytes.length}`]) };
}

/** What a server answers with: status, body and further fields, nothing at all, or an error of its connection. */
type ValueAnswer =
  | readonly [status: number, body: string | Buffer, fields?: readonly string[]]
  | 'silence'
  | 'refusal';

/** Servers that answer as values, by port; the others are left to connections. */
export class ValueServers implements RequestServers {
  readonly answers = new Map<number, (call: UpstreamCall) => ValueAnswer>();
  /** Port, method and target of each request, in order. */
  readonly asked: string[] = [];
  /** Of the requests that were given up. */
  readonly cancelled: string[] = [];

  send(call: UpstreamCall): RunningCall | undefined {
    const { server, head, reply } = call;
    const answer = this.answers.get(server.port)?.(call);
    if (answer === undefined) return undefined;
    const what = `${server.port} ${head.method} ${head.target}`;
    this.asked.push(what);
    let wanted = true;
    if (answer !== 'silence')
      queueMicrotask(() => {
        if (!wanted) return;
        if (answer === 'refusal') {
          const error = new UpstreamError(502, `${server.url}: connect ECONNREFUSED`);
          error.unsent = true;
          reply.fail(error);
          return;
        }
        const [status, content, fields = []] = answer;
        const body = Buffer.from(content);
        const headers = new HeaderList(['Content-Length', `${body.length}`, ...fields]);
        reply.start({ status, headers }, { resume() {}, cancel() {} });
        reply.end(body, 0, body.length, undefined);
      });
    return {
      cancel: () => {
        if (wanted) this.cancelled.push(what);
        wanted = false;
      },
    };
  }
}

/** Pieces of configuration: a router to the service `app`, and servers by their ports. */
export const serversAt = (...ports: readonly number[]): string =>
  `servers: [${ports.map((port) => `{ url: "http://10.0.0.1:${port}" }`).join(', ')}]`;
