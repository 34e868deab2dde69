import type { Socket } from 'node:net';
import { listen, type RawServer } from './test-listener.ts';
import { MessageReader, WireError, type WireMessage } from './test-message-reader.ts';

/** One connection of a scripted server. */
export interface ScriptedConnection {
  readonly socket: Socket;
  /** Order in which connections were taken, from 0. */
  readonly index: number;
  /** Requests that were complete before this one. */
  readonly served: number;
  send(bytes: string): void;
}

/** A server that hands whole requests to a script, which does with the connection as it likes. */
export interface ScriptedServer extends RawServer {
  /** Method and target of every complete request, in order. */
  readonly requests: readonly string[];
}

interface Script {
  onRequest?(request: WireMessage, connection: ScriptedConnection): void;
  /** The head is there, the body may not be. */
  onHead?(request: WireMessage, connection: ScriptedConnection): void;
}

/** Starts one. Bytes that are no request end their connection. */
export async function startScripted(script: Script): Promise<ScriptedServer> {
  const requests: string[] = [];
  let connections = 0;
  const server = await listen((socket) => {
    const index = connections;
    connections += 1;
    let served = 0;
    const connection = (): ScriptedConnection => ({
      socket,
      index,
      served,
      send: (bytes) => void (socket.destroyed || socket.write(bytes, 'latin1')),
    });
    const reader = new MessageReader({
      kind: 'request',
      onHead: (request) => script.onHead?.(request, connection()),
      onMessage: (request) => {
        requests.push(`${request.line[0]} ${request.line[1]}`);
        script.onRequest?.(request, connection());
        served += 1;
      },
    });
    socket.on('data', (bytes) => {
      try {
        reader.feed(bytes.toString('latin1'));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        requests.push(`malformed: ${error.message}`);
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
    requests,
    dropAll: () => server.dropAll(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** An answer with its length. */
export function whole(body: string, lines = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${lines}\r\n${body}`;
}

/** A GET. */
export function get(target: string, lines = ''): string {
  return `GET ${target} HTTP/1.1\r\nHost: a.test\r\n${lines}\r\n`;
}

/** A POST with its length. */
export function post(target: string, body: string, lines = ''): string {
  return `POST ${target} HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${body.length}\r\n${lines}\r\n${body}`;
}
