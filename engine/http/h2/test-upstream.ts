import { once } from 'node:events';
import http2, { type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import type { RequestBody } from '../../middlewares/handler.ts';
import { HeaderList, type ResponseHead } from '../../middlewares/message.ts';
import type { HttpServer, ServersTransport } from '../../routing/targets.ts';
import type { RunningCall, Serve, UpstreamClient, UpstreamReply } from '../serve.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { PREFACE, RawPeer } from './test-frames.ts';
import { listen } from './test-front.ts';

const TRANSPORT: ServersTransport = {
  insecureSkipVerify: false,
  rootCas: [],
  certificates: [],
  maxIdleConnectionsPerHost: 200,
  dialTimeoutMs: 5000,
  responseHeaderTimeoutMs: 0,
  idleConnectionTimeoutMs: 90_000,
  readIdleTimeoutMs: 0,
  pingTimeoutMs: 15_000,
  disableHttp2: false,
};

export function h2cServer(port: number, transport: Partial<ServersTransport> = {}): HttpServer {
  return {
    url: `h2c://127.0.0.1:${port}`,
    scheme: 'h2c',
    hostname: '127.0.0.1',
    port,
    passHostHeader: true,
    transport: { ...TRANSPORT, ...transport },
  };
}

type OnStream = (stream: ServerHttp2Stream, headers: Record<string, unknown>, raw: readonly string[]) => void;

/** A server that speaks HTTP/2 without TLS. */
export interface TestH2cServer extends AsyncDisposable {
  readonly port: number;
  /** Connections, oldest first. */
  readonly sessions: ServerHttp2Session[];
  readonly server: Http2Server;
}

export async function startH2cServer(
  onStream: OnStream,
  options: http2.ServerOptions = {},
): Promise<TestH2cServer> {
  const server = http2.createServer(options);
  const sessions: ServerHttp2Session[] = [];
  server.on('session', (session) => {
    session.on('error', () => undefined);
    sessions.push(session);
  });
  server.on('stream', (stream, headers, _flags, raw) => {
    stream.on('error', () => undefined);
    onStream(stream, headers, raw);
  });
  const port = await listen(server);
  return {
    port,
    server,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server that answers connections with whatever bytes `onPeer` makes it send. */
export async function startRawServer(
  onPeer: (peer: RawPeer, index: number) => void,
): Promise<{ port: number } & AsyncDisposable> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    onPeer(new RawPeer(socket, PREFACE.length), sockets.length - 1);
  });
  const port = await listen(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What became of one call. */
export interface Outcome {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
  readonly trailers: HeaderList | undefined;
  readonly interims: readonly ResponseHead[];
  readonly error: UpstreamError | Error | undefined;
  /** `end`, `fail` or `abort`. */
  readonly how: string;
}

/** Sends one request and collects the answer. */
export function callServer(
  upstreams: UpstreamClient,
  server: HttpServer,
  request: {
    method?: string;
    target?: string;
    headers?: string[];
    body?: RequestBody;
    awaitContinue?: boolean;
  } = {},
): Promise<Outcome> & { readonly call: RunningCall } {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let head: ResponseHead = { status: 0, headers: new HeaderList() };
  let body = '';
  const interims: ResponseHead[] = [];
  const settle = (how: string, error?: Error, trailers?: HeaderList): void => {
    resolve({ ...head, body, trailers, interims, error, how });
  };
  const reply: UpstreamReply = {
    interim: (interim) => interims.push(interim),
    start: (started) => {
      head = started;
    },
    write: (bytes, start, end) => {
      body += bytes.toString('utf8', start, end);
      return true;
    },
    end: (bytes, start, end, trailers) => {
      body += bytes.toString('utf8', start, end);
      settle('end', undefined, trailers);
    },
    flush: () => undefined,
    abort: (error) => settle('abort', error),
    tunnel: () => settle('tunnel'),
    fail: (error) => settle('fail', error),
  };
  const call = upstreams.send({
    server,
    head: {
      method: request.method ?? 'GET',
      target: request.target ?? '/',
      headers: new HeaderList(['Host', 'a.test', ...(request.headers ?? [])]),
      addsGzip: false,
    },
    body: request.body,
    awaitContinue: request.awaitContinue ?? false,
    reply,
  });
  return Object.assign(promise, { call });
}

/** A body that is there already. */
export function bodyOf(text: string): RequestBody & { readonly starts: number } {
  const bytes = Buffer.from(text);
  const body = {
    length: bytes.length,
    complete: false,
    bytesRead: 0,
    starts: 0,
    start(sink: Parameters<RequestBody['start']>[0]) {
      body.starts += 1;
      body.complete = true;
      body.bytesRead = bytes.length;
      sink.end(bytes, 0, bytes.length, undefined);
    },
    resume: () => undefined,
  };
  return body;
}

/** Forwards every request to one server, as the engine does it. */
export function forwardTo(upstreams: UpstreamClient, server: HttpServer): Serve {
  return ({ method, target, host, headers, body, reply }) => {
    const sent = new HeaderList(['Host', host, ...headers.raw()]);
    if (body && body.length < 0) sent.append('Transfer-Encoding', 'chunked');
    const call = upstreams.send({
      server,
      head: { method, target, headers: sent, addsGzip: false },
      body,
      awaitContinue: body?.expectsContinue === true,
      reply: {
        interim: (head) => reply.interim(head),
        start: (head, source) => reply.start(head, source),
        write: (bytes, start, end) => reply.write(bytes, start, end),
        end: (bytes, start, end, trailers) => reply.end(bytes, start, end, trailers),
        flush: () => reply.flush(),
        abort: (error) => reply.abort(error),
        tunnel: (head, tunnel) => reply.tunnel(head, tunnel),
        fail: ({ status, message }) => {
          const page = Buffer.from(message);
          reply.start(
            { status, headers: new HeaderList() },
            { resume: () => undefined, cancel: () => undefined },
          );
          reply.end(page, 0, page.length, undefined);
        },
      },
    });
    return { done: (delivered) => delivered || call.cancel() };
  };
}
