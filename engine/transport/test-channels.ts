import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import { issueCertificate } from '../tls/certificate-writer.ts';
import type { Channel, ChannelOwner, Transport } from './channel.ts';
import { createTransport } from './index.ts';
import { DEADLINE_MS } from './test-bytes.ts';

/** Every transport that there is. */
export const transports: readonly Transport[] = [
  await createTransport('fast'),
  await createTransport('portable'),
];

/** How a channel comes to be. */
const kinds = ['adopted', 'connected', 'secure'] as const;
export type Kind = (typeof kinds)[number];

/** Each transport with each kind of channel, and a title for tests. */
export const cases = transports.flatMap((transport) =>
  kinds.map((kind) => ({ transport, kind, title: `${transport.name}, ${kind}` })),
);

/** Keeps what a channel tells its owner; tests put their own functions in the place of `react…`. */
export class Recorder implements ChannelOwner {
  channel: Channel | undefined;
  /** In order: `bytes`, `end`, `drain`, `close`. Several `bytes` in a row are one. */
  readonly events: string[] = [];
  error: Error | undefined;
  bytes = 0;
  reactToBytes: (bytes: Buffer, start: number, end: number) => void = () => undefined;
  reactToEnd: () => void = () => undefined;
  reactToDrain: () => void = () => undefined;
  readonly #chunks: Buffer[] = [];
  readonly #looks = new Set<() => void>();

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.#chunks.push(Buffer.from(bytes.subarray(start, end)));
    this.bytes += end - start;
    if (this.events.at(-1) !== 'bytes') this.events.push('bytes');
    this.#look();
    this.reactToBytes(bytes, start, end);
  }

  onEnd(): void {
    this.#note('end');
    this.reactToEnd();
  }

  onDrain(): void {
    this.#note('drain');
    this.reactToDrain();
  }

  onClose(error: Error | undefined): void {
    this.error = error;
    this.#note('close');
  }

  get received(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  count(event: string): number {
    return this.events.filter((seen) => seen === event).length;
  }

  /** Resolves when so many events of this name have been; rejects after ten seconds. */
  seen(event: string, times = 1): Promise<void> {
    return this.until(() => this.count(event) >= times, `${times} × ${event}`);
  }

  /** Resolves when `holds` says so, which is asked with each event. */
  until(holds: () => boolean, wanted: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        this.#looks.delete(look);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`${wanted}: not within ${DEADLINE_MS} ms; events: ${this.events.join(' ')}`));
      }, DEADLINE_MS);
      this.#looks.add(look);
      look();
    });
  }

  #note(event: string): void {
    this.events.push(event);
    this.#look();
  }

  #look(): void {
    for (const look of [...this.#looks]) look();
  }
}

/** A channel, its owner, and a socket of Node's at the other end. */
export interface Pair extends AsyncDisposable {
  readonly channel: Channel;
  readonly owner: Recorder;
  /** Flows only when a test says so. */
  readonly peer: Socket;
  /** What lies under the peer: itself, or the TCP socket under TLS. */
  readonly wire: Socket;
}

/** Connects a channel of this kind. */
export async function openPair(transport: Transport, kind: Kind): Promise<Pair> {
  const owner = new Recorder();
  if (kind === 'connected') {
    await using listening = await listen();
    const accepted = listening.accepted();
    const channel = await new Promise<Channel>((resolve) => {
      const made = transport.connect({ host: '127.0.0.1', port: listening.port }, owner, () => resolve(made));
    });
    return asPair(channel, owner, await accepted);
  }
  const { near, far } = await socketPair();
  if (kind === 'adopted') return asPair(transport.adopt(near, owner), owner, far);
  const { secureNear, secureFar } = await securePair(near, far);
  return asPair(transport.adopt(secureNear, owner), owner, secureFar, far);
}

function asPair(channel: Channel, owner: Recorder, peer: Socket, wire = peer): Pair {
  owner.channel = channel;
  peer.on('error', () => undefined);
  return {
    channel,
    owner,
    peer,
    wire,
    async [Symbol.asyncDispose]() {
      peer.destroy();
      wire.destroy();
      channel.destroy();
    },
  };
}

/** Both ends of a TCP connection, half-open allowed and not flowing. */
export async function socketPair(): Promise<{ near: Socket; far: Socket }> {
  await using listening = await listen();
  const far = connect({ host: '127.0.0.1', port: listening.port, allowHalfOpen: true });
  far.on('error', () => undefined);
  const [near] = await Promise.all([listening.accepted(), once(far, 'connect')]);
  return { near, far };
}

const certificate = issueCertificate({
  commonName: 'channel.test',
  dnsNames: ['channel.test'],
  notBefore: new Date(Date.now() - 60_000),
  notAfter: new Date(Date.now() + 3_600_000),
});
const secureContext = createSecureContext({ cert: certificate.certificatePem, key: certificate.keyPem });

/** The TLS server's side of a connection. */
export function serveTls(socket: Socket): TLSSocket {
  return new TLSSocket(socket, { isServer: true, secureContext });
}

/** The TLS client's side; `secureConnect` has to be waited for. */
export function clientTls(socket: Socket): TLSSocket {
  return connectTls({
    socket,
    ca: certificate.certificatePem,
    servername: 'channel.test',
  });
}

/** TLS over a connection. */
export async function securePair(
  near: Socket,
  far: Socket,
): Promise<{ secureNear: TLSSocket; secureFar: TLSSocket }> {
  const secureNear = serveTls(near);
  const secureFar = clientTls(far);
  await Promise.all([once(secureNear, 'secure'), once(secureFar, 'secureConnect')]);
  return { secureNear, secureFar };
}

interface Listening extends AsyncDisposable {
  readonly port: number;
  accepted(): Promise<Socket>;
}

async function listen(): Promise<Listening> {
  const server: Server = createServer({ allowHalfOpen: true });
  const first = once(server, 'connection');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address !== null && typeof address !== 'string');
  return {
    port: address.port,
    async accepted() {
      const [socket]: Socket[] = await first;
      assert(socket);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const listening = await listen();
  await listening[Symbol.asyncDispose]();
  return listening.port;
}
