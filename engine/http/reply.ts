import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { statusText } from '../middlewares/answers.ts';
import { HeaderList, type ImmediateResponse } from '../middlewares/message.ts';
import { removeHopByHop } from './hop-by-hop.ts';
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
  interim({ statusCode, rawHeaders }: Interim): void {
    const { socket, req } = this.#response;
    // No socket: answers to earlier requests are still due on it.
    if (!socket || this.started || req.httpVersion === '1.0') return;
    const headers = new HeaderList(rawHeaders);
    removeHopByHop(headers);
    socket.write(formatHead(statusCode, headers), 'latin1');
  }

  /** Sends a whole answer. */
  send(answer: ImmediateResponse): void {
    const headers = new HeaderList(answer.headers.flat());
    const body = Buffer.from(answer.body, 'utf8');
    ensureDate(headers);
    headers.set('Content-Length', String(body.length));
    this.#writeHead(answer.status, headers);
    if (this.#response.req.method !== 'HEAD') this.bytes += body.length;
    this.#response.end(body);
  }

  /**
   * Sends a server's answer on, no faster than the client reads. `content` is its body, decoded if need be.
   * Resolves when all is handed to the system; rejects if the server or the client breaks off, and the client's
   * connection is then broken too.
   */
  async relay(
    status: number,
    headers: HeaderList,
    source: IncomingMessage,
    content: Readable,
  ): Promise<void> {
    const response = this.#response;
    const announced = headers.all('Trailer');
    removeHopByHop(headers);
    // Traefik leaves it out, too: there is no body to measure.
    if (status === 304) headers.delete('Content-Length');
    const bodyless = response.req.method === 'HEAD' || status === 204 || status === 304;
    const chunked = !bodyless && !headers.has('Content-Length') && response.req.httpVersion !== '1.0';
    if (chunked && announced.length > 0) headers.append('Trailer', announced.join(', '));
    ensureDate(headers);
    this.#writeHead(status, headers);
    // A stream may be long in coming: its head goes first.
    if (chunked) response.flushHeaders();
    try {
      await this.#copy(source, content, chunked);
    } catch (error) {
      response.destroy();
      throw error;
    }
  }

  #copy(source: IncomingMessage, content: Readable, chunked: boolean): Promise<void> {
    const response = this.#response;
    return new Promise((resolve, reject) => {
      if (response.destroyed || source.destroyed) {
        reject(new Error('the client went away'));
        return;
      }
      content.on('data', (chunk: Buffer) => {
        this.bytes += chunk.length;
        if (!response.write(chunk)) content.pause();
      });
      content.once('end', () => {
        if (chunked && source.rawTrailers.length > 0) response.addTrailers(pairs(source.rawTrailers));
        response.end();
      });
      source.on('error', reject);
      if (content !== source) content.on('error', reject);
      source.once('close', () => source.complete || reject(new Error('the server broke the answer off')));
      response.on('drain', () => content.resume());
      response.once('finish', resolve);
      response.once('close', () => response.writableFinished || reject(new Error('the client went away')));
    });
  }

  #writeHead(status: number, headers: HeaderList): void {
    const response = this.#response;
    const last =
      this.#isLast() || this.#bodyWithheld || !response.shouldKeepAlive || response.req.httpVersion === '1.0';
    // Otherwise Node would announce keep-alive, which Go does not.
    response.removeHeader('Connection');
    const raw = headers.raw();
    if (last) raw.push('Connection', 'close');
    response.writeHead(status, reasonOf(status), raw);
  }
}

/** A response's head as bytes on the wire. */
export function formatHead(status: number, headers: HeaderList): string {
  const lines = headers.lines().map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${reasonOf(status)}\r\n${lines.join('')}\r\n`;
}

/** Go's server writes its own phrases and not the ones that a server behind it chose. */
function reasonOf(status: number): string {
  return statusText(status) || `status code ${status}`;
}

function ensureDate(headers: HeaderList): void {
  if (!headers.has('Date')) headers.append('Date', new Date().toUTCString());
}
