import { createSocket, type Socket } from 'node:dgram';
import type { ListeningAddress } from '../../engine/index.ts';

/** A UDP client with one source port: to the proxy, one session. Owns its socket. */
export class UdpClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #answers: string[] = [];
  readonly #waiting: ((answer: string) => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (message) => {
      const answer = message.toString();
      const waiting = this.#waiting.shift();
      if (waiting) waiting(answer);
      else this.#answers.push(answer);
    });
  }

  static async open(address: Pick<ListeningAddress, 'host' | 'port'>): Promise<UdpClient> {
    const socket = createSocket(address.host.includes(':') ? 'udp6' : 'udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(address.port, address.host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    return new UdpClient(socket);
  }

  /** Sends one datagram and waits for the next answer; undefined if none comes within `timeoutMs`. */
  ask(datagram: string, timeoutMs = 5_000): Promise<string | undefined> {
    this.#socket.send(datagram);
    const early = this.#answers.shift();
    if (early !== undefined) return Promise.resolve(early);
    return new Promise((resolve) => {
      const answered = (answer: string): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(answered), 1);
        resolve(undefined);
      }, timeoutMs);
      this.#waiting.push(answered);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => this.#socket.close(resolve));
  }
}
