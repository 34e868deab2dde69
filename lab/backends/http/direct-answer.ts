import type { Clock } from '../../../engine/index.ts';
import type { DirectClient } from '../direct.ts';
import { longestMs } from '../pause.ts';
import type { ProgramResponse } from './program-response.ts';

/** What an answer needs of the connection that it goes over. */
export interface AnswerConnection {
  /** The answer is complete. */
  answered(): void;
  /** The server breaks the connection off. */
  breakOff(how: 'reset' | 'closed'): void;
  /** As `breakOff`, and the client hears nothing of it. */
  close(): void;
}

/**
 * An answer that is handed over as a value, as a client would read it that Node's server had sent it: the headers in the
 * same order, with Date and, where nobody said it, Content-Length behind them.
 */
export class DirectAnswer implements ProgramResponse {
  status = 200;
  headSent = false;
  finished = false;
  readonly #client: DirectClient;
  readonly #connection: AnswerConnection;
  readonly #clock: Clock;
  readonly #isHead: boolean;
  readonly #raw: string[] = [];
  #gone = false;
  /** What the rest of the body comes from, while the client takes no more. */
  #pieces: Iterator<Buffer> | undefined;
  #ended: (() => void) | undefined;
  /** Ends the waits that are under way. */
  readonly #waits = new Set<() => void>();

  constructor(client: DirectClient, connection: AnswerConnection, clock: Clock, isHead: boolean) {
    this.#client = client;
    this.#connection = connection;
    this.#clock = clock;
    this.#isHead = isHead;
  }

  setHeader(name: string, value: string | number): void {
    const at = this.#indexOf(name);
    if (at === -1) this.#raw.push(name, `${value}`);
    else this.#raw[at + 1] = `${value}`;
  }

  hasHeader(name: string): boolean {
    return this.#indexOf(name) !== -1;
  }

  header(name: string): string | undefined {
    const at = this.#indexOf(name);
    return at === -1 ? undefined : this.#raw[at + 1];
  }

  end(body: string | Buffer = EMPTY): void {
    if (this.#gone) return;
    const piece = typeof body === 'string' ? Buffer.from(body) : body;
    this.#sendHead(piece.length);
    this.#complete(this.#hasBody ? piece : EMPTY);
  }

  endWith(pieces: Iterable<Buffer>): Promise<void> {
    if (this.#gone) return Promise.resolve();
    this.#sendHead(undefined);
    if (!this.#hasBody) {
      this.#complete(EMPTY);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#pieces = pieces[Symbol.iterator]();
      this.#ended = resolve;
      this.resume();
    });
  }

  pause(milliseconds: number): Promise<boolean> {
    if (this.#gone) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (passed: boolean): void => {
        forget();
        this.#waits.delete(giveUp);
        resolve(passed);
      };
      const giveUp = (): void => end(false);
      const forget = this.#clock.after(Math.min(milliseconds, longestMs), () => end(true));
      this.#waits.add(giveUp);
    });
  }

  reset(half: string): void {
    if (this.#gone) return;
    this.#sendHead(undefined);
    if (this.#hasBody) {
      this.#client.onData(Buffer.from(half));
      this.#connection.breakOff('reset');
      return;
    }
    // The head was all of it: who has that misses nothing.
    this.#connection.close();
    this.#client.onEnd(EMPTY);
  }

  destroy(): void {
    this.#connection.breakOff('closed');
  }

  /** The client takes more. */
  resume(): void {
    const pieces = this.#pieces;
    if (!pieces) return;
    this.#pieces = undefined;
    for (;;) {
      const { done, value } = pieces.next();
      if (done) {
        this.#complete(EMPTY);
        break;
      }
      const more = this.#client.onData(value);
      if (this.#gone) return;
      if (!more) {
        this.#pieces = pieces;
        return;
      }
    }
    this.#ended?.();
  }

  /** There is nobody to answer any more. */
  abandon(): void {
    this.#gone = true;
    this.#pieces?.return?.();
    this.#pieces = undefined;
    for (const giveUp of [...this.#waits]) giveUp();
    this.#ended?.();
  }

  /** RFC 9112 §6.3. */
  get #hasBody(): boolean {
    return !this.#isHead && this.status !== 204 && this.status !== 304;
  }

  #sendHead(length: number | undefined): void {
    this.headSent = true;
    const raw = this.#raw;
    const isLengthKnown = this.#indexOf('Content-Length') !== -1;
    const connection = this.#indexOf('Connection');
    if (connection !== -1) raw.splice(connection, 2);
    raw.push('Date', dateNow());
    if (length !== undefined && !isLengthKnown && this.#hasBody) raw.push('Content-Length', `${length}`);
    this.#client.onHead(this.status, raw.slice());
  }

  #complete(piece: Buffer): void {
    if (this.#gone) return;
    this.finished = true;
    // Before the client goes on, so that it finds recorded what it was answered.
    this.#connection.answered();
    this.#client.onEnd(piece);
  }

  #indexOf(name: string): number {
    const raw = this.#raw;
    for (let at = 0; at < raw.length; at += 2) {
      const known = raw[at] ?? '';
      if (known === name) return at;
      if (known.length === name.length && known.toLowerCase() === name.toLowerCase()) return at;
    }
    return -1;
  }
}

const EMPTY = Buffer.alloc(0);

let date = '';
let dateSecond = 0;

/** As Node keeps it: made anew each second. */
function dateNow(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = new Date(second * 1000).toUTCString();
  }
  return date;
}
