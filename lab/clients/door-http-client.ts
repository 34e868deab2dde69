import { randomUUID } from 'node:crypto';
import { errors } from 'undici';
import { bufferedBody, type ClientFacts, HeaderList, type ListeningAddress } from '../../engine/index.ts';
import type { VirtualClock } from '../../engine/virtual/index.ts';
import { DoorExchange, type Received } from './door-exchange.ts';
import {
  ANSWER_TIMEOUT_MS,
  CORRELATION_HEADER,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  type HttpFailure,
  type HttpRequest,
  sendInTurn,
} from './http-client.ts';
import type { DoorAt, HttpDoor } from './http-door.ts';
import { type RequestValue, requestValue } from './request-value.ts';

/** Below those that a network in memory chooses for connections. */
const FIRST_PORT = 16_384;
const LAST_PORT = 32_767;

/** Numbers of the ports that clients without connections are known by. */
export class ClientPorts {
  #next = FIRST_PORT;

  next(): number {
    const port = this.#next;
    this.#next = port === LAST_PORT ? FIRST_PORT : port + 1;
    return port;
  }
}

/** What `DoorHttpClient` needs besides what all clients are made with. */
export interface DoorSurroundings {
  readonly clock: VirtualClock;
  readonly doorAt: DoorAt;
  readonly ports: ClientPorts;
  /** Makes a client for the requests that have to go as bytes. */
  readonly overConnections: () => HttpClient;
}

/**
 * Hands its requests to an entry point as values where that comes to the same as sending them: in clear, to a door that
 * takes HTTP, and with nothing unusual in them. All others go as bytes. As many requests at a time as it has connections;
 * each of these, though there is none, has a client port.
 */
export class DoorHttpClient implements HttpClient {
  readonly #address: ListeningAddress;
  readonly #clientIp: string;
  readonly #surroundings: DoorSurroundings;
  readonly #running = new Set<DoorExchange>();
  /** Client ports of connections that nothing is under way on. */
  readonly #idle: number[] = [];
  /** Requests that wait for a connection. */
  readonly #waiting: (() => void)[] = [];
  #free: number;
  #bytes: HttpClient | undefined;
  /** The request checked last: most are sent many times. */
  #checked: { readonly request: HttpRequest; readonly value: RequestValue | undefined } | undefined;
  #isClosed = false;

  constructor(address: ListeningAddress, options: HttpClientOptions, surroundings: DoorSurroundings) {
    this.#address = address;
    this.#clientIp = options.localAddress ?? (address.host.includes(':') ? '::1' : '127.0.0.1');
    this.#surroundings = surroundings;
    this.#free = options.connections;
  }

  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const door = this.#surroundings.doorAt(this.#address);
    if (!door?.takesPlainHttp()) return this.#sendBytes(request);
    if (this.#checked?.request !== request) this.#checked = { request, value: requestValue(request) };
    const { value } = this.#checked;
    return value === undefined ? this.#sendBytes(request) : this.#handIn(request, value, door);
  }

  sendMany(request: HttpRequest, count: number, connections: number): Promise<(HttpAnswer | HttpFailure)[]> {
    return sendInTurn(this, request, count, connections);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    for (const exchange of [...this.#running]) exchange.giveUp(new errors.ClientDestroyedError());
    await this.#bytes?.[Symbol.asyncDispose]();
  }

  #sendBytes(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    this.#bytes ??= this.#surroundings.overConnections();
    return this.#bytes.send(request);
  }

  async #handIn(
    request: HttpRequest,
    value: RequestValue,
    door: HttpDoor,
  ): Promise<HttpAnswer | HttpFailure> {
    const { clock } = this.#surroundings;
    const common = { request, correlationId: randomUUID(), server: this.#address };
    const began = clock.now();
    if (this.#free === 0) await clock.wait(this.#turn(), 'a free connection');
    else this.#free -= 1;
    const port = this.#idle.pop() ?? this.#surroundings.ports.next();
    const { promise, resolve } = Promise.withResolvers<Received | Error>();
    const patienceMs = request.timeoutMs ?? ANSWER_TIMEOUT_MS;
    const exchange = new DoorExchange(value.method, clock, patienceMs, resolve);
    this.#running.add(exchange);
    if (this.#isClosed) exchange.giveUp(new errors.ClientDestroyedError());
    else this.#begin(exchange, value, door, common.correlationId, port);
    const what = `the answer to ${request.method} ${request.path} of ${request.host}`;
    const outcome = await clock.wait(promise, what);
    this.#running.delete(exchange);
    // Behind a failure and behind HEAD the connection is closed: the next one has another port.
    if (!(outcome instanceof Error) && value.method !== 'HEAD') this.#idle.push(port);
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
    const durationMs = clock.now() - began;
    return outcome instanceof Error
      ? { ...common, error: outcome, durationMs }
      : { ...common, ...outcome, durationMs };
  }

  #begin(
    exchange: DoorExchange,
    value: RequestValue,
    door: HttpDoor,
    correlationId: string,
    port: number,
  ): void {
    const { method, target, host, headers, body } = value;
    const ip = this.#clientIp;
    const client: ClientFacts = {
      clientIp: ip,
      peer: `${ip.includes(':') ? `[${ip}]` : ip}:${port}`,
      tls: undefined,
    };
    try {
      exchange.begin((arrival) => door.serve(arrival), {
        ...{ method, target, host, client, version: '1.1', upgrade: undefined },
        headers: new HeaderList([...headers, CORRELATION_HEADER, correlationId]),
        body: body && bufferedBody(body),
      });
    } catch {
      // The entry point closes: connections that come now are refused.
      const { host: address, port: closed } = this.#address;
      const error = new Error(`connect ECONNREFUSED ${address}:${closed}`);
      exchange.giveUp(
        Object.assign(error, { code: 'ECONNREFUSED', syscall: 'connect', address, port: closed }),
      );
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
