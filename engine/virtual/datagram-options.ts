import type { SocketOptions } from 'node:dgram';
import { EventEmitter } from 'node:events';
import { systemError } from './system-errors.ts';

/** Bytes that the system gives a socket to receive into, where nobody chose (Linux: net.core.rmem_default). */
const DEFAULT_BUFFER_BYTES = 212_992;

/** What a UDP socket can be told that makes no difference in memory: sizes of buffers, hops, broadcasts, groups. */
export class DatagramOptions extends EventEmitter {
  #receiveBytes: number;
  #sendBytes: number;

  constructor({ recvBufferSize, sendBufferSize }: SocketOptions) {
    super();
    this.#receiveBytes = recvBufferSize ?? DEFAULT_BUFFER_BYTES;
    this.#sendBytes = sendBufferSize ?? DEFAULT_BUFFER_BYTES;
  }

  getRecvBufferSize(): number {
    return this.#receiveBytes;
  }

  getSendBufferSize(): number {
    return this.#sendBytes;
  }

  setRecvBufferSize(size: number): void {
    this.#receiveBytes = size;
  }

  setSendBufferSize(size: number): void {
    this.#sendBytes = size;
  }

  /** Nothing ever waits to be sent. */
  getSendQueueSize(): number {
    return 0;
  }

  getSendQueueCount(): number {
    return 0;
  }

  /** There is nothing that keeps the process alive. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  setBroadcast(): void {}

  setTTL(ttl: number): number {
    return ttl;
  }

  setMulticastTTL(ttl: number): number {
    return ttl;
  }

  setMulticastLoopback(flag: boolean): boolean {
    return flag;
  }

  setMulticastInterface(): void {}

  addMembership(): void {
    throw systemError('addMembership', 'EADDRNOTAVAIL');
  }

  dropMembership(): void {
    throw systemError('dropMembership', 'EADDRNOTAVAIL');
  }

  addSourceSpecificMembership(): void {
    throw systemError('addSourceSpecificMembership', 'EADDRNOTAVAIL');
  }

  dropSourceSpecificMembership(): void {
    throw systemError('dropSourceSpecificMembership', 'EADDRNOTAVAIL');
  }
}
