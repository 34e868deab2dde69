import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { HttpTap } from './http-tap.ts';
import type { PortRelay } from './port-relay.ts';

/** A TCP port of a pod that somewhere else runs. */
export interface RelayedPort {
  readonly containerPort: number;
  /** A new connection to it. Rejects if it cannot be reached. */
  dial(): Promise<Duplex>;
}

const HOST = '127.0.0.1';

/**
 * Stands on this machine for a TCP port of a pod that runs elsewhere: what passes is read along, and faults are put on
 * the way there.
 */
export class TcpPortRelay implements PortRelay {
  readonly protocol = 'TCP';
  #target: RelayedPort;
  /** What is read along over the connections there are. */
  readonly #taps = new Set<HttpTap>();
  #onlySafe = true;
  readonly #onReceived: (request: ReceivedRequest) => void;
  readonly #connections = new Set<Socket>();
  #server: Server;
  #fault: Fault | undefined;
  #closed = false;
  readonly port: number;
  bytesReceived = 0;
  connectionsAccepted = 0;

  static async open(
    target: RelayedPort,
    onReceived: (request: ReceivedRequest) => void,
  ): Promise<TcpPortRelay> {
    return new TcpPortRelay(target, onReceived, await listen(0));
  }

  private constructor(target: RelayedPort, onReceived: (request: ReceivedRequest) => void, server: Server) {
    this.#target = target;
    this.#onReceived = onReceived;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = this.#serve(server);
  }

  get onlySafe(): boolean {
    return this.#onlySafe && [...this.#taps].every((tap) => tap.onlySafe);
  }

  /** New connections go this way from now on. */
  reach(target: RelayedPort): void {
    this.#target = target;
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    const [before, after] = [this.#fault?.kind === 'refuse', fault?.kind === 'refuse'];
    this.#fault = fault;
    if (this.#closed || before === after) return;
    if (after) await this.#shut();
    else this.#server = this.#serve(await listen(this.port));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#shut();
  }

  /** Takes no new connections, and ends those that are there when they are over or `graceMs` milliseconds have passed. */
  async drain(graceMs: number): Promise<void> {
    this.#closed = true;
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    const timer = setTimeout(() => this.#endAll(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  #serve(server: Server): Server {
    server.on('connection', (client) => {
      this.#connections.add(client);
      this.connectionsAccepted += 1;
      client.on('error', () => {}).on('close', () => this.#connections.delete(client));
      void this.#relay(client);
    });
    return server;
  }

  async #relay(client: Socket): Promise<void> {
    const tap = new HttpTap(`${client.remoteAddress}:${client.remotePort}`, this.#onReceived);
    this.#taps.add(tap);
    client.on('close', () => {
      tap.abandon();
      this.#onlySafe &&= tap.onlySafe;
      this.#taps.delete(tap);
    });
    client.pause();
    const pod = await this.#target.dial().catch(() => undefined);
    if (!pod || client.destroyed) {
      pod?.destroy();
      reset(client);
      return;
    }
    pod.on('error', () => reset(client));
    client.on('close', () => pod.destroy());
    let asked = false;
    void this.#pump(client, pod, async (chunk) => {
      this.bytesReceived += chunk.length;
      asked = true;
      tap.fromClient(chunk);
      return this.#onTheWay(client, tap, chunk);
    });
    void this.#pump(pod, client, async (chunk) => {
      if (this.#fault?.kind === 'reset') {
        // Half of what there is: in the middle of the body, if there is one.
        client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => reset(client));
        return undefined;
      }
      // The pod has the request at once; what waits is its answer, from the first byte.
      if (this.#fault?.kind === 'slow' && asked) await pause(this.#fault.delayMs);
      asked = false;
      tap.fromPod(chunk);
      return chunk;
    });
  }

  /** What of a client's bytes goes on to the pod, after the fault in force had its way. */
  #onTheWay(client: Socket, tap: HttpTap, chunk: Buffer): Buffer | undefined {
    const fault = this.#fault;
    if (fault?.kind === 'hang') return undefined;
    if (fault?.kind !== 'error' || tap.waiting.length === 0) return chunk;
    const answers = tap.waiting.map(() => `HTTP/1.1 ${fault.status} \r\ncontent-length: 0\r\n\r\n`);
    tap.abandon(fault.status);
    client.write(answers.join(''));
    return undefined;
  }

  async #pump(from: Duplex, to: Duplex, pass: (chunk: Buffer) => Promise<Buffer | undefined>): Promise<void> {
    try {
      for await (const chunk of from) {
        const passed = await pass(chunk);
        if (passed && !to.destroyed && !to.write(passed)) await drained(to);
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  async #shut(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    this.#endAll();
    await closed;
  }

  #endAll(): void {
    for (const client of this.#connections) reset(client);
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(port, HOST);
  await once(server, 'listening');
  return server;
}

/** A socket that has been ended cannot be reset any more: it would never close. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Resolves when a stream takes more, or is closed. */
function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}
