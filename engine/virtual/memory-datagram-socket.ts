import type { BindOptions, RemoteInfo, Socket, SocketOptions } from 'node:dgram';
import type { AddressInfo, LookupFunction } from 'node:net';
import {
  destinationOf,
  type Endpoint,
  familyOf,
  isOwnAddress,
  isWildcard,
  resolveName,
  seenFrom,
  sourceFor,
} from './addresses.ts';
import { DatagramOptions } from './datagram-options.ts';
import type { PortTable } from './port-table.ts';
import { systemError } from './system-errors.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The sockets that are bound. */
export type DatagramPorts = PortTable<MemoryDatagramSocket>;

type SendCallback = (error: Error | null, bytes: number) => void;
type State = 'unbound' | 'binding' | 'bound' | 'closed';

/** A UDP socket of a network in memory. Nothing is lost, and everything arrives in order. */
export class MemoryDatagramSocket extends DatagramOptions implements Socket {
  readonly #clock: VirtualClock;
  readonly #ports: DatagramPorts;
  readonly #type: 'udp4' | 'udp6';
  readonly #lookup: LookupFunction | undefined;
  #state: State = 'unbound';
  #at: Endpoint | undefined;
  #peer: Endpoint | undefined;
  #isConnecting = false;
  /** What waits until the socket is bound or connected. */
  #later: (() => void)[] = [];

  constructor(clock: VirtualClock, ports: DatagramPorts, options: SocketOptions) {
    super(options);
    this.#clock = clock;
    this.#ports = ports;
    this.#type = options.type;
    this.#lookup = options.lookup as LookupFunction | undefined;
  }

  bind(...values: (number | string | BindOptions | (() => void) | undefined)[]): this {
    this.#mustBeOpen();
    if (this.#state !== 'unbound') throw coded('ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound');
    this.#state = 'binding';
    const done = values.findLast((value) => typeof value === 'function');
    if (done) this.once('listening', done);
    const [first, second] = values;
    const wanted: BindOptions = typeof first === 'object' ? first : {};
    const port = typeof first === 'number' ? first : (wanted.port ?? 0);
    const host =
      (typeof second === 'string' ? second : wanted.address) || (this.#type === 'udp4' ? '0.0.0.0' : '::');
    resolveName(host, this.#lookup, (unknown, address) => {
      process.nextTick(() => {
        if (this.#state === 'closed') return;
        try {
          if (unknown) throw unknown;
          this.#bindTo(address, port);
          this.emit('listening');
          for (const run of this.#later.splice(0)) run();
        } catch (error) {
          if (this.#at === undefined) this.#state = 'unbound';
          this.emit('error', error);
        }
      });
    });
    return this;
  }

  bindSync({ port = 0, address }: { port?: number; address?: string } = {}): AddressInfo {
    this.#mustBeOpen();
    this.#bindTo(address || (this.#type === 'udp4' ? '0.0.0.0' : '::'), port);
    process.nextTick(() => this.emit('listening'));
    return this.address();
  }

  connect(port: number, address?: string | (() => void), done?: () => void): void {
    this.#mustBeOpen();
    if (this.#peer !== undefined || this.#isConnecting) {
      throw coded('ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
    }
    this.#isConnecting = true;
    const callback = typeof address === 'function' ? address : done;
    if (callback) this.once('connect', callback);
    const host = (typeof address === 'string' && address) || this.#ownLoopback;
    this.#whenBound(() => {
      resolveName(host, this.#lookup, (unknown, found) => {
        process.nextTick(() => {
          if (this.#state === 'closed') return;
          this.#isConnecting = false;
          if (unknown) this.emit('error', unknown);
          else {
            this.#connectTo(found, port);
            this.emit('connect');
          }
        });
      });
    });
  }

  connectSync(port: number, address?: string): void {
    if (this.#state === 'unbound') this.bindSync();
    this.#connectTo(address || this.#ownLoopback, port);
    process.nextTick(() => this.emit('connect'));
  }

  disconnect(): void {
    if (this.#peer === undefined) throw coded('ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
    this.#peer = undefined;
  }

  /** In the forms that `dgram.Socket.send` has. */
  send(message: string | NodeJS.ArrayBufferView | readonly unknown[], ...values: unknown[]): void {
    this.#mustBeOpen();
    const last = values.findLast((value) => typeof value === 'function') as SendCallback | undefined;
    const rest = values.filter(
      (value) => typeof value !== 'function' && value !== undefined && value !== null,
    );
    const wantsAddress = this.#peer === undefined;
    const numbers = rest.filter((value) => typeof value === 'number');
    const isPart = wantsAddress ? numbers.length === 3 : numbers.length === 2;
    const whole = bytesOf(message);
    const [offset = 0, length = 0] = isPart ? numbers : [0, whole.length];
    // What is sent may be changed by its owner afterwards.
    const bytes = Buffer.from(whole.subarray(offset, offset + length));
    if (!wantsAddress) {
      if (rest.length > (isPart ? 2 : 0)) throw coded('ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
      this.#sendLater(bytes, this.#peer, last);
      return;
    }
    const port = numbers.at(-1) ?? 0;
    if (!(port > 0 && port < 65_536)) {
      throw coded('ERR_SOCKET_BAD_PORT', `Port should be > 0 and < 65536. Received ${port}.`, RangeError);
    }
    const host = rest.find((value) => typeof value === 'string') || this.#ownLoopback;
    this.#whenBound(() => {
      resolveName(host, this.#lookup, (unknown, address) => {
        if (!unknown) this.#sendLater(bytes, { address: destinationOf(address), port }, last);
        else if (last) process.nextTick(last, unknown, 0);
        else process.nextTick(() => this.emit('error', unknown));
      });
    });
  }

  close(done?: () => void): this {
    if (done) this.once('close', done);
    this.#mustBeOpen();
    if (this.#at !== undefined) this.#ports.release(this.#at.address, this.#at.port);
    this.#state = 'closed';
    this.#later = [];
    process.nextTick(() => this.emit('close'));
    return this;
  }

  address(): AddressInfo {
    this.#mustBeOpen();
    if (this.#at === undefined) throw coded('EBADF', 'getsockname EBADF');
    return { ...this.#at, family: familyOf(this.#at.address) };
  }

  remoteAddress(): AddressInfo {
    if (this.#peer === undefined) throw coded('ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
    return { ...this.#peer, family: familyOf(this.#peer.address) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#state === 'closed') return Promise.resolve();
    return new Promise((resolve) => void this.close(resolve));
  }

  get #ownLoopback(): string {
    return this.#type === 'udp4' ? '127.0.0.1' : '::1';
  }

  #mustBeOpen(): void {
    if (this.#state === 'closed') throw coded('ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running');
  }

  #bindTo(address: string, wanted: number): void {
    const about = { address, port: wanted };
    if (!isOwnAddress(address)) throw systemError('bind', 'EADDRNOTAVAIL', about);
    const port = this.#ports.take(address, wanted, this);
    if (port === undefined) throw systemError('bind', 'EADDRINUSE', about);
    this.#at = { address, port };
    this.#state = 'bound';
  }

  #connectTo(address: string, port: number): void {
    const peer = { address: destinationOf(address), port };
    this.#peer = peer;
    // To be connected is to have one address: that from which the peer is reached.
    const at = this.#at;
    if (at === undefined || !isWildcard(at.address)) return;
    const source = sourceFor(peer.address);
    this.#ports.release(at.address, at.port);
    this.#bindTo(source, at.port);
  }

  #whenBound(run: () => void): void {
    if (this.#state === 'unbound') this.bind(0);
    if (this.#state === 'binding') this.#later.push(run);
    else run();
  }

  #sendLater(bytes: Buffer, to: Endpoint | undefined, done: SendCallback | undefined): void {
    process.nextTick(() => {
      this.#clock.stir();
      if (this.#state === 'closed' || to === undefined || this.#at === undefined) return;
      const from = {
        address: isWildcard(this.#at.address) ? sourceFor(to.address) : this.#at.address,
        port: this.#at.port,
      };
      const receiver = this.#ports.find(to.address, to.port);
      const taken = receiver?.take(bytes, from) ?? false;
      done?.(null, bytes.length);
      // ICMP "port unreachable" reaches connected sockets alone.
      if (!taken && this.#peer !== undefined) this.#refused();
    });
  }

  #refused(): void {
    process.nextTick(() => {
      if (this.#state !== 'closed') this.emit('error', systemError('recvmsg', 'ECONNREFUSED'));
    });
  }

  /** A datagram from `from`; false: it is not for this socket. */
  take(bytes: Buffer, from: Endpoint): boolean {
    const peer = this.#peer;
    const at = this.#at;
    if (at === undefined || this.#state === 'closed') return false;
    if (peer !== undefined && (peer.address !== from.address || peer.port !== from.port)) return false;
    const address = seenFrom(at.address, from.address);
    const remote: RemoteInfo = { address, family: familyOf(address), port: from.port, size: bytes.length };
    this.emit('message', bytes, remote);
    return true;
  }
}

function bytesOf(message: string | NodeJS.ArrayBufferView | readonly unknown[]): Buffer {
  if (typeof message === 'string') return Buffer.from(message);
  if (ArrayBuffer.isView(message)) return Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  return Buffer.concat(message.map((part) => bytesOf(part as string | NodeJS.ArrayBufferView)));
}

function coded(code: string, message: string, Kind: ErrorConstructor = Error): Error {
  return Object.assign(new Kind(message), { code });
}
