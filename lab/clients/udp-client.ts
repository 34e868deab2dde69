import type { Socket } from 'node:dgram';
import type { ListeningAddress } from '../../engine/index.ts';
import { type Surroundings, systemSurroundings } from './surroundings.ts';

/** A UDP client with one source port: to the proxy, one session. Owns its socket. */
export class UdpClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #surroundings: Surroundings;
  readonly #answers: string[] = [];
  readonly #waiting: ((answer: string) => void)[] = [];

  private constructor(socket: Socket, surroundings: Surroundings) {
    this.#socket = socket;
    this.#surroundings = surroundings;
    socket.on('error', () => undefined);
    socket.on('message', (message) => {
      const answer = message.toString();
      const waiting = this.#waiting.shift();
      if (waiting) waiting(answer);
      else this.#answers.push(answer);
    });
  }

  static async open(
    address: Pick<ListeningAddress, 'host' | 'port'>,
    surroundings = systemSurroundings,
  ): Promise<UdpClient> {
    const type = address.host.includes(':') ? 'udp6' : 'udp4';
    const socket = surroundings.network.createDatagramSocket({ type });
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.connect(address.port, address.host, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    await surroundings.wait(connected, 'a UDP socket');
    return new UdpClient(socket, surroundings);
  }

  /** Sends one datagram and waits for the next answer; undefined if none comes within `timeoutMs`. */
  ask(datagram: string, timeoutMs = 5_000): Promise<string | undefined> {
    this.#socket.send(datagram);
    const early = this.#answers.shift();
    if (early !== undefined) return Promise.resolve(early);
    const late = new Promise<string | undefined>((resolve) => {
      const answered = (answer: string): void => {
        callOff();
        resolve(answer);
      };
      const callOff = this.#surroundings.clock.after(timeoutMs, () => {
        this.#waiting.splice(this.#waiting.indexOf(answered), 1);
        resolve(undefined);
      });
      this.#waiting.push(answered);
    });
    return this.#surroundings.wait(late, `the answer to ${JSON.stringify(datagram)}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#socket.close(resolve));
    return this.#surroundings.wait(closed, 'the end of a UDP client');
  }
}
