import type { RemoteInfo, Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { type Clock, every, systemClock } from '../net/clock.ts';
import { type Network, systemNetwork } from '../net/network.ts';
import { formatPeer } from '../net/peer-address.ts';
import type { Observer, UdpEvent } from '../observability/observer.ts';
import type { UdpRoute } from '../routing/snapshot.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { bindDatagramSockets } from './bind.ts';
import { clientKey } from './client-key.ts';
import { ConnectQueue } from './connect-queue.ts';
import { UdpSession } from './udp-session.ts';
import { WaitingBudget } from './waiting-datagrams.ts';

/** Sessions are checked for idleness this often within one timeout (Traefik: `pkg/udp/conn.go`). */
const CHECKS_PER_TIMEOUT = 10;
/** Every session holds a socket; this stays well below the usual limit of open files for a server. */
const MAX_SESSIONS = 16_384;
/** What all sessions together keep for servers that they are not connected to yet. */
const WAITING_BUDGET_BYTES = 64 * 1024 * 1024;

export interface UdpEntryPointOptions {
  readonly entryPoint: EntryPoint;
  /** Default: the system's. */
  readonly network?: Network;
  /** Others may listen on the same address (`SO_REUSEPORT`). */
  readonly reusePort?: boolean;
  /** The route in force, asked for when a session starts. */
  readonly route: () => UdpRoute | undefined;
  /**
   * Hears of each session twice; of a client that got none (no router, no server, too many sessions) once, as
   * `ended` with an error.
   */
  readonly observer?: Observer;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** New clients above this number are dropped. */
  readonly maxSessions?: number;
}

type SessionFacts = Pick<UdpEvent, 'client' | 'router' | 'services' | 'server' | 'pod'>;

/**
 * A UDP entry point: every client address and port is a session with one server, until it was idle for the
 * entry point's timeout. A session outlives a change of the routes.
 *
 * Datagrams are read and sent one system call each: Node 24 has no batched calls (`recvmmsg`, `sendmmsg`) for them
 * (nodejs/node#59126). What can be batched is: up to 32 datagrams of a socket are read in one turn of the loop.
 */
export class UdpEntryPoint {
  /** Where it listens. */
  readonly address: { readonly host: string; readonly port: number };
  readonly #sockets: readonly Socket[];
  readonly #options: UdpEntryPointOptions;
  readonly #clock: Clock;
  readonly #maxSessions: number;
  readonly #sessions = new Map<number | string, UdpSession>();
  readonly #connects = new ConnectQueue();
  readonly #waitingBudget = new WaitingBudget(WAITING_BUDGET_BYTES);
  #lastRoute: UdpRoute | undefined;
  #stopSweeping: (() => void) | undefined;
  #accepting = true;
  #closed: Promise<void> | undefined;
  #onDrained: (() => void) | undefined;

  /** @throws ListenError */
  static async start(options: UdpEntryPointOptions): Promise<UdpEntryPoint> {
    const { sockets, address } = await bindDatagramSockets(options.entryPoint, options);
    return new UdpEntryPoint(sockets, address, options);
  }

  private constructor(sockets: readonly Socket[], address: AddressInfo, options: UdpEntryPointOptions) {
    this.#sockets = sockets;
    this.address = { host: address.address, port: address.port };
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#maxSessions = options.maxSessions ?? MAX_SESSIONS;
    for (const socket of sockets) {
      socket.on('message', (datagram, peer) => this.#receive(socket, datagram, peer));
      // What a single send or receive reports concerns one session at most, never the listener.
      socket.on('error', () => {});
    }
  }

  /** Sessions alive. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** Drops datagrams of clients without a session from now on. */
  stopAccepting(): void {
    this.#accepting = false;
  }

  /** Lets the sessions expire for up to `graceMs` milliseconds, then ends them and stops to listen. */
  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    this.stopAccepting();
    if (this.#sessions.size > 0 && graceMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onDrained = resolve;
      const cancel = this.#clock.after(graceMs, resolve);
      await promise;
      cancel();
    }
    for (const session of this.#sessions.values()) session.end();
    await Promise.all(this.#sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
  }

  #receive(socket: Socket, datagram: Buffer, peer: RemoteInfo): void {
    const key = clientKey(peer.address, peer.port);
    const session = this.#sessions.get(key) ?? this.#startSession(key, socket, peer);
    session?.forward(datagram);
  }

  #startSession(key: number | string, listener: Socket, peer: RemoteInfo): UdpSession | undefined {
    if (!this.#accepting) return undefined;
    const client = formatPeer(peer.address, peer.port);
    if (this.#sessions.size >= this.#maxSessions) {
      this.#report({ client, services: [] }, 'ended', undefined, `more than ${this.#maxSessions} sessions`);
      return undefined;
    }
    // Traefik keeps the handler of a router that disappeared without a successor.
    this.#lastRoute = this.#options.route() ?? this.#lastRoute;
    const route = this.#lastRoute;
    if (!route) {
      this.#report({ client, services: [] }, 'ended', undefined, 'no router');
      return undefined;
    }
    const { server, trail } = route.service.select();
    if (!server) {
      this.#report(
        { client, router: route.name, services: trail },
        'ended',
        undefined,
        'no available server',
      );
      return undefined;
    }
    const facts: SessionFacts = {
      client,
      router: route.name,
      services: trail,
      server: formatPeer(server.host, server.port),
      ...(server.pod !== undefined && { pod: server.pod }),
    };
    const session = new UdpSession({
      network: this.#options.network ?? systemNetwork,
      listener,
      client: peer,
      waitingBudget: this.#waitingBudget,
      now: this.#clock.now,
      ended: (error) => {
        this.#sessions.delete(key);
        this.#report(facts, 'ended', session, error);
        this.#afterEnd();
      },
    });
    this.#sessions.set(key, session);
    const interval = Math.max(1, this.#options.entryPoint.udpTimeoutMs / CHECKS_PER_TIMEOUT);
    this.#stopSweeping ??= every(this.#clock, interval, () => this.#endIdleSessions());
    this.#report(facts, 'started', session);
    this.#connects.add(() => session.connect(server));
    return session;
  }

  #endIdleSessions(): void {
    const idleSince = this.#clock.now() - this.#options.entryPoint.udpTimeoutMs;
    for (const session of this.#sessions.values()) if (session.lastActivity <= idleSince) session.end();
  }

  #afterEnd(): void {
    if (this.#sessions.size > 0) return;
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
    this.#onDrained?.();
  }

  #report(facts: SessionFacts, phase: UdpEvent['phase'], session?: UdpSession, error?: string): void {
    this.#options.observer?.({
      kind: 'udp',
      phase,
      entryPoint: this.#options.entryPoint.name,
      ...facts,
      datagramsIn: session?.datagramsIn ?? 0,
      datagramsOut: session?.datagramsOut ?? 0,
      ...(error !== undefined && { error }),
    });
  }
}
