import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { HeaderList, type ImmediateResponse } from '../middlewares/message.ts';
import { removeHopByHop, tokensOf } from './hop-by-hop.ts';
import { type Interim, pairs } from './upstream-call.ts';

/** The answer to one request, on its way to the client. Keeps the spelling and the order of the headers. */
export class Reply {
  readonly #response: ServerResponse;
  readonly #isLast: () => boolean;
  /** true while a client waits for `100 Continue`, having sent no body. */
  #bodyWithheld: boolean;
  /** Bytes of the body handed to the connection. */
  bytes = 0;

  /** `isLast` is asked when the head is written: whether the connection ends with this answer. */
  constructor(response: ServerResponse, isLast: () => boolean, expectsContinue: boolean) {
    this.#response = response;
    this.#isLast = isLast;
    this.#bodyWithheld = expectsContinue;
  }

  get started(): boolean {
    return this.#response.headersSent;
  }

  /** Lets a client that asked first send its body. */
  continue(): void {
    if (!this.#bodyWithheld) return;
    this.#bodyWithheld = false;
    if (!this.started) this.#response.writeContinue();
  }

  /** Passes an interim response on, to clients that know such a thing (RFC 9110 §15.2). */
  interim({ statusCode, statusMessage, rawHeaders }: Interim): void {
    const { socket, req } = this.#response;
    // No socket: answers to earlier requests are still due on it.
    if (!socket || this.started || req.httpVersion === '1.0') return;
    const headers = new HeaderList(rawHeaders);
    removeHopByHop(headers);
    socket.write(`${formatHead(statusCode, statusMessage, headers)}`, 'latin1');
  }

  /** Sends a whole answer. */
  send(answer: ImmediateResponse): void {
    const headers = new HeaderList(answer.headers.flat());
    const body = Buffer.from(answer.body, 'utf8');
    headers.set('Content-Length', String(body.length));
    this.#writeHead(answer.status, STATUS_CODES[answer.status] ?? '', headers);
    if (this.#response.req.method !== 'HEAD') this.bytes += body.length;
    this.#response.end(body);
  }

  /**
   * Sends a server's answer on, no faster than the client reads. Resolves when all is handed to the system;
   * rejects if the server or the client breaks off, and the client's connection is then broken too.
   */
  async relay(status: number, reason: string, headers: HeaderList, source: IncomingMessage): Promise<void> {
    const response = this.#response;
    const announced = tokensOf(headers, 'trailer');
    removeHopByHop(headers);
    const bodyless = response.req.method === 'HEAD' || status === 204 || status === 304;
    const chunked = !bodyless && !headers.has('Content-Length') && response.req.httpVersion !== '1.0';
    if (chunked && announced.length > 0) headers.append('Trailer', announced.join(', '));
    this.#writeHead(status, reason, headers);
    // A stream may be long in coming: its head goes first.
    if (chunked) response.flushHeaders();
    try {
      await this.#copy(source, chunked);
    } catch (error) {
      response.destroy();
      throw error;
    }
  }

  #copy(source: IncomingMessage, chunked: boolean): Promise<void> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      if (response.destroyed || source.destroyed) {
        reject(new Error('the client went away'));
        return;
      }
      source.on('data', (chunk: Buffer) => {
        this.bytes += chunk.length;
        if (!response.write(chunk)) source.pause();
      });
      source.once('end', () => {
        if (chunked && source.rawTrailers.length > 0) response.addTrailers(pairs(source.rawTrailers));
        response.end();
      });
      source.on('error', reject);
      source.once('close', () => source.complete || reject(new Error('the server broke the answer off')));
      response.on('drain', () => source.resume());
      response.once('finish', resolve);
      response.once('close', () => response.writableFinished || reject(new Error('the client went away')));
    });
  }

  #writeHead(status: number, reason: string, headers: HeaderList): void {
    const response = this.#response;
    const last =
      this.#isLast() || this.#bodyWithheld || !response.shouldKeepAlive || response.req.httpVersion === '1.0';
    // Otherwise Node would announce keep-alive, which Go does not.
    response.removeHeader('Connection');
    const raw = headers.raw();
    if (last) raw.push('Connection', 'close');
    response.writeHead(status, reason, raw);
  }
}

/** A response's head as bytes on the wire. */
export function formatHead(status: number, reason: string, headers: HeaderList): string {
  const lines = headers.lines().map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`;
}
