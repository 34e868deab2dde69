import type { Socket } from 'node:net';
import { listen, type RawServer } from './test-listener.ts';
import { fieldOf, MessageReader, WireError, type WireMessage } from './test-message-reader.ts';

/** A server that reads by the letter of the RFCs, and remembers what came and what should not have come. */
export interface Recorder extends RawServer {
  /** Whole requests in the order in which they were complete. */
  readonly requests: readonly WireMessage[];
  /** Why bytes that came are no requests. */
  readonly violations: readonly string[];
  /** Forgets both. */
  forget(): void;
}

/** What a recorder answers to a request: who can tell by it which request it belongs to. */
export function answerTo(method: string, target: string, bodyLength: number): string {
  return `${method} ${target} ${bodyLength}`;
}

/** Starts a recorder. It asks for bodies that wait for `100 Continue`. */
export async function startRecorder(): Promise<Recorder> {
  let requests: WireMessage[] = [];
  let violations: string[] = [];
  const server = await listen((socket) => {
    const reader = new MessageReader({
      kind: 'request',
      onHead: ({ fields }) => {
        if (fieldOf(fields, 'expect') !== undefined) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
      },
      onMessage: (message) => {
        requests.push(message);
        respond(socket, message);
      },
    });
    socket.on('data', (bytes) => {
      try {
        reader.feed(bytes.toString('latin1'));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        violations.push(error.message);
        socket.destroy();
      }
    });
  });
  return {
    get port() {
      return server.port;
    },
    get open() {
      return server.open;
    },
    get taken() {
      return server.taken;
    },
    get requests() {
      return requests;
    },
    get violations() {
      return violations;
    },
    forget() {
      requests = [];
      violations = [];
    },
    dropAll: () => server.dropAll(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function respond(socket: Socket, { line: [method, target], body }: WireMessage): void {
  const answer = answerTo(method, target, body.length);
  const content = method === 'HEAD' ? '' : answer;
  socket.write(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${answer.length}\r\n\r\n${content}`,
    'latin1',
  );
}
