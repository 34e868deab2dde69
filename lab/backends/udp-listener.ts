import type { RemoteInfo, Socket } from 'node:dgram';
import { arrivedInput } from './arrived-input.ts';
import type { BackendOptions, Fault } from './backend.ts';
import { checkFault, delayOf } from './fault.ts';
import { pause } from './pause.ts';
import type { Listener } from './running-backend.ts';
import { systemClock } from './system.ts';
import { bindUdp, closeUdp, describeDatagram, refuseUdp } from './udp-socket.ts';

/** One UDP port: receives, has faults, records, counts and drains. `answer` makes the reply to a datagram. */
export class UdpListener implements Listener {
  readonly protocol = 'UDP';
  readonly #answer: (datagram: Buffer) => Buffer;
  readonly #options: BackendOptions;
  /** Answers that a slow backend owes. */
  readonly #owed = new Set<Promise<void>>();
  readonly port: number;
  #socket: Socket;
  #fault: Fault | undefined;
  #transition: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #draining = false;
  #bytesReceived = 0;
  #datagrams = 0;

  /** Listens on `port`; 0: one that the system chooses. */
  static async open(
    answer: (datagram: Buffer) => Buffer,
    options: BackendOptions,
    port: number,
  ): Promise<UdpListener> {
    return new UdpListener(answer, options, await bindUdp(port, options));
  }

  private constructor(answer: (datagram: Buffer) => Buffer, options: BackendOptions, socket: Socket) {
    this.#answer = answer;
    this.#options = options;
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

  async setFault(fault: Fault | undefined): Promise<void> {
    checkFault(fault);
    const changed = this.#transition.then(() => this.#changeFault(fault));
    this.#transition = changed.catch(() => {});
    await changed;
  }

  close(): Promise<void> {
    this.#closing ??= this.#transition.then(async () => {
      await closeUdp(this.#socket);
      await Promise.all(this.#owed);
    });
    return this.#closing;
  }

  async drain(graceMs: number): Promise<void> {
    // What clients sent before the drain began may still wait in the system; take it in first.
    await arrivedInput();
    this.#draining = true;
    const { clock = systemClock } = this.#options;
    const callOff = clock.after(graceMs, () => void this.close());
    await Promise.all(this.#owed);
    callOff();
    await this.close();
  }

  async #changeFault(fault: Fault | undefined): Promise<void> {
    if (this.#closing !== undefined || this.#draining) return;
    const refused = this.#fault?.kind === 'refuse';
    const willRefuse = fault?.kind === 'refuse';
    this.#fault = fault;
    if (refused === willRefuse) return;
    await closeUdp(this.#socket);
    this.#socket = await (willRefuse ? refuseUdp : bindUdp)(this.port, this.#options);
    this.#receiveFrom(this.#socket);
  }

  #receiveFrom(socket: Socket): void {
    socket.on('message', (datagram, remote) => {
      if (this.#draining || this.#fault?.kind === 'refuse') return;
      this.#bytesReceived += datagram.length;
      this.#datagrams += 1;
      const owed = this.#serve(socket, datagram, remote);
      this.#owed.add(owed);
      void owed.finally(() => this.#owed.delete(owed));
    });
    socket.on('error', (error) => this.#options.onLog(error.message));
  }

  async #serve(socket: Socket, datagram: Buffer, remote: RemoteInfo): Promise<void> {
    const fault = this.#fault;
    const { clock } = this.#options;
    if (fault === undefined || (fault.kind === 'slow' && (await pause(delayOf(fault), socket, clock)))) {
      await new Promise<void>((resolve) => {
        socket.send(this.#answer(datagram), remote.port, remote.address, (error) => {
          if (error !== null) this.#options.onLog(error.message);
          resolve();
        });
      });
    }
    this.#options.onReceived(describeDatagram(datagram, remote));
  }
}
