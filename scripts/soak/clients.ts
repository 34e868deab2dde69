import { connect, type Socket } from 'node:net';
import { randomRequest, type SoakRequest } from './requests.ts';
import type { Tally } from './tally.ts';
import { takeMessage } from './text.ts';

/** Milliseconds that an answer may take. */
const ANSWER_DEADLINE_MS = 20_000;

/** What clients need to know. */
export interface ClientOptions {
  readonly port: number;
  readonly tally: Tally;
  /** true: end after the request in hand. */
  readonly stopping: () => boolean;
}

/** Sends requests one after another over kept connections, until it is to stop. Half of them to mortal servers. */
export async function keepAliveClient(
  { port, tally, stopping }: ClientOptions,
  mortal: boolean,
): Promise<void> {
  let connection: ClientConnection | undefined;
  while (!stopping()) {
    connection ??= await ClientConnection.open(port);
    const request = randomRequest(mortal);
    const since = performance.now();
    const answer = await connection.ask(request);
    const wrong = check(request, answer);
    if (wrong === undefined) tally.answered += 1;
    else if (answer === undefined || /^HTTP\/1\.1 50[0234] /.test(answer.line))
      tally.lost(wrong, mortal, since);
    else tally.fail(wrong);
    if (connection.closed || answer === undefined || answer.closes) {
      connection.close();
      connection = undefined;
    }
  }
  connection?.close();
}

function check(request: SoakRequest, answer: ClientAnswer | undefined): string | undefined {
  const what = `request ${request.id} (${request.bytes.slice(0, request.bytes.indexOf(' HTTP'))}, ${request.mortal ? 'mortal' : 'stable'})`;
  if (answer === undefined) return `${what}: no answer`;
  if (!answer.line.startsWith('HTTP/1.1 200 ')) return `${what}: ${answer.line}`;
  if (answer.body === request.answer) return undefined;
  return `${what}: ${answer.body.length} bytes ${JSON.stringify(answer.body.slice(0, 40))} instead of ${request.answer.length}`;
}

interface ClientAnswer {
  readonly line: string;
  readonly body: string;
  /** The proxy said that it closes the connection. */
  readonly closes: boolean;
}

class ClientConnection {
  readonly #socket: Socket;
  #text = '';
  #wake: (() => void) | undefined;
  closed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#text += bytes.toString('latin1');
      this.#wake?.();
    });
    socket.on('error', () => undefined);
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        this.closed = true;
        this.#wake?.();
      });
    }
  }

  static open(port: number): Promise<ClientConnection> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const connection = new ClientConnection(socket);
      const done = (): void => resolve(connection);
      socket.once('connect', done).once('close', done);
    });
  }

  /** Resolves with undefined if the connection ends before the whole answer is there, or it takes too long. */
  ask({ bytes }: SoakRequest): Promise<ClientAnswer | undefined> {
    return new Promise((resolve) => {
      const finish = (answer: ClientAnswer | undefined): void => {
        this.#wake = undefined;
        clearTimeout(timer);
        resolve(answer);
      };
      const timer = setTimeout(() => finish(undefined), ANSWER_DEADLINE_MS);
      const look = (): void => {
        const message = takeMessage(this.#text);
        if (message) {
          this.#text = this.#text.slice(message.end);
          const closes = message.field('connection')?.toLowerCase() === 'close';
          finish({ line: message.line, body: message.body, closes });
        } else if (this.closed) finish(undefined);
      };
      this.#wake = look;
      if (!this.#socket.destroyed) this.#socket.write(bytes, 'latin1');
      look();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Connects, asks, and goes away somewhere in between, by a reset or an end; until it is to stop. */
export async function abortingClient({ port, tally, stopping }: ClientOptions): Promise<void> {
  while (!stopping()) {
    await abortOnce(port);
    tally.aborted += 1;
  }
}

function abortOnce(port: number): Promise<void> {
  return new Promise((resolve) => {
    const { bytes } = randomRequest(Math.random() < 0.5);
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const leave = (): void => {
      if (Math.random() < 0.5) socket.resetAndDestroy();
      else socket.destroy();
    };
    socket.on('error', () => undefined).once('close', () => resolve());
    socket.once('connect', () => {
      const kind = Math.random();
      const sent = kind < 0.5 ? bytes.slice(0, Math.floor(Math.random() * bytes.length)) : bytes;
      socket.write(sent, 'latin1');
      // Within the request, while the server thinks, or within the answer.
      if (kind > 0.75) socket.once('data', leave);
      setTimeout(leave, Math.random() * 20);
    });
  });
}
