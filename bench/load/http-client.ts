import { connect, type Socket } from 'node:net';

/** Who is told of a connection's answers. */
export interface AnswerListener {
  /** The answer is complete and as expected. */
  onAnswer(client: HttpClient): void;
  /** The connection broke, or the answer is another one. */
  onFailure(client: HttpClient, reason: string): void;
}

/**
 * One keep-alive connection for load: sends the same `GET /` again and again, one at a time, and checks that each
 * answer has status 200 and ends in the expected body.
 */
export class HttpClient {
  /** When the request under way was meant to be sent, in milliseconds; for its owner. */
  intended = 0;
  readonly #socket: Socket;
  readonly #request: string;
  readonly #ending: string;
  readonly #listener: AnswerListener;
  #read = '';

  constructor(port: number, host: string, body: string, listener: AnswerListener) {
    this.#request = `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    this.#ending = `\r\n\r\n${body}`;
    this.#listener = listener;
    const onread = {
      buffer: Buffer.allocUnsafe(4_096),
      callback: (count: number, bytes: Uint8Array): boolean =>
        this.#onRead(Buffer.from(bytes.buffer, bytes.byteOffset, count)),
    };
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket.on('error', ({ message }) => listener.onFailure(this, message));
    this.#socket.on('end', () => listener.onFailure(this, 'the proxy closed the connection'));
  }

  send(): void {
    this.#socket.write(this.#request, 'latin1');
  }

  /** Closes without telling the listener. With a RST, so that no port is kept. */
  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => undefined);
    this.#socket.resetAndDestroy();
  }

  #onRead(bytes: Buffer): boolean {
    this.#read += bytes.toString('latin1');
    if (!this.#read.startsWith('HTTP/1.1 200 '.slice(0, this.#read.length)) || this.#read.length > 4_096) {
      this.#listener.onFailure(this, `answered ${JSON.stringify(this.#read.slice(0, 100))}`);
    } else if (this.#read.endsWith(this.#ending)) {
      this.#read = '';
      this.#listener.onAnswer(this);
    }
    return true;
  }
}
