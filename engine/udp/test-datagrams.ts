import { createSocket, type Socket } from 'node:dgram';
import { on, once } from 'node:events';

interface DatagramServer {
  readonly host: string;
  readonly port: number;
  /** Sends unasked to a client, `127.0.0.1:40312`. */
  send(datagram: string, client: string): void;
  close(): Promise<void>;
}

/** Real datagram sockets on 127.0.0.1 for tests, closed at the end of the test that opened them. */
export class Datagrams implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();

  /** A server that answers each datagram as told; an undefined answer is silence. */
  async server(
    answer: (datagram: string, client: string) => string | Buffer | undefined,
  ): Promise<DatagramServer> {
    const socket = await this.#bind();
    socket.on('message', (datagram, peer) => {
      const reply = answer(datagram.toString('latin1'), `${peer.address}:${peer.port}`);
      if (reply !== undefined) socket.send(reply, peer.port, peer.address);
    });
    return {
      host: '127.0.0.1',
      port: socket.address().port,
      send: (datagram, client) => socket.send(datagram, Number(client.split(':').at(-1)), '127.0.0.1'),
      close: () => this.#close(socket),
    };
  }

  /** A client with a port of its own. */
  async client(port: number): Promise<DatagramClient> {
    return new DatagramClient(await this.#bind(), port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sockets].map((socket) => this.#close(socket)));
  }

  async #bind(): Promise<Socket> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    this.#sockets.add(socket);
    await once(socket, 'listening');
    return socket;
  }

  async #close(socket: Socket): Promise<void> {
    if (!this.#sockets.delete(socket)) return;
    const closed = once(socket, 'close');
    socket.close();
    await closed;
  }
}

class DatagramClient {
  readonly #socket: Socket;
  readonly #port: number;

  constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
  }

  /** `127.0.0.1:40312`, as the entry point names it. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  send(datagram: string | Buffer): void {
    this.#socket.send(datagram, this.#port, '127.0.0.1');
  }

  async next(): Promise<string> {
    const [datagram] = await once(this.#socket, 'message');
    return datagram.toString('latin1');
  }

  /** The next datagrams, as many as told. */
  async collect(count: number): Promise<string[]> {
    const texts: string[] = [];
    for await (const [datagram] of on(this.#socket, 'message')) {
      texts.push(datagram.toString('latin1'));
      if (texts.length === count) break;
    }
    return texts;
  }

  ask(datagram: string | Buffer): Promise<string> {
    const answer = this.next();
    this.send(datagram);
    return answer;
  }
}
