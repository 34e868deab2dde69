import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Clock } from '../../../engine/index.ts';
import type { Fault, ReceivedRequest } from '../backend.ts';
import { delayOf } from '../fault.ts';
import { pause } from '../pause.ts';
import type { ServerFacts } from './commands/command.ts';
import { isGreeting, runCommand, summarize } from './commands/dispatch.ts';
import type { Document } from './document.ts';
import { errorReply, toCommandError } from './errors.ts';
import { decodeRequest, encodeReply, MessageSplitter, WireError, type WireRequest } from './wire.ts';

/** What a connection needs of the server that accepted it. */
export interface ConnectionHost {
  readonly facts: ServerFacts;
  /** The fault in force now. */
  readonly fault: () => Fault | undefined;
  /** The time that delays go by; default: the system's. */
  readonly clock: Clock | undefined;
  readonly onBytes: (count: number) => void;
  readonly onReceived: (request: ReceivedRequest) => void;
  readonly onMalformed: (connection: Connection, error: WireError) => void;
}

/** One client's connection. Answers its requests one after the other, in order. Owns the socket. */
export class Connection {
  readonly id: number;
  readonly peer: string;
  /** Resolves when the socket is closed and no request is being worked on. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #host: ConnectionHost;
  readonly #splitter = new MessageSplitter();
  readonly #waiting: Buffer[] = [];
  readonly #gone = new AbortController();
  #working: Promise<void> | undefined;
  #draining = false;
  #replies = 0;

  constructor(id: number, socket: Socket, host: ConnectionHost) {
    this.id = id;
    this.peer = `${socket.remoteAddress}:${socket.remotePort}`;
    this.#socket = socket;
    this.#host = host;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    socket.on('data', (chunk) => this.#read(chunk));
    // A broken connection ends with 'close' as well; there is nobody left to tell.
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#gone.abort();
      this.#waiting.length = 0;
      (this.#working ?? Promise.resolve()).then(resolve, resolve);
    });
  }

  /** Closes at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Closes as soon as no request is in flight. */
  drain(): void {
    this.#draining = true;
    this.#closeIfIdle();
  }

  #read(chunk: Buffer): void {
    this.#host.onBytes(chunk.length);
    if (this.#host.fault()?.kind === 'reset') {
      this.#socket.resetAndDestroy();
      return;
    }
    try {
      this.#waiting.push(...this.#splitter.push(chunk));
    } catch (error) {
      this.#giveUp(error);
    }
    if (this.#waiting.length === 0) return;
    // A client that sends ahead waits in its own socket, not in this process's memory.
    if (this.#working !== undefined) this.#socket.pause();
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      this.#socket.resume();
      if (this.#draining) this.#closeIfIdle();
    });
  }

  async #work(): Promise<void> {
    for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) {
      const request = this.#decode(message);
      if (request !== undefined) await this.#serve(request, message.length);
    }
  }

  #decode(message: Buffer): WireRequest | undefined {
    try {
      return decodeRequest(message);
    } catch (error) {
      this.#giveUp(error);
      return undefined;
    }
  }

  async #serve(request: WireRequest, bytes: number): Promise<void> {
    const fault = this.#host.fault();
    if (fault?.kind === 'slow' && !this.#socket.destroyed)
      await pause(delayOf(fault), this.#socket, this.#host.clock);
    if (fault?.kind !== 'hang' && !this.#socket.destroyed) await this.#answer(request, fault);
    this.#host.onReceived({ protocol: 'mongodb', summary: summarize(request), bytes, peer: this.peer });
  }

  async #answer(request: WireRequest, fault: Fault | undefined): Promise<void> {
    const reply = this.#reply(request, fault);
    if (!request.expectsReply || !this.#socket.writable) return;
    if (this.#socket.write(this.#encode(request, reply))) return;
    await once(this.#socket, 'drain', { signal: this.#gone.signal }).catch(() => {});
  }

  #encode(request: WireRequest, reply: Document): Buffer {
    const replyId = ++this.#replies;
    try {
      return encodeReply(request, reply, replyId);
    } catch (error) {
      // A pipeline can compute what BSON cannot hold, such as a field name with a zero byte.
      return encodeReply(request, errorReply(toCommandError(error)), replyId);
    }
  }

  #reply(request: WireRequest, fault: Fault | undefined): Document {
    // The handshake still succeeds, so that a client sees the error in its own command and not as an unreachable server.
    if (fault?.kind === 'error' && !isGreeting(request))
      return { ok: 0, code: 8000, errmsg: 'injected fault' };
    return runCommand(request, this.#host.facts, this);
  }

  #giveUp(error: unknown): void {
    this.#waiting.length = 0;
    this.#socket.destroy();
    if (!(error instanceof WireError)) throw error;
    this.#host.onMalformed(this, error);
  }

  #closeIfIdle(): void {
    if (this.#working === undefined && this.#splitter.pendingBytes === 0) this.#socket.destroySoon();
  }
}
