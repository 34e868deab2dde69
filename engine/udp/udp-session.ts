import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { AddressServer } from '../routing/targets.ts';
import { lookupUnlessAddress } from './lookup.ts';

/** Bytes kept for a server whose socket is not connected yet, or that takes them too slowly; more is dropped. */
const QUEUE_LIMIT_BYTES = 16 * 64 * 1024;

/** What a session needs from its entry point. */
interface UdpSessionOwner {
  now(): number;
  /** Sends one datagram from the entry point's address to the session's client. */
  reply(datagram: Buffer, onSent: (error: Error | null) => void): void;
  /** Called once. */
  ended(error: string | undefined): void;
}

/**
 * One client's exchange with the one server chosen for it, over a socket of its own, so that the server sees a
 * port for each session and an ICMP refusal finds its session. Owns that socket.
 */
export class UdpSession {
  /** From the client, empty ones included. */
  datagramsIn = 0;
  /** Sent to the client. */
  datagramsOut = 0;
  /** When a datagram last passed in either direction, by the owner's clock. */
  lastActivity: number;
  readonly #owner: UdpSessionOwner;
  #upstream: Socket | undefined;
  #connected = false;
  #ended = false;
  #queue: Buffer[] = [];
  #queuedBytes = 0;

  constructor(owner: UdpSessionOwner) {
    this.#owner = owner;
    this.lastActivity = owner.now();
  }

  /** Connects to the server; called once. What the client sends before is kept. */
  connect({ host, port }: AddressServer): void {
    if (this.#ended) return;
    const family = isIP(host);
    if (family !== 0) {
      this.#connectTo(host, family, port);
      return;
    }
    lookup(host, (error, address, resolvedFamily) => {
      if (this.#ended) return;
      if (error) this.end(error.message);
      else this.#connectTo(address, resolvedFamily, port);
    });
  }

  /** Takes a datagram from the client, in order. An empty one only keeps the session alive. */
  forward(datagram: Buffer): void {
    if (this.#ended) return;
    this.datagramsIn += 1;
    this.lastActivity = this.#owner.now();
    if (datagram.length === 0) return;
    if (this.#connected) {
      this.#send(datagram);
    } else if (this.#queuedBytes + datagram.length <= QUEUE_LIMIT_BYTES) {
      this.#queue.push(datagram);
      this.#queuedBytes += datagram.length;
    }
  }

  /** Closes the socket to the server and tells the owner; later calls do nothing. */
  end(error?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#queue = [];
    this.#upstream?.close();
    this.#owner.ended(error);
  }

  #connectTo(address: string, family: number, port: number): void {
    const upstream = createSocket({ type: family === 6 ? 'udp6' : 'udp4', lookup: lookupUnlessAddress });
    this.#upstream = upstream;
    // An ICMP port-unreachable arrives here or at the next send.
    upstream.on('error', (error) => this.end(error.message));
    upstream.on('message', (datagram) => this.#answer(datagram));
    upstream.once('connect', () => {
      if (this.#ended) return;
      this.#connected = true;
      const queue = this.#queue;
      this.#queue = [];
      for (const datagram of queue) this.#send(datagram);
    });
    try {
      upstream.connect(port, address);
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  #send(datagram: Buffer): void {
    const upstream = this.#upstream;
    if (!upstream || this.#ended || upstream.getSendQueueSize() > QUEUE_LIMIT_BYTES) return;
    upstream.send(datagram, (error) => {
      if (error) this.end(error.message);
    });
  }

  #answer(datagram: Buffer): void {
    if (this.#ended || datagram.length === 0) return;
    this.lastActivity = this.#owner.now();
    this.datagramsOut += 1;
    this.#owner.reply(datagram, (error) => {
      if (error) this.end(error.message);
    });
  }
}
