import type { ListeningAddress, Network } from '../../engine/index.ts';
import type { VirtualClock } from '../../engine/virtual/index.ts';
import type { ClientTls } from './client-tls.ts';
import { ClientPorts, DoorHttpClient } from './door-http-client.ts';
import type { HttpClient, HttpClientOptions } from './http-client.ts';
import type { DoorAt } from './http-door.ts';
import { driverSession, type MongoSession } from './mongo-session.ts';
import { MongoWireSession } from './mongo-wire-session.ts';
import { SocketHttpClient } from './socket-http-client.ts';
import type { Surroundings } from './surroundings.ts';
import { type Greeting, probeTls, type TlsOutcome } from './tls-probe.ts';
import { UdpClient } from './udp-client.ts';
import { askWebSocket } from './websocket-client.ts';

/** What sends traffic to entry points: over the sockets of the system, or in virtual time. */
export interface Clients {
  /** A client with keep-alive connections. The caller closes it. */
  http(address: ListeningAddress, options: HttpClientOptions): HttpClient;
  /** A client with one source port. The caller closes it. */
  udp(address: Pick<ListeningAddress, 'host' | 'port'>): Promise<UdpClient>;
  /** What comes of a TLS connection over which `greeting` is sent. */
  probeTls(
    address: ListeningAddress,
    tls: ClientTls,
    greeting: Greeting,
    timeoutMs?: number,
  ): Promise<TlsOutcome>;
  /**
   * The first message that comes back over a WebSocket.
   *
   * @throws Error if the handshake is refused, or nothing comes back in time
   */
  askWebSocket(
    address: ListeningAddress,
    target: { readonly host: string; readonly path: string },
    message: string,
    timeoutMs?: number,
  ): Promise<string>;
  /** A session with the MongoDB server `name`, which it tries to reach for so long. The caller closes it. */
  mongo(
    address: ListeningAddress,
    name: string,
    tls: ClientTls | undefined,
    patienceMs: number,
  ): MongoSession;
}

/** Clients over the sockets of the system, in its time. */
export const socketClients: Clients = {
  http: (address, options) => new SocketHttpClient(address, options),
  udp: (address) => UdpClient.open(address),
  probeTls: (address, tls, greeting, timeoutMs) => probeTls(address, tls, greeting, timeoutMs),
  askWebSocket: (address, target, message, timeoutMs) => askWebSocket(address, target, message, timeoutMs),
  mongo: driverSession,
};

/**
 * Clients over a network in memory, who wait in its virtual time. HTTP requests in clear are handed to the door at an
 * address as values, where there is one.
 */
export function virtualClients(
  network: Network,
  clock: VirtualClock,
  doorAt: DoorAt = () => undefined,
): Clients {
  const ports = new ClientPorts();
  const surroundings: Surroundings = { network, clock, wait: (promise, what) => clock.wait(promise, what) };
  return {
    http(address, options) {
      const overConnections = () => new SocketHttpClient(address, options, surroundings);
      if (options.tls) return overConnections();
      return new DoorHttpClient(address, options, { clock, doorAt, ports, overConnections });
    },
    udp: (address) => UdpClient.open(address, surroundings),
    probeTls: (address, tls, greeting, timeoutMs) =>
      probeTls(address, tls, greeting, timeoutMs, surroundings),
    askWebSocket: (address, target, message, timeoutMs) =>
      askWebSocket(address, target, message, timeoutMs, surroundings),
    mongo: (address, name, tls, patienceMs) =>
      new MongoWireSession(address, name, tls, patienceMs, surroundings),
  };
}
