import type { TlsSnapshot } from './assembly/tls.ts';
import { HttpPlane } from './http/http-plane.ts';
import type { Upstreams } from './http/upstreams.ts';
import type { Observer } from './observability/observer.ts';
import { DEFAULT_TLS_OPTIONS, type EntryPointRoutes, type RoutingSnapshot } from './routing/snapshot.ts';
import type { EntryPoint } from './static/static-configuration.ts';
import { TcpEntryPoint } from './tcp/tcp-entry-point.ts';
import { UdpEntryPoint } from './udp/udp-entry-point.ts';

/** An entry point that listens. Owns its sockets. */
export interface OpenEntryPoint {
  readonly address: { readonly host: string; readonly port: number };
  /** Lets what is in flight end within `graceMs` milliseconds. */
  close(graceMs: number): Promise<void>;
}

interface EntryPointInput {
  readonly entryPoint: EntryPoint;
  readonly observer: Observer;
  /** Not closed by the entry point. */
  readonly upstreams: Upstreams;
  readonly serverName: string;
  readonly now: () => number;
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

function openUdp({ entryPoint, observer, snapshot }: EntryPointInput): Promise<OpenEntryPoint> {
  return UdpEntryPoint.start({ entryPoint, observer, route: () => snapshot().udp.get(entryPoint.name) });
}

async function openTcp(input: EntryPointInput): Promise<OpenEntryPoint> {
  const { entryPoint, observer, upstreams, serverName, now, tls } = input;
  const plane = new HttpPlane({
    entryPoint,
    observer,
    upstreams,
    serverName,
    now,
    snapshot: () => {
      const snapshot = input.snapshot();
      const { http, https } = routesOf(snapshot, entryPoint);
      return {
        generation: snapshot.generation,
        plain: http.plain,
        secure: http.secure,
        optionsNameFor: (host) => https.optionsFor(host) ?? https.catchAll ?? DEFAULT_TLS_OPTIONS,
      };
    },
  });
  const routes = () => routesOf(input.snapshot(), entryPoint);
  const tcp = await TcpEntryPoint.start({ entryPoint, routes, observer, http: plane, tls });
  return {
    address: tcp.address,
    close: async (graceMs) => {
      tcp.stopAccepting();
      await Promise.all([tcp.close(graceMs), plane.close(graceMs)]);
    },
  };
}

function routesOf(snapshot: RoutingSnapshot, { name }: EntryPoint): EntryPointRoutes {
  const routes = snapshot.entryPoints.get(name);
  if (!routes) throw new Error(`entry point ${name} has no tables`);
  return routes;
}
