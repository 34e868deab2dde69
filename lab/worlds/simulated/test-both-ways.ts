import type { UpstreamCall, UpstreamReply } from '../../../engine/http/serve.ts';
import { httpServer, TRANSPORT } from '../../../engine/http/test-support.ts';
import { Http1Upstreams } from '../../../engine/http/upstream/http1-upstreams.ts';
import { TransportsInForce } from '../../../engine/http/upstream/transports-in-force.ts';
import type { UpstreamError } from '../../../engine/http/upstream/upstream-error.ts';
import type { BodySink, BodySource, RequestBody } from '../../../engine/middlewares/handler.ts';
import { HeaderList, type ResponseHead } from '../../../engine/middlewares/message.ts';
import { systemClock } from '../../../engine/net/clock.ts';
import { systemNetwork } from '../../../engine/net/network.ts';
import type { ServersTransport } from '../../../engine/routing/targets.ts';
import { createTransport } from '../../../engine/transport/index.ts';
import type { Backend, BackendOptions } from '../../backends/backend.ts';
import { type StartedForTest, startForTest } from '../../backends/test-backend.ts';
import { PodServers } from './pod-servers.ts';

/** A request to a server, as a test writes it. */
export interface Sent {
  readonly method?: string;
  readonly target?: string;
  /** Behind Host. */
  readonly headers?: readonly string[];
  readonly body?: string;
  /** The body's length is not announced. */
  readonly chunked?: boolean;
  /** Name, value, behind a chunked body. */
  readonly trailers?: readonly string[];
  /** The body waits for 100 Continue. */
  readonly expects?: boolean;
  readonly transport?: Partial<ServersTransport>;
}

/** What came of it, without what differs from run to run. */
interface Outcome {
  readonly status?: number;
  readonly headers?: readonly string[];
  readonly body: string;
  readonly end: 'end' | 'abort' | 'fail' | 'cancelled';
  readonly error?: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly unsent: boolean;
  };
}

/** One way to send requests to one backend. */
export interface Way extends AsyncDisposable {
  readonly name: string;
  readonly backend: StartedForTest;
  send(sent: Sent): Promise<Outcome>;
  /** Begins a request; `cancel` gives it up, `begun` resolves with the head of the answer. */
  begin(sent: Sent): { readonly outcome: Promise<Outcome>; readonly begun: Promise<void>; cancel(): void };
}

/** The same program twice: reached over sockets by the engine's connections, and by values. */
export async function bothWays(
  program: Backend,
  overrides: Partial<BackendOptions> = {},
): Promise<AsyncDisposable & { readonly ways: readonly [Way, Way] }> {
  const sockets = await startForTest(program, { ...overrides, clock: systemClock });
  const values = await startForTest(program, { ...overrides, clock: systemClock });
  const upstreams = new Http1Upstreams({
    transport: await createTransport(),
    network: systemNetwork,
    clock: systemClock,
    inForce: new TransportsInForce(),
  });
  const servers = new PodServers(systemClock, '127.0.0.1');
  servers.add(values.running);
  const ways = [
    way(
      'sockets',
      sockets,
      (call) => upstreams.send(call),
      () => upstreams.close(),
    ),
    way(
      'values',
      values,
      (call) => servers.send(call),
      async () => undefined,
    ),
  ] as const;
  return {
    ways,
    async [Symbol.asyncDispose]() {
      for (const { [Symbol.asyncDispose]: dispose } of ways) await dispose();
    },
  };
}

function way(
  name: string,
  backend: StartedForTest,
  send: (call: UpstreamCall) => { cancel(): void } | undefined,
  close: () => Promise<void>,
): Way {
  const begin = (sent: Sent): ReturnType<Way['begin']> => {
    const reply = new CollectedReply(backend.port);
    const call = send(callOf(sent, backend.port, reply));
    if (!call) throw new Error('nobody takes the request');
    return {
      outcome: reply.outcome,
      begun: reply.begun,
      cancel() {
        call.cancel();
        reply.cancelled();
      },
    };
  };
  return {
    name,
    backend,
    begin,
    send: (sent) => begin(sent).outcome,
    async [Symbol.asyncDispose]() {
      await close();
      await backend.running.close();
    },
  };
}

function callOf(sent: Sent, port: number, reply: UpstreamReply): UpstreamCall {
  const { method = 'GET', target = '/', headers = [], body, chunked = false, trailers = [] } = sent;
  const framing =
    body === undefined
      ? []
      : chunked
        ? ['Transfer-Encoding', 'chunked']
        : ['Content-Length', `${Buffer.byteLength(body)}`];
  const expects = sent.expects ?? false;
  const lines = ['Host', 'shop.test', ...headers, ...(expects ? ['Expect', '100-continue'] : []), ...framing];
  return {
    server: httpServer(port, { transport: { ...TRANSPORT, ...sent.transport } }),
    head: { method, target, headers: new HeaderList(lines), addsGzip: false },
    body: body === undefined ? undefined : new PiecewiseBody(Buffer.from(body), chunked, trailers),
    awaitContinue: expects,
    reply,
  };
}

/** Sends a body in two pieces, the second one a turn of the event loop later. */
class PiecewiseBody implements RequestBody {
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #trailers: HeaderList | undefined;
  complete = false;
  bytesRead = 0;

  constructor(bytes: Buffer, chunked: boolean, trailers: readonly string[]) {
    this.#bytes = bytes;
    this.#trailers = trailers.length === 0 ? undefined : new HeaderList(trailers);
    this.length = chunked ? -1 : bytes.length;
  }

  start(sink: BodySink): void {
    const half = Math.floor(this.#bytes.length / 2);
    if (half > 0) sink.write(this.#bytes, 0, half);
    setImmediate(() => sink.end(this.#bytes, half, this.#bytes.length, this.#trailers));
  }

  resume(): void {}
}

/** Keeps an answer; takes one piece at a time. */
class CollectedReply implements UpstreamReply {
  readonly #port: number;
  readonly #ended = Promise.withResolvers<Outcome>();
  readonly #begun = Promise.withResolvers<void>();
  #head: Pick<Outcome, 'status' | 'headers'> = {};
  #body = '';

  constructor(port: number) {
    this.#port = port;
  }

  get outcome(): Promise<Outcome> {
    return this.#ended.promise;
  }

  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  interim(): void {}

  start({ status, headers }: ResponseHead, source: BodySource): void {
    this.#resume = () => source.resume();
    this.#head = {
      status,
      headers: headers.raw().map((text) => text.replace(/^\w{3}, \d\d .* GMT$/, withoutTime)),
    };
    this.#begun.resolve();
  }

  #resume: () => void = () => undefined;

  write(bytes: Buffer, start: number, end: number): boolean {
    this.#body += bytes.toString('latin1', start, end);
    setImmediate(() => this.#resume());
    return false;
  }

  end(bytes: Buffer, start: number, end: number): void {
    this.#body += bytes.toString('latin1', start, end);
    this.#settle('end');
  }

  flush(): void {}

  abort(error: Error): void {
    this.#settle('abort', error);
  }

  fail(error: UpstreamError): void {
    this.#settle('fail', error);
  }

  tunnel(): void {
    throw new Error('nobody asked for a tunnel');
  }

  cancelled(): void {
    this.#settle('cancelled');
  }

  #settle(end: Outcome['end'], error?: Error & Partial<UpstreamError>): void {
    const { status = 0, code = '', unsent = false } = error ?? {};
    this.#ended.resolve({
      ...this.#head,
      body: this.#body.replace(/^(RemoteAddr: ).*$|("remoteAddr":")[^"]*/m, '$1$2peer'),
      end,
      ...(error && {
        error: { status, code, message: error.message.replaceAll(`:${this.#port}`, ':port'), unsent },
      }),
    });
  }
}

/** Today's date is the same for both but for a second; others tell of what they stand for. */
function withoutTime(date: string): string {
  return Math.abs(Date.parse(date) - Date.now()) < 60_000 ? 'now' : date;
}
