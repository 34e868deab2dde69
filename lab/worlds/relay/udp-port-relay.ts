import type { RemoteInfo, Socket } from 'node:dgram';
import { arrivedInput } from '../../backends/arrived-input.ts';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { delayOf } from '../../backends/fault.ts';
import { pause } from '../../backends/pause.ts';
import { bindUdp, closeUdp, describeDatagram, refuseUdp } from '../../backends/udp-socket.ts';
import type { PortRelay } from './port-relay.ts';
import { type DatagramPlace, UdpSession } from './udp-session.ts';

/** A UDP port of a pod that somewhere else runs. */
export interface RelayedDatagrams extends DatagramPlace {
  readonly containerPort: number;
}

/** Sessions that are kept at most; the one that was silent longest makes room. */
const MAX_SESSIONS = 4096;

/**
 * Datagrams that may be on their way to the pod at once. The smallest buffer between here and its program, that of a socket
 * with Linux's default of 208 KiB, holds some 270 small ones, and a machine that is busy does not empty it at once.
 */
const MAX_UNANSWERED = 128;

/** Datagrams that may wait for that; more are lost, as in any network. */
const MAX_WAITING = 16_384;

/**
 * Stands on this machine for a UDP port of a pod that runs elsewhere. Each client address has a session with the pod.
 * A datagram is heard of once the pod has answered, before its client has the answer; where no answer comes, a tenth of
 * a second later. One that a fault keeps from the pod is heard of at once, as of a backend in this process.
 */
export class UdpPortRelay implements PortRelay {
  readonly protocol = 'UDP';
  readonly port: number;
  readonly #onReceived: (request: ReceivedRequest) => void;
  readonly #sessions = new Map<string, UdpSession>();
  /** Answers that a slow pod owes. */
  readonly #owed = new Set<Promise<void>>();
  #place: DatagramPlace;
  #socket: Socket;
  #fault: Fault | undefined;
  #transition: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #draining = false;
  #bytesReceived = 0;
  #datagrams = 0;
  /** Datagrams that were forwarded and that no answer has come for. */
  #unanswered = 0;
  #waiting: { readonly datagram: Buffer; readonly client: RemoteInfo }[] = [];

  static async open(
    place: DatagramPlace,
    onReceived: (request: ReceivedRequest) => void,
  ): Promise<UdpPortRelay> {
    return new UdpPortRelay(place, onReceived, await bindUdp(0));
  }

  private constructor(place: DatagramPlace, onReceived: (request: ReceivedRequest) => void, socket: Socket) {
    this.#place = place;
    this.#onReceived = onReceived;
    this.port = socket.address().port;
    this.#socket = socket;
    this.#receiveFrom(socket);
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  get connectionsAccepted(): number {
    return this.#datagrams;
  }

  /** Nobody can tell what a datagram does. */
  get onlySafe(): boolean {
    return this.#datagrams === 0;
  }

  /** The pod takes datagrams here from now on. */
  reach({ host, port }: DatagramPlace): void {
    if (host === this.#place.host && port === this.#place.port) return;
    this.#place = { host, port };
    this.#endSessions();
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    const changed = this.#transition.then(() => this.#changeFault(fault));
    this.#transition = changed.catch(() => {});
    await changed;
  }

  close(): Promise<void> {
    this.#closing ??= this.#transition.then(async () => {
      this.#waiting = [];
      this.#endSessions();
      await closeUdp(this.#socket);
      await Promise.all(this.#owed);
    });
    return this.#closing;
  }

  /** Takes nothing new, and waits for answers to what was taken, at most `graceMs` milliseconds. */
  async drain(graceMs: number): Promise<void> {
    // What clients sent before the drain began may still wait in the system; take it in first.
    await arrivedInput();
    this.#draining = true;
    const grace = setTimeout(() => void this.close(), graceMs);
    // One that has settled may have let the next one pass.
    while (this.#unanswered > 0)
      await Promise.all([...this.#sessions.values()].map((session) => session.settled()));
    await Promise.all(this.#owed);
    clearTimeout(grace);
    await this.close();
  }

  async #changeFault(fault: Fault | undefined): Promise<void> {
    if (this.#closing !== undefined || this.#draining) return;
    const refused = this.#fault?.kind === 'refuse';
    const willRefuse = fault?.kind === 'refuse';
    this.#fault = fault;
    if (refused === willRefuse) return;
    this.#waiting = [];
    this.#endSessions();
    await closeUdp(this.#socket);
    this.#socket = await (willRefuse ? refuseUdp(this.port) : bindUdp(this.port));
    this.#receiveFrom(this.#socket);
  }

  #receiveFrom(socket: Socket): void {
    socket.on('message', (datagram, client) => {
      if (this.#draining || this.#fault?.kind === 'refuse') return;
      this.#bytesReceived += datagram.length;
      this.#datagrams += 1;
      if (isSilent(this.#fault)) this.#onReceived(describeDatagram(datagram, client));
      else if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ datagram, client });
      this.#forward();
    });
    // A client that has gone meanwhile; the port stays.
    socket.on('error', () => {});
  }

  /** As many as may be on their way. */
  #forward(): void {
    while (this.#unanswered < MAX_UNANSWERED) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#unanswered += 1;
      this.#sessionOf(next.client).forward(next.datagram);
    }
  }

  #sessionOf(client: RemoteInfo): UdpSession {
    const key = `${client.address}:${client.port}`;
    const known = this.#sessions.get(key);
    this.#sessions.delete(key);
    if (!known && this.#sessions.size >= MAX_SESSIONS) {
      const [silentLongest] = this.#sessions.values();
      silentLongest?.end();
    }
    const session =
      known ??
      new UdpSession({
        place: this.#place,
        onReceived: (datagram) => this.#onReceived(describeDatagram(datagram, client)),
        onSettled: (count) => {
          this.#unanswered -= count;
          this.#forward();
        },
        onAnswer: (answer) => this.#owe(answer, client),
        onEnd: () => {
          if (this.#sessions.get(key) === session) this.#sessions.delete(key);
        },
      });
    this.#sessions.set(key, session);
    return session;
  }

  #owe(answer: Buffer, client: RemoteInfo): void {
    const owed = this.#pass(answer, client);
    this.#owed.add(owed);
    void owed.finally(() => this.#owed.delete(owed));
  }

  async #pass(answer: Buffer, client: RemoteInfo): Promise<void> {
    const [fault, socket] = [this.#fault, this.#socket];
    if (fault?.kind === 'refuse' || isSilent(fault)) return;
    if (fault?.kind === 'slow' && !(await pause(delayOf(fault), socket))) return;
    await new Promise<void>((resolve) => {
      socket.send(answer, client.port, client.address, () => resolve());
    });
  }

  #endSessions(): void {
    for (const session of [...this.#sessions.values()]) session.end();
  }
}

/** Nothing goes on to the pod, and nothing comes back. */
function isSilent(fault: Fault | undefined): boolean {
  return fault !== undefined && fault.kind !== 'slow' && fault.kind !== 'refuse';
}
