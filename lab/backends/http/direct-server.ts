import type { Clock } from '../../../engine/index.ts';
import type { BackendOptions, Fault } from '../backend.ts';
import type { DirectClient, DirectConnection, DirectPort, DirectRequest } from '../direct.ts';
import { type AnswerConnection, DirectAnswer } from './direct-answer.ts';
import { answer } from './http-answer.ts';
import { HttpExchange } from './http-exchange.ts';
import type { HttpProgram } from './http-program.ts';
import { RequestHead } from './request-head.ts';

/** What a port's requests as values share with those that come over its sockets. */
export interface DirectHost {
  readonly program: HttpProgram;
  readonly options: Pick<BackendOptions, 'onLog' | 'onReceived'>;
  readonly clock: Clock;
  /** Whether new connections are taken. */
  isListening(): boolean;
  /** No connection outlives its request any more. */
  isDraining(): boolean;
  fault(): Fault | undefined;
}

/** Takes requests as values by the program of a port. Counts and records them as if they had come over connections. */
export class DirectServer implements DirectPort {
  readonly host: DirectHost;
  readonly #open = new Set<Connection>();
  readonly #whenEmpty: (() => void)[] = [];
  accepted = 0;
  bytesReceived = 0;

  constructor(host: DirectHost) {
    this.host = host;
  }

  connect(peer: string): DirectConnection | undefined {
    if (!this.host.isListening()) return undefined;
    this.accepted += 1;
    const connection = new Connection(this, peer);
    this.#open.add(connection);
    return connection;
  }

  /** Closes every connection, with what is under way. */
  destroy(): void {
    for (const connection of [...this.#open]) connection.breakOff('closed');
  }

  /** Closes the connections that wait for a request. */
  closeIdle(): void {
    for (const connection of [...this.#open]) if (!connection.busy) connection.close();
  }

  /** Resolves once no connection is open. */
  empty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  closed(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}

class Connection implements DirectConnection, AnswerConnection {
  open = true;
  readonly #server: DirectServer;
  readonly #peer: string;
  #exchange: HttpExchange | undefined;
  #answer: DirectAnswer | undefined;
  #client: DirectClient | undefined;
  #chunked = false;

  constructor(server: DirectServer, peer: string) {
    this.#server = server;
    this.#peer = peer;
  }

  get busy(): boolean {
    return this.#exchange !== undefined;
  }

  send({ method, target, rawHeaders, hasBody }: DirectRequest, client: DirectClient): void {
    const server = this.#server;
    const headers = asRead(rawHeaders);
    const head = new RequestHead(method, target, '1.1', headers);
    const response = new DirectAnswer(client, this, server.host.clock, method === 'HEAD');
    const exchange = new HttpExchange(head, response, this.#peer);
    this.#client = client;
    this.#answer = response;
    this.#exchange = exchange;
    server.bytesReceived += headBytes(method, target, rawHeaders);
    this.#chunked = hasBody && head.header('content-length') === undefined;
    if (!hasBody) queueMicrotask(() => this.#complete(exchange));
  }

  write(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    if (size === 0 || !this.#exchange) return;
    this.#server.bytesReceived += size + (this.#chunked ? size.toString(16).length + 4 : 0);
    this.#exchange.takeCopy(bytes, start, end);
  }

  end(trailers: readonly string[] = []): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    if (this.#chunked) this.#server.bytesReceived += LAST_CHUNK + fieldBytes(trailers);
    queueMicrotask(() => this.#complete(exchange));
  }

  resume(): void {
    this.#answer?.resume();
  }

  close(): void {
    this.#client = undefined;
    this.breakOff('closed');
  }

  breakOff(how: 'reset' | 'closed'): void {
    if (!this.open) return;
    this.open = false;
    const [exchange, client] = [this.#exchange, this.#client];
    this.#answer?.abandon();
    this.#finish(exchange);
    this.#server.closed(this);
    if (exchange) client?.onBroken(how);
  }

  answered(): void {
    const exchange = this.#exchange;
    this.#finish(exchange);
    if (this.#server.host.isDraining() && this.open) {
      this.open = false;
      this.#server.closed(this);
    }
  }

  /** The request is there to its end. */
  #complete(exchange: HttpExchange): void {
    if (this.#exchange !== exchange) return;
    const { host } = this.#server;
    const { program, options } = host;
    answer(exchange, { program, fault: host.fault(), onBegin: nothing, onLog: options.onLog });
  }

  #finish(exchange: HttpExchange | undefined): void {
    this.#exchange = undefined;
    this.#answer = undefined;
    this.#client = undefined;
    if (!exchange) return;
    const { program, options } = this.#server.host;
    program.answered?.(exchange);
    options.onReceived(exchange.received());
  }
}

/** `0\r\n\r\n` */
const LAST_CHUNK = 5;

/** What a connection says of itself goes over none. */
function nothing(): void {}

/** A parser leaves out the white space around values (RFC 9110 §5.5). */
function asRead(rawHeaders: readonly string[]): readonly string[] {
  for (let at = 1; at < rawHeaders.length; at += 2) {
    const value = rawHeaders[at] ?? '';
    if (isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1)))
      return rawHeaders.map((text, index) => (index % 2 === 0 ? text : text.replace(/^[ \t]+|[ \t]+$/g, '')));
  }
  return rawHeaders;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** `METHOD TARGET HTTP/1.1`, the fields and the empty line. All of it are characters of one byte. */
function headBytes(method: string, target: string, rawHeaders: readonly string[]): number {
  return method.length + target.length + ' '.length * 2 + 'HTTP/1.1\r\n'.length + fieldBytes(rawHeaders) + 2;
}

function fieldBytes(raw: readonly string[]): number {
  let bytes = 0;
  for (let at = 0; at < raw.length; at += 2)
    bytes += (raw[at] ?? '').length + (raw[at + 1] ?? '').length + ': \r\n'.length;
  return bytes;
}
