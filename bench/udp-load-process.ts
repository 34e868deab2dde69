/**
 * Keeps a number of datagrams under way from each of its sockets, and compares what comes back. One that stays away is
 * lost, and another is sent instead.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { numberOf, settings, tell } from './parent.ts';

/** Milliseconds after which a datagram counts as lost. */
const LOST_AFTER_MS = 250;
const SIZE = 64;

const told = settings();
const port = numberOf(told, 'port');
const lastsMs = numberOf(told, 'seconds') * 1_000;
const begin = performance.now();
let echoed = 0;
let lost = 0;

/** One client: datagrams are told apart by a number in their first four bytes, the rest is the same in all. */
class Client {
  readonly #socket: Socket;
  readonly #sent = new Map<number, number>();
  #number = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (message) => this.#onEcho(message));
    socket.on('error', ({ message }) => fail(message));
  }

  send(): void {
    const number = this.#number++;
    const datagram = Buffer.alloc(SIZE, 'u');
    datagram.writeUInt32BE(number);
    this.#sent.set(number, performance.now());
    this.#socket.send(datagram);
  }

  /** Sends another for each that stayed away. */
  replaceLost(now: number): void {
    for (const [number, at] of this.#sent) {
      if (now - at < LOST_AFTER_MS) break;
      this.#sent.delete(number);
      lost += 1;
      this.send();
    }
  }

  close(): void {
    this.#socket.close();
  }

  #onEcho(message: Buffer): void {
    if (message.length !== SIZE || message[4] !== FILL || message[SIZE - 1] !== FILL) {
      fail('a datagram came back with wrong bytes');
      return;
    }
    // One that was given up comes late: it has been replaced.
    if (!this.#sent.delete(message.readUInt32BE())) return;
    echoed += 1;
    if (performance.now() - begin < lastsMs) this.send();
  }
}

const FILL = 'u'.charCodeAt(0);

function fail(reason: string): void {
  tell({ error: reason });
  process.disconnect();
}

const clients = await Promise.all(
  Array.from({ length: numberOf(told, 'clients') }, async () => {
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Client(socket);
  }),
);
for (const client of clients) for (let index = 0; index < numberOf(told, 'each'); index += 1) client.send();
const sweep = setInterval(() => {
  const now = performance.now();
  if (now - begin < lastsMs) {
    for (const client of clients) client.replaceLost(now);
    return;
  }
  clearInterval(sweep);
  tell({ operations: echoed, lost, seconds: (now - begin) / 1_000 });
  for (const client of clients) client.close();
  process.disconnect();
}, 50);
