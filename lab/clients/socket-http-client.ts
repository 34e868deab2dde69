import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector, errors, Pool } from 'undici';
import type { Clock, ListeningAddress } from '../../engine/index.ts';
import { type ClientTls, connectionOptions, serverCertificate } from './client-tls.ts';
import {
  ANSWER_TIMEOUT_MS,
  CORRELATION_HEADER,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  type HttpFailure,
  type HttpRequest,
  type ServerAddress,
  sendInTurn,
} from './http-client.ts';
import { type Surroundings, systemSurroundings } from './surroundings.ts';

/** Sends its requests as bytes over connections. */
export class SocketHttpClient implements HttpClient {
  readonly #pool: Pool;
  readonly #server: ServerAddress;
  readonly #localAddress: string | undefined;
  readonly #surroundings: Surroundings;
  #serverCertificate: string | undefined;

  constructor(
    address: ListeningAddress,
    options: HttpClientOptions,
    surroundings: Surroundings = systemSurroundings,
  ) {
    this.#server = address;
    this.#localAddress = options.localAddress;
    this.#surroundings = surroundings;
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    this.#pool = new Pool(`${options.tls ? 'https' : 'http'}://${host}:${address.port}`, {
      connections: options.connections,
      pipelining: 1,
      connect: options.tls ? this.#tlsConnector(options.tls) : (_asked, done) => void this.#connect(done),
    });
  }

  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { clock } = this.#surroundings;
    const correlationId = randomUUID();
    const began = clock.now();
    const common = { request, correlationId, server: this.#server };
    try {
      const what = `the answer to ${request.method} ${request.path} of ${request.host}`;
      const answer = await this.#surroundings.wait(this.#ask(request, correlationId), what);
      return { ...common, ...answer, durationMs: clock.now() - began };
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { ...common, error, durationMs: clock.now() - began };
    }
  }

  sendMany(request: HttpRequest, count: number, connections: number): Promise<(HttpAnswer | HttpFailure)[]> {
    return sendInTurn(this, request, count, connections);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#surroundings.wait(this.#pool.destroy(), 'the end of a client');
  }

  async #ask(
    request: HttpRequest,
    correlationId: string,
  ): Promise<Pick<HttpAnswer, 'status' | 'headers' | 'body' | 'serverCertificate'>> {
    const patience = new Patience(this.#surroundings.clock, request.timeoutMs ?? ANSWER_TIMEOUT_MS);
    try {
      const response = await this.#pool.request({
        method: request.method as 'GET',
        path: request.path,
        headers: { ...request.headers, host: request.host, [CORRELATION_HEADER]: correlationId },
        body: request.body ?? null,
        // Its own limits go by the system's time.
        headersTimeout: 0,
        bodyTimeout: 0,
        signal: patience.signal,
      });
      patience.renew(() => new errors.BodyTimeoutError());
      const pieces: Buffer[] = [];
      for await (const piece of response.body) {
        pieces.push(piece);
        patience.renew(() => new errors.BodyTimeoutError());
      }
      const certificate = this.#serverCertificate;
      return {
        status: response.statusCode,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
        ),
        body: new TextDecoder().decode(Buffer.concat(pieces)),
        ...(certificate === undefined ? {} : { serverCertificate: certificate }),
      };
    } finally {
      patience.end();
    }
  }

  /** `done`: absent if somebody else looks what becomes of it. */
  #connect(done?: buildConnector.Callback): Socket {
    const { host, port } = this.#server;
    const localAddress = this.#localAddress;
    const socket = this.#surroundings.network.connect({
      host,
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    if (done === undefined) return socket;
    const failed = (error: Error): void => done(error, null);
    socket.once('error', failed);
    return socket.once('connect', () => {
      socket.off('error', failed);
      done(null, socket);
    });
  }

  /** As undici connects, but for the server name given (undici asks for the Host), and notes the certificate shown. */
  #tlsConnector(tls: ClientTls): buildConnector.connector {
    const secure = buildConnector(connectionOptions(tls));
    return (options, done) =>
      secure({ ...options, servername: tls.serverName, httpSocket: this.#connect() }, (error, socket) => {
        if (socket instanceof TLSSocket) this.#serverCertificate = serverCertificate(socket);
        if (error) done(error, null);
        else done(null, socket);
      });
  }
}

/** What a client waits, by a clock: for the head of an answer, then for each part of its body. */
class Patience {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #gaveUp = new AbortController();
  #callOff: () => void = () => undefined;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.renew(() => new errors.HeadersTimeoutError());
  }

  get signal(): AbortSignal {
    return this.#gaveUp.signal;
  }

  /** Begins anew. `error` makes what is thrown when it is at its end. */
  renew(error: () => Error): void {
    this.end();
    this.#callOff = this.#clock.after(this.#limitMs, () => this.#gaveUp.abort(error()));
  }

  end(): void {
    this.#callOff();
  }
}
