import { once } from 'node:events';
import net from 'node:net';
import { MessageReader, WireError, type WireMessage } from './test-message-reader.ts';

/** Milliseconds that a test waits for anything. */
export const DEADLINE_MS = 3_000;

/** What a client sees of its connection next. */
export type Seen =
  | { readonly kind: 'answer'; readonly answer: WireMessage }
  /** `clean`: between two answers, with a FIN. */
  | { readonly kind: 'closed'; readonly clean: boolean }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'nothing' };

/** A client that sends the bytes it is told to and reads answers by the letter. */
export class RawClient implements AsyncDisposable {
  readonly socket: net.Socket;
  /** Interim answers so far. */
  readonly interim: WireMessage[] = [];
  /** All bytes received. */
  received = '';
  readonly #reader: MessageReader;
  readonly #queue: Seen[] = [];
  #wake: (() => void) | undefined;
  #ended = false;
  readonly #methods: string[];

  private constructor(socket: net.Socket, methods: readonly string[]) {
    this.socket = socket;
    this.#methods = [...methods];
    this.#reader = new MessageReader({
      kind: 'response',
      bodiless: () => this.#methods[0] === 'HEAD',
      onMessage: (answer) => {
        if (Number(answer.line[1]) < 200 && answer.line[1] !== '101') this.interim.push(answer);
        else {
          this.#methods.shift();
          this.#push({ kind: 'answer', answer });
        }
      },
    });
    socket.on('data', (bytes) => this.#take(bytes.toString('latin1')));
    socket.once('end', () => this.#end(true));
    socket.once('close', () => this.#end(false));
    socket.on('error', () => this.#end(false));
  }

  /** `methods`: those of the requests to come, where one of them is HEAD. */
  static async connect(port: number, methods: readonly string[] = []): Promise<RawClient> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket, methods);
  }

  /** true: no more can come. */
  get ended(): boolean {
    return this.#ended;
  }

  send(bytes: string): void {
    if (!this.socket.destroyed) this.socket.write(bytes, 'latin1');
  }

  /** The next answer, or that there will be none. `nothing`: neither came in time. */
  async next(deadlineMs = DEADLINE_MS): Promise<Seen> {
    if (this.#queue.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, deadlineMs);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
      this.#wake = undefined;
    }
    const seen = this.#queue[0];
    if (seen?.kind === 'answer') this.#queue.shift();
    return seen ?? { kind: 'nothing' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return;
    const closed = whenClosed(this.socket);
    this.socket.destroy();
    await closed;
  }

  #take(bytes: string): void {
    if (this.#ended) return;
    this.received += bytes;
    try {
      this.#reader.feed(bytes);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#ended = true;
      this.#push({ kind: 'malformed', reason: error.message });
    }
  }

  #end(byFin: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    if (byFin) this.#reader.end();
    this.#push({ kind: 'closed', clean: byFin && this.#reader.idle });
  }

  #push(seen: Seen): void {
    this.#queue.push(seen);
    this.#wake?.();
  }
}

/** Resolves when a socket is closed, by an error too. */
export function whenClosed(socket: net.Socket): Promise<void> {
  return socket.closed ? Promise.resolve() : new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Waits until the event loop has read what was sent before: both ends live in this process. */
export async function settle(turns = 2): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Sends bytes in pieces that arrive one by one: cut at each of `cuts`, offsets in rising order. */
export async function sendCut(client: RawClient, bytes: string, cuts: readonly number[]): Promise<void> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    client.send(bytes.slice(from, cut));
    from = cut;
    if (client.ended) return;
    await settle();
  }
}
