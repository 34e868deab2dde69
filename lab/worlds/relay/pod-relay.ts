import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { checkFault } from '../../backends/fault.ts';
import type { PortRelay } from './port-relay.ts';
import { type RelayedPort, TcpPortRelay } from './tcp-port-relay.ts';
import { type RelayedDatagrams, UdpPortRelay } from './udp-port-relay.ts';

/** Where a port of a pod is reached on this machine. */
export interface RelayAddress {
  readonly containerPort: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly host: string;
  readonly port: number;
}

/**
 * Stands on this machine for a pod that runs elsewhere: each of its ports is a loopback port here, what passes is
 * seen and counted, and faults are put on the way to it. Owns its sockets.
 */
export class PodRelay implements AsyncDisposable {
  readonly #tcp = new Map<number, TcpPortRelay>();
  readonly #udp = new Map<number, UdpPortRelay>();
  readonly #onReceived: (request: ReceivedRequest) => void;
  #fault: Fault | undefined;
  /** Ports are opened one after another, so that none is opened twice. */
  #opening: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(onReceived: (request: ReceivedRequest) => void) {
    this.#onReceived = onReceived;
  }

  /**
   * Stands for one more TCP port of the pod, and tells where; one that it stands for already is reached by the new way
   * from now on.
   */
  open(port: RelayedPort): Promise<RelayAddress> {
    const open = (): Promise<TcpPortRelay> => TcpPortRelay.open(port, this.#onReceived);
    return this.#inTurn(async () => {
      const known = this.#tcp.get(port.containerPort);
      known?.reach(port);
      return addressOf(port.containerPort, known ?? (await this.#keep(this.#tcp, port.containerPort, open)));
    });
  }

  /** The same for a UDP port: it takes datagrams at `host` and `port`. A pod may have a TCP port of that number, too. */
  openDatagrams(port: RelayedDatagrams): Promise<RelayAddress> {
    const open = (): Promise<UdpPortRelay> => UdpPortRelay.open(port, this.#onReceived);
    return this.#inTurn(async () => {
      const known = this.#udp.get(port.containerPort);
      known?.reach(port);
      return addressOf(port.containerPort, known ?? (await this.#keep(this.#udp, port.containerPort, open)));
    });
  }

  get addresses(): readonly RelayAddress[] {
    return [this.#tcp, this.#udp].flatMap((relays) =>
      [...relays].map(([containerPort, relay]) => addressOf(containerPort, relay)),
    );
  }

  get bytesReceived(): number {
    return this.#all.reduce((sum, relay) => sum + relay.bytesReceived, 0);
  }

  /** Connections, and datagrams, that came so far. */
  get connectionsAccepted(): number {
    return this.#all.reduce((sum, relay) => sum + relay.connectionsAccepted, 0);
  }

  /**
   * All that ever came were HTTP/1.1 requests with safe methods (RFC 9110, section 9.2.1) that asked for no other protocol:
   * the pod is as if it had never been asked.
   */
  get onlySafe(): boolean {
    return this.#all.every((relay) => relay.onlySafe);
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    checkFault(fault);
    this.#fault = fault;
    await this.#each((relay) => relay.setFault(fault));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening;
    await this.#each((relay) => relay.close());
  }

  async drain(graceMs: number): Promise<void> {
    await this.#each((relay) => relay.drain(graceMs));
    await this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #all(): readonly PortRelay[] {
    return [...this.#tcp.values(), ...this.#udp.values()];
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const done = this.#opening.then(action);
    this.#opening = done.catch(() => {});
    return done;
  }

  async #keep<Relay extends PortRelay>(
    relays: Map<number, Relay>,
    containerPort: number,
    open: () => Promise<Relay>,
  ): Promise<Relay> {
    if (this.#closed) throw new Error(`no port ${containerPort} can be opened: the relay is closed`);
    const relay = await open();
    relays.set(containerPort, relay);
    await relay.setFault(this.#fault);
    return relay;
  }

  async #each(action: (relay: PortRelay) => Promise<void>): Promise<void> {
    await Promise.all(this.#all.map(action));
  }
}

function addressOf(containerPort: number, { protocol, port }: PortRelay): RelayAddress {
  return { containerPort, protocol, host: '127.0.0.1', port };
}
