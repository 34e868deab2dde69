import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** Where a pod takes datagrams. */
export interface DatagramPlace {
  readonly host: string;
  readonly port: number;
}

interface SessionOptions {
  readonly place: DatagramPlace;
  /** The pod has received a datagram, as far as anybody can tell: it has answered, or has had time to. */
  readonly onReceived: (datagram: Buffer) => void;
  /** So many datagrams are not waited for any more: they were received, or refused. */
  readonly onSettled: (count: number) => void;
  readonly onAnswer: (answer: Buffer) => void;
  readonly onEnd: () => void;
}

/** A session without a datagram for so long (milliseconds) is over. */
const IDLE_MS = 30_000;

/** A pod that has not answered a datagram after so long (milliseconds) is taken to have received it all the same. */
const ANSWER_MS = 100;

/** What one client exchanges with a pod: a socket of its own, so that answers find their way back. */
export class UdpSession {
  readonly #options: SessionOptions;
  readonly #socket: Socket;
  readonly #idle: NodeJS.Timeout;
  /** Datagrams that no answer has come for. */
  #unanswered: Buffer[] = [];
  #patience: NodeJS.Timeout | undefined;
  #connected = false;
  #ended = false;
  readonly #settling: (() => void)[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
    const { host, port } = options.place;
    this.#idle = setTimeout(() => this.end(), IDLE_MS);
    this.#socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    this.#socket.on('message', (answer) => {
      this.#idle.refresh();
      this.#settle();
      options.onAnswer(answer);
    });
    this.#socket.on('error', () => this.#refused());
    this.#socket.on('connect', () => {
      this.#connected = true;
      for (const datagram of this.#unanswered) this.#send(datagram);
    });
    this.#socket.connect(port, host);
  }

  forward(datagram: Buffer): void {
    this.#idle.refresh();
    this.#unanswered.push(datagram);
    this.#patience ??= setTimeout(() => this.#settle(), ANSWER_MS);
    if (this.#connected) this.#send(datagram);
  }

  /** Resolves when nothing waits for an answer any more. */
  async settled(): Promise<void> {
    if (this.#unanswered.length > 0) await new Promise<void>((resolve) => this.#settling.push(resolve));
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    // What waits for this one to settle needs a session that lives.
    this.#options.onEnd();
    this.#settle();
    clearTimeout(this.#idle);
    this.#socket.close();
  }

  #send(datagram: Buffer): void {
    this.#socket.send(datagram, (error) => {
      if (error) this.#refused();
    });
  }

  /** Nobody says which datagram an answer is for: one answer vouches for all that were sent before it. */
  #settle(): void {
    this.#clear(this.#options.onReceived);
  }

  /** ICMP "port unreachable": the pod has received none of what it has not answered. */
  #refused(): void {
    this.#clear(() => {});
  }

  #clear(each: (datagram: Buffer) => void): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const all = this.#unanswered;
    this.#unanswered = [];
    for (const datagram of all) each(datagram);
    for (const resolve of this.#settling.splice(0)) resolve();
    if (all.length > 0) this.#options.onSettled(all.length);
  }
}
