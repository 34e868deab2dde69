import { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import type { ApiAccess } from '../../../engine/index.ts';

/** One WebSocket message carries bytes of one channel, whose number comes first (Kubernetes: `v4.channel.k8s.io`). */
const PROTOCOL = 'v4.channel.k8s.io';

/** Channels of the one port that is forwarded: its bytes, and what went wrong. */
const DATA = 0;
const ERROR = 1;

/** Bytes of the port's number that each channel begins with. */
const HEADER = 2;

/** Milliseconds that the API may take to connect. */
const PATIENCE_MS = 10_000;

/**
 * A connection to a port of a pod through the API (`pods/portforward`). It has no half-closed state: who ends it has no
 * answer any more.
 *
 * @throws Error if the API does not forward, or not there
 */
export async function forwardPort(path: string, { server, headers, options }: ApiAccess): Promise<Duplex> {
  const socket = new WebSocket(`${server.replace(/^http/, 'ws')}${path}`, PROTOCOL, {
    // With the agent's idle connections and TLS sessions: a new one costs several times as much.
    ...options,
    headers: { ...headers },
    handshakeTimeout: PATIENCE_MS,
    perMessageDeflate: false,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return new ForwardedPort(socket);
}

class ForwardedPort extends Duplex {
  readonly #socket: WebSocket;
  readonly #begun = new Set<number>();

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('message', (message) => this.#receive(bytesOf(message)));
    socket.on('close', () => this.push(null));
    socket.on('error', (error) => this.destroy(error));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.send(Buffer.concat([Buffer.from([DATA]), chunk]), done);
  }

  override _final(done: () => void): void {
    this.#socket.close();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.terminate();
    done(error);
  }

  #receive(message: Buffer): void {
    const channel = message[0] ?? DATA;
    const isFirst = !this.#begun.has(channel);
    this.#begun.add(channel);
    const content = message.subarray(1 + (isFirst ? HEADER : 0));
    if (content.length === 0) return;
    if (channel === ERROR) this.destroy(new Error(content.toString()));
    else if (channel === DATA && !this.push(content)) this.#socket.pause();
  }
}

function bytesOf(message: RawData): Buffer {
  if (Buffer.isBuffer(message)) return message;
  return Array.isArray(message) ? Buffer.concat(message) : Buffer.from(message);
}
