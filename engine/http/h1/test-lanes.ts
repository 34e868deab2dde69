import { once } from 'node:events';
import { connect } from 'node:net';
import type { HttpMiddleware } from '../../middlewares/middleware.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import { type Field, fieldOf, MessageReader, type WireMessage } from '../corpus/test-message-reader.ts';
import { httpServer, service, snapshot, startProxy, startRawBackend } from '../test-support.ts';

/** A request, and the answer that the server gives to it, both as they are sent. */
export interface LaneCase {
  readonly id: string;
  readonly method: string;
  readonly request: string;
  readonly answer: string;
}

/** What came out of one lane, without what may differ: the order of lines, the sizes of chunks, the time. */
interface LaneResult {
  /** What the server got; undefined: nothing. */
  readonly request: unknown;
  /** What the client got, interim answers first. */
  readonly answers: readonly unknown[];
}

/** Two proxies before one server that differ in nothing but a middleware, which does nothing. */
export interface Lanes extends AsyncDisposable {
  /** Requests that came to the server with their lines as the client had spaced them. */
  readonly copied: { readonly fast: number; readonly whole: number };
  send(lane: 'fast' | 'whole', laneCase: LaneCase): Promise<LaneResult>;
}

const nothing: HttpMiddleware = {
  name: 'nothing@file',
  request: () => undefined,
  response: () => undefined,
  explain: () => 'Does nothing.',
};

/** A field that is spaced as no serialisation would; `requestOf` sends it. */
const SPACED = 'X-Spaced:  as it is';
const DEADLINE_MS = 10_000;

export interface LaneSettings {
  readonly passHostHeader?: boolean;
  readonly forwardedHeaders?: EntryPoint['forwardedHeaders'];
}

/** A head with the fields that the lanes need. */
export function requestOf(id: string, line: string, fieldLines: string): string {
  return `${line}\r\nX-Case: ${id}\r\n${SPACED}\r\n${fieldLines}\r\n`;
}

export async function startLanes({ passHostHeader = true, forwardedHeaders }: LaneSettings): Promise<Lanes> {
  const requests = new Map<string, WireMessage>();
  const answers = new Map<string, string>();
  const copied = { fast: 0, whole: 0 };
  let lane: keyof typeof copied = 'fast';
  const backend = await startRawBackend((socket) => {
    const reader = new MessageReader({
      kind: 'request',
      onMessage(message) {
        const id = fieldOf(message.fields, 'x-case') ?? '';
        requests.set(id, message);
        socket.write(answers.get(id) ?? 'HTTP/1.1 500 What?\r\nContent-Length: 0\r\n\r\n', 'latin1');
        if (answers.get(id)?.includes('\r\nX-Closes: ')) socket.end();
      },
    });
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (text.includes(SPACED)) copied[lane] += 1;
      reader.feed(text);
    });
  });
  const server = httpServer(backend.port, { passHostHeader });
  const start = (middlewares: HttpMiddleware[]): ReturnType<typeof startProxy> => {
    const inForce = snapshot([{ service: service('app', server), middlewares }]);
    return startProxy({
      snapshot: () => inForce,
      ...(forwardedHeaders && { entryPoint: { forwardedHeaders } }),
    });
  };
  const proxies = { fast: await start([]), whole: await start([nothing]) };
  return {
    copied,
    async send(to, { id, method, request, answer }) {
      lane = to;
      requests.delete(id);
      answers.set(id, answer);
      const received = await exchange(proxies[to].port, method, request);
      const dated = /\r\nDate: /i.test(answer);
      const got = requests.get(id);
      return {
        request: got && comparable(got, true),
        answers: received.map((message) => comparable(message, dated)),
      };
    },
    async [Symbol.asyncDispose]() {
      await proxies.fast[Symbol.asyncDispose]();
      await proxies.whole[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

/** Sends a request over a connection of its own; resolves with the answers up to the final one, or a broken one. */
async function exchange(port: number, method: string, request: string): Promise<WireMessage[]> {
  const socket = connect(port, '127.0.0.1').setTimeout(DEADLINE_MS);
  const messages: WireMessage[] = [];
  let problem: unknown;
  const reader = new MessageReader({
    kind: 'response',
    bodiless: () => method === 'HEAD',
    onMessage(message) {
      messages.push(message);
      if (Number(message.line[1]) >= 200) socket.destroy();
    },
  });
  socket
    .on('data', (chunk) => {
      try {
        reader.feed(chunk.toString('latin1'));
      } catch (error) {
        problem = error;
        socket.destroy();
      }
    })
    .on('end', () => reader.end())
    .on('timeout', () => socket.destroy(new Error(`no answer within ${DEADLINE_MS} ms`)))
    .on('error', (error) => {
      problem ??= error;
    });
  socket.write(request, 'latin1');
  await once(socket, 'close');
  if (problem !== undefined) throw problem;
  return messages;
}

function comparable({ line, fields, framing, body, trailers }: WireMessage, dated: boolean): unknown {
  const lines = ([name, value]: Field): string =>
    !dated && name === 'Date' ? 'Date: (now)' : `${name}: ${value}`;
  return {
    line: line.join(' '),
    fields: fields.map(lines).sort(),
    framing,
    body,
    trailers: trailers.map(lines).sort(),
  };
}
