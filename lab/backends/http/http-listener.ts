import { createServer, type Server as HttpServer, type IncomingMessage, ServerResponse } from 'node:http';
import { type Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Network } from '../../../engine/index.ts';
import { arrivedInput } from '../arrived-input.ts';
import type { BackendOptions, Fault } from '../backend.ts';
import { checkFault } from '../fault.ts';
import type { Listener } from '../running-backend.ts';
import { systemClock } from '../system.ts';
import { answerHandshake } from './answer-handshake.ts';
import { Connections } from './connections.ts';
import { DirectServer } from './direct-server.ts';
import { answer } from './http-answer.ts';
import type { HttpProgram } from './http-program.ts';
import { Http2Connections, type ServerTls, secureServer } from './secure-server.ts';
import {
  headOf,
  peerOf,
  SocketExchange,
  type SocketRequest,
  type SocketResponse,
} from './socket-exchange.ts';
import { TcpPort } from './tcp-port.ts';

export type { ServerTls };

/** Longer than the 90 s for which Traefik and Go clients keep idle connections, so that the proxy closes first. */
const keepAliveTimeoutMs = 120_000;
/** Go's `http.DefaultMaxHeaderBytes`. */
const maxHeaderBytes = 1024 * 1024;

/** One port that speaks HTTP/1.1, by TLS HTTP/2 as well: listens, reads, has faults, records, counts and drains. What to answer is the program's. */
export class HttpListener implements Listener {
  readonly protocol = 'TCP';
  readonly #program: HttpProgram;
  readonly #options: BackendOptions;
  readonly #port: TcpPort;
  readonly #connections = new Connections();
  /** The other way in; absent over TLS. */
  readonly direct: DirectServer | undefined;
  readonly #exchanges = new Set<SocketExchange>();
  /** Peers whose connections have left HTTP. */
  readonly #upgraded = new Set<string>();
  #fault: Fault | undefined;
  #transition: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #draining = false;
  #stopped = false;

  /** Listens on `port`; 0: one that the system chooses. */
  static async open(
    program: HttpProgram,
    options: BackendOptions,
    port: number,
    tls?: ServerTls,
  ): Promise<HttpListener> {
    const { network, host } = options;
    const plain = createServer({
      keepAliveTimeout: keepAliveTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
      // A scenario may be as slow as it likes; neither Go's server nor the lab has a limit here.
      requestTimeout: 0,
      headersTimeout: 0,
      shouldUpgradeCallback: (request: IncomingMessage) =>
        program.webSocket?.accepts(headOf(request)) ?? false,
    });
    const http2 = tls && new Http2Connections();
    const inner = tls && http2 ? secureServer(tls, plain, http2) : plain;
    const outer = network ? inNetwork(network, inner) : inner;
    const open = await TcpPort.open(outer, port, host, network);
    const listener = new HttpListener(program, options, plain, outer, open, tls === undefined);
    http2?.onRequest((request, response, socket) => listener.#receive(request, response, socket));
    return listener;
  }

  private constructor(
    program: HttpProgram,
    options: BackendOptions,
    http: HttpServer,
    outer: Server,
    port: TcpPort,
    inClear: boolean,
  ) {
    this.#program = program;
    this.#options = options;
    this.#port = port;
    this.direct = inClear ? this.#directServer() : undefined;
    outer.on('connection', (socket) => this.#connections.add(socket));
    http.on('request', (request, response) => this.#receive(request, response, request.socket));
    http.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head));
  }

  get port(): number {
    return this.#port.number;
  }

  get bytesReceived(): number {
    return this.#connections.bytesReceived + (this.direct?.bytesReceived ?? 0);
  }

  get connectionsAccepted(): number {
    return this.#connections.accepted + (this.direct?.accepted ?? 0);
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    checkFault(fault);
    const changed = this.#transition.then(() => this.#changeFault(fault));
    this.#transition = changed.catch(() => {});
    await changed;
  }

  close(): Promise<void> {
    this.#closing ??= this.#transition.then(async () => {
      this.#stopped = true;
      const stopped = this.#port.stop();
      this.#destroy();
      await Promise.all([stopped, this.#connections.empty(), this.#port.release()]);
    });
    return this.#closing;
  }

  async drain(graceMs: number): Promise<void> {
    this.#draining = true;
    for (const { message } of this.#exchanges) {
      if (!message.headersSent && hasConnectionHeader(message)) message.setHeader('Connection', 'close');
    }
    // What clients sent before the drain began may still wait in the system; take it in first.
    await arrivedInput();
    void this.#port.stop();
    this.#stopped = true;
    this.direct?.closeIdle();
    this.#connections.destroy((socket) => !this.#isBusy(peerOf(socket)));
    const grace = this.#after(graceMs, () => this.#destroy());
    await Promise.all([this.#connections.empty(), this.direct?.empty()]);
    grace();
    await this.close();
  }

  async #changeFault(fault: Fault | undefined): Promise<void> {
    if (this.#closing !== undefined || this.#draining) return;
    const refused = this.#fault?.kind === 'refuse';
    this.#fault = fault;
    if (!refused && fault?.kind === 'refuse') {
      const stopped = this.#port.stop();
      this.#destroy();
      await stopped;
      await this.#port.hold();
    } else if (refused && fault?.kind !== 'refuse') {
      await this.#port.resume();
    }
  }

  #destroy(): void {
    this.direct?.destroy();
    this.#connections.destroy();
  }

  #after(milliseconds: number, run: () => void): () => void {
    return (this.#options.clock ?? systemClock).after(milliseconds, run);
  }

  #directServer(): DirectServer | undefined {
    const { clock } = this.#options;
    if (!clock) return undefined;
    return new DirectServer({
      program: this.#program,
      options: this.#options,
      clock,
      fault: () => this.#fault,
      isListening: () => !this.#stopped && this.#fault?.kind !== 'refuse',
      isDraining: () => this.#draining,
    });
  }

  #receive(request: SocketRequest, response: SocketResponse, socket: Socket): void {
    const exchange = new SocketExchange(request, response, socket, this.#options.clock);
    this.#exchanges.add(exchange);
    // Writing to a client that went away is no failure of the backend; `close` follows and records it.
    response.on('error', () => {});
    response.once('close', () => this.#finish(exchange));
    request.once('end', () =>
      answer(exchange, {
        program: this.#program,
        fault: this.#fault,
        onBegin: () => this.#sayConnection(response),
        onLog: this.#options.onLog,
      }),
    );
  }

  #sayConnection(response: SocketResponse): void {
    if (!hasConnectionHeader(response)) return;
    if (this.#draining || !response.shouldKeepAlive) response.setHeader('Connection', 'close');
    else if (this.#program.announcesKeepAlive) response.setHeader('Connection', 'keep-alive');
    // Without this, Node adds a Connection and a Keep-Alive line, which Go does not send.
    else response.removeHeader('Connection');
  }

  #finish(exchange: SocketExchange): void {
    this.#exchanges.delete(exchange);
    this.#program.answered?.(exchange);
    this.#options.onReceived(exchange.received());
    if (this.#draining && !this.#isBusy(exchange.peer)) exchange.socket.destroySoon();
  }

  async #upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (!(socket instanceof Socket)) throw new TypeError('A plain listener has plain sockets only.');
    const peer = peerOf(socket);
    this.#upgraded.add(peer);
    socket.once('close', () => this.#upgraded.delete(peer));
    await answerHandshake(this.#program, {
      request: headOf(message),
      message,
      socket,
      head,
      clock: this.#options.clock,
      peer,
      fault: () => this.#fault,
      record: this.#options.onReceived,
    });
  }

  #isBusy(peer: string): boolean {
    if (this.#upgraded.has(peer)) return true;
    for (const exchange of this.#exchanges) if (exchange.peer === peer) return true;
    return false;
  }
}

/** Listens in a network for a server that has none of its own. */
function inNetwork(network: Network, server: Server): Server {
  // What the server of HTTP is made with.
  const outer = network.createServer({ allowHalfOpen: true });
  return outer.on('connection', (socket) => server.emit('connection', socket));
}

/** HTTP/2 has none (RFC 9113 §8.2.2). */
function hasConnectionHeader(response: SocketResponse): response is ServerResponse {
  return response instanceof ServerResponse;
}
