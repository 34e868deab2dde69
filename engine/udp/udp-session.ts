import type { Socket } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Network } from '../net/network.ts';
import type { AddressServer } from '../routing/targets.ts';
import { lookupUnlessAddress } from './lookup.ts';
import { Outlet } from './outlet.ts';
import { type WaitingBudget, WaitingDatagrams } from './waiting-datagrams.ts';

/** Bytes kept for a server whose socket is not connected yet. */
const WAITING_LIMIT_BYTES = 1024 * 1024;

/** What a session needs from its entry point. */
interface UdpSessionOwner {
  readonly network: Network;
  /** The socket that the client sent to. */
  readonly listener: Socket;
  readonly client: { readonly address: string; readonly port: number };
  readonly waitingBudget: WaitingBudget;
  now(): number;
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
  readonly #waiting: WaitingDatagrams;
  readonly #toClient: Outlet;
  readonly #failed = (error: Error): void => this.end(error.message);
  #upstream: Socket | undefined;
  /** Present once the socket is connected. */
  #toServer: Outlet | undefined;
  #ended = false;

  constructor(owner: UdpSessionOwner) {
    this.#owner = owner;
    this.#waiting = new WaitingDatagrams(WAITING_LIMIT_BYTES, owner.waitingBudget);
    this.#toClient = new Outlet(owner.listener, this.#failed, owner.client);
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
    if (this.#toServer !== undefined) this.#toServer.send(datagram);
    else this.#waiting.add(datagram);
  }

  /** Closes the socket to the server and tells the owner; later calls do nothing. */
  end(error?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting.takeAll();
    this.#upstream?.close();
    this.#owner.ended(error);
  }

  #connectTo(address: string, family: number, port: number): void {
    const upstream = this.#owner.network.createDatagramSocket({
      type: family === 6 ? 'udp6' : 'udp4',
      lookup: lookupUnlessAddress,
    });
    this.#upstream = upstream;
    // An ICMP port-unreachable arrives here or at the next send.
    upstream.on('error', this.#failed);
    upstream.on('message', (datagram) => this.#answer(datagram));
    upstream.once('connect', () => {
      if (this.#ended) return;
      const toServer = new Outlet(upstream, this.#failed);
      this.#toServer = toServer;
      for (const datagram of this.#waiting.takeAll()) toServer.send(datagram);
    });
    try {
      upstream.connect(port, address);
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  #answer(datagram: Buffer): void {
    if (this.#ended || datagram.length === 0) return;
    this.lastActivity = this.#owner.now();
    this.datagramsOut += 1;
    this.#toClient.send(datagram);
  }
}
