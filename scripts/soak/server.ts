import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { chunksOf, contentOf, takeMessage } from './text.ts';

/** Bytes in a chunk of an answer. */
const CHUNK = 10_000;

/** A server that answers with what its request asks for, and that can be gone for a while. */
export class SoakServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #onWrong: (what: string) => void;
  /** The highest number of a configuration that a request came through. */
  generation = 0;
  #port = 0;

  private constructor(onWrong: (what: string) => void) {
    this.#onWrong = onWrong;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** `onWrong` hears of requests that are not as a client sent them. */
  static async start(onWrong: (what: string) => void): Promise<SoakServer> {
    const server = new SoakServer(onWrong);
    await server.revive();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  /** Listens on the port that it always has. */
  async revive(): Promise<void> {
    this.#server.listen({ port: this.#port, host: '127.0.0.1', backlog: 4096 });
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Breaks every connection, and takes no more. */
  async die(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.dropConnections();
    await closed;
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.die();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let message = takeMessage(text); message; message = takeMessage(text)) {
        text = text.slice(message.end);
        this.generation = Math.max(this.generation, Number(message.field('x-generation') ?? 0));
        socket.write(this.#answer(message.line, message.body), 'latin1');
      }
    });
  }

  /** `GET /ID/LENGTH/FRAMING` gets as many bytes; `POST /ID/LENGTH/FRAMING` brings them. */
  #answer(line: string, body: string): string {
    const [, method, id = '', length = '', framing] =
      /^(GET|POST) \/(\d+)\/(\d+)\/(\w+) HTTP\/1\.1$/.exec(line) ?? [];
    if (method === undefined) this.#onWrong(`a server got ${JSON.stringify(line.slice(0, 100))}`);
    if (method === 'POST') {
      if (body !== contentOf(Number(id), Number(length)))
        this.#onWrong(
          `a server got another body for ${line}: ${body.length} bytes, ${JSON.stringify(body.slice(0, 40))}`,
        );
      const text = `${id} received`;
      return `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
    }
    const content = contentOf(Number(id), Number(length));
    if (framing === 'chunks')
      return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunksOf(content, CHUNK)}`;
    return `HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n${content}`;
  }
}
