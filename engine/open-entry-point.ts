import type { TlsSnapshot } from './assembly/tls.ts';
import { Http2Front } from './http/h2/front.ts';
import { HttpPlane } from './http/http-plane.ts';
import type { ClientFacts } from './http/serve.ts';
import type { HttpSnapshot } from './http/services.ts';
import type { Upstreams } from './http/upstreams.ts';
import type { HttpDoor } from './http-door.ts';
import type { SharedLimits } from './middlewares/handler.ts';
import type { Clock } from './net/clock.ts';
import type { Network } from './net/network.ts';
import type { Observer } from './observability/observer.ts';
import type { HttpCounters } from './observability/request-counters.ts';
import type { EntryPointRoutes, RoutingSnapshot } from './routing/snapshot.ts';
import type { EntryPoint } from './static/static-configuration.ts';
import { TcpEntryPoint } from './tcp/tcp-entry-point.ts';
import type { HandshakeListener } from './tcp/tls-termination.ts';
import type { HandshakeServers } from './tls/handshake-servers.ts';
import type { Transport } from './transport/channel.ts';
import { UdpEntryPoint } from './udp/udp-entry-point.ts';

/** An entry point that listens. Owns its sockets. */
export interface OpenEntryPoint {
  readonly address: { readonly host: string; readonly port: number };
  /** What speaks HTTP behind it; undefined: nothing, for its protocol is UDP. */
  readonly http: HttpDoor | undefined;
  /** Lets what is in flight end within `graceMs` milliseconds. */
  close(graceMs: number): Promise<void>;
}

interface EntryPointInput {
  readonly entryPoint: EntryPoint;
  /** Other engines listen on the same address. */
  readonly reusePort: boolean;
  readonly network: Network;
  readonly transport: Transport;
  readonly observer: Observer;
  /** Whether somebody wants an event of every request; they are counted anyhow. */
  readonly observesRequests: boolean;
  /** Whether those events tell what an access log needs. */
  readonly detailsRequests: boolean;
  readonly counters: HttpCounters;
  readonly limits: SharedLimits;
  /** Those of the engine, so that TLS sessions can be resumed on all its entry points. */
  readonly handshakes: HandshakeServers;
  readonly onHandshake: HandshakeListener | undefined;
  readonly onSession: ((entryPoint: string, client: ClientFacts) => void) | undefined;
  /** Whether clients of PostgreSQL that ask for TLS get it. */
  readonly answersSslRequests: boolean;
  /** Not closed by the entry point. */
  readonly upstreams: Upstreams;
  readonly serverName: string;
  readonly clock: Clock;
  /** The tables in force; asked once for each request, connection or session. */
  readonly snapshot: () => RoutingSnapshot;
  readonly tls: () => TlsSnapshot;
}

/**
 * Opens one entry point: a UDP one, or a TCP one with an HTTP server behind it.
 *
 * @throws ListenError
 */
export function openEntryPoint(input: EntryPointInput): Promise<OpenEntryPoint> {
  return input.entryPoint.protocol === 'udp' ? openUdp(input) : openTcp(input);
}

async function openUdp(input: EntryPointInput): Promise<OpenEntryPoint> {
  const { entryPoint, network, clock, reusePort, observer, snapshot } = input;
  const udp = await UdpEntryPoint.start({
    entryPoint,
    network,
    clock,
    reusePort,
    observer,
    route: () => snapshot().udp.get(entryPoint.name),
  });
  return { address: udp.address, http: undefined, close: (graceMs) => udp.close(graceMs) };
}

async function openTcp(input: EntryPointInput): Promise<OpenEntryPoint> {
  const { entryPoint, network, transport, reusePort, observer, upstreams, serverName, clock, tls } = input;
  const { onSession } = input;
  const plane = new HttpPlane({
    entryPoint,
    transport,
    observer,
    observesRequests: input.observesRequests,
    detailsRequests: input.detailsRequests,
    counters: input.counters,
    limits: input.limits,
    upstreams,
    serverName,
    clock,
    onSession: onSession && ((client) => onSession(entryPoint.name, client)),
    snapshot: httpSnapshots(input.snapshot, entryPoint),
    http2: (serve) => new Http2Front(entryPoint, serve, clock),
  });
  const routes = () => routesOf(input.snapshot(), entryPoint);
  const { handshakes, onHandshake, answersSslRequests } = input;
  const tcp = await TcpEntryPoint.start({
    entryPoint,
    network,
    clock,
    transport,
    reusePort,
    routes,
    observer,
    http: plane,
    tls,
    handshakes,
    onHandshake,
    answersSslRequests,
  });
  return {
    address: tcp.address,
    http: {
      serve: (arrival) => plane.serve(arrival),
      takesPlain: () => !expectsProxy(entryPoint) && routes().tcp.plain.routes.length === 0,
    },
    close: async (graceMs) => {
      tcp.stopAccepting();
      await Promise.all([tcp.close(graceMs), plane.close(graceMs)]);
    },
  };
}

/** Whether a connection may begin with a PROXY header, which says whom it is from. */
function expectsProxy({ proxyProtocol }: EntryPoint): boolean {
  return proxyProtocol !== undefined && (proxyProtocol.insecure || proxyProtocol.trustedIps.length > 0);
}

/** The tables of an entry point; made once for each snapshot, for they are asked for with every request. */
function httpSnapshots(current: () => RoutingSnapshot, entryPoint: EntryPoint): () => HttpSnapshot {
  let of: RoutingSnapshot | undefined;
  let made: HttpSnapshot | undefined;
  return () => {
    const snapshot = current();
    if (made && snapshot === of) return made;
    const { http } = routesOf(snapshot, entryPoint);
    of = snapshot;
    made = {
      generation: snapshot.generation,
      plain: http.plain,
      secure: http.secure,
    };
    return made;
  };
}

function routesOf(snapshot: RoutingSnapshot, { name }: EntryPoint): EntryPointRoutes {
  const routes = snapshot.entryPoints.get(name);
  if (!routes) throw new Error(`entry point ${name} has no tables`);
  return routes;
}
