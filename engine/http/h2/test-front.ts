import { once } from 'node:events';
import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import type { BodySource } from '../../middlewares/handler.ts';
import { HeaderList } from '../../middlewares/message.ts';
import type { Arrival, Serve } from '../serve.ts';
import { Http2Front, type Http2Limits } from './front.ts';

export const NO_BYTES = Buffer.alloc(0);
export const NO_SOURCE: BodySource = { resume: () => undefined, cancel: () => undefined };

const LIMITS: Http2Limits = {
  idleTimeoutMs: 0,
  readTimeoutMs: 0,
  writeTimeoutMs: 0,
  maxHeaderBytes: 1_048_576,
};

/** A front behind a listener that puts the first bytes of each connection back, as one that tells HTTP/1 from HTTP/2 does. */
export interface TestFront extends AsyncDisposable {
  readonly port: number;
  readonly front: Http2Front;
  /** Requests that were served, oldest first. */
  readonly arrivals: Arrival[];
  /** What `done` was told, for each request that is over. */
  readonly outcomes: boolean[];
  /** Resolves when that many requests are over. */
  over(count: number): Promise<void>;
  /** A client of it. Closed with it. */
  connect(): ClientHttp2Session;
}

export async function startFront(
  answer: (arrival: Arrival) => void,
  limits: Partial<Http2Limits> = {},
): Promise<TestFront> {
  const arrivals: Arrival[] = [];
  const outcomes: boolean[] = [];
  const clients: ClientHttp2Session[] = [];
  let wake: () => void = () => undefined;
  const serve: Serve = (arrival) => {
    arrivals.push(arrival);
    answer(arrival);
    return {
      done(delivered) {
        outcomes.push(delivered);
        wake();
      },
    };
  };
  const front = new Http2Front({ ...LIMITS, ...limits }, serve);
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    void peek(socket).then(() =>
      front.accept(socket, { clientIp: '127.0.0.1', peer: 'test', tls: undefined }),
    );
  });
  const port = await listen(server);
  return {
    port,
    front,
    arrivals,
    outcomes,
    async over(count) {
      while (outcomes.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    connect() {
      const client = http2.connect(`http://127.0.0.1:${port}`);
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await front.close(0);
      server.close();
      await once(server, 'close');
    },
  };
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Reads the first bytes and puts them back. */
async function peek(socket: Socket): Promise<void> {
  await once(socket, 'readable');
  const first: Buffer | null = socket.read();
  if (first !== null) socket.unshift(first);
}

/** Answers with a whole body. */
export function answerWith(arrival: Arrival, status: number, body: string, headers: string[] = []): void {
  const bytes = Buffer.from(body, 'utf8');
  arrival.reply.start({ status, headers: new HeaderList(headers) }, NO_SOURCE);
  arrival.reply.end(bytes, 0, bytes.length, undefined);
}

/** Answers with the request's body, piece by piece, and its trailers. */
export function echo(arrival: Arrival): void {
  const { reply, body } = arrival;
  const source: BodySource = { resume: () => body?.resume(), cancel: () => undefined };
  reply.start({ status: 200, headers: new HeaderList(['X-Length', String(body?.length)]) }, source);
  if (body === undefined) reply.end(NO_BYTES, 0, 0, undefined);
  body?.start({
    write: (bytes, start, end) => reply.write(bytes, start, end),
    end: (bytes, start, end, trailers) => reply.end(bytes, start, end, trailers),
    abort: (error) => reply.abort(error),
  });
}

/** What a client got for one request. */
export interface Got {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
  readonly trailers: Record<string, unknown>;
  /** Error code of the stream, 0: none. */
  readonly code: number;
}

/** Reads a whole answer. Resolves when the stream is closed, whatever became of it. */
export async function read(stream: ClientHttp2Stream): Promise<Got> {
  let headers: Record<string, unknown> = {};
  let trailers: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  stream.on('error', () => undefined);
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!stream.closed || !stream.destroyed)
    await new Promise<void>((resolve) => stream.once('close', resolve));
  const body = Buffer.concat(chunks).toString('utf8');
  return { status: Number(headers[':status'] ?? 0), headers, body, trailers, code: stream.rstCode ?? 0 };
}

/** Sends a request with a whole body and reads the answer. */
export function ask(
  client: ClientHttp2Session,
  headers: Record<string, string | string[]>,
  body?: string,
): Promise<Got> {
  const stream = client.request({ ':path': '/', ...headers }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return read(stream);
}
