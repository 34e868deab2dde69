import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import { LoadBalancerNode } from '../balancing/service-nodes.ts';
import type { EngineEvent, UdpEvent } from '../observability/observer.ts';
import type { UdpRoute } from '../routing/snapshot.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { UdpEntryPoint, type UdpEntryPointOptions } from './udp-entry-point.ts';

/** Long enough never to pass within a test. */
export const longTimeoutMs = 60_000;

export function entryPoint(udpTimeoutMs = longTimeoutMs, port = 0): EntryPoint {
  return {
    name: 'udpep',
    host: '127.0.0.1',
    port,
    protocol: 'udp',
    asDefault: true,
    readTimeoutMs: 0,
    writeTimeoutMs: 0,
    idleTimeoutMs: 0,
    graceTimeoutMs: 0,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 0,
    udpTimeoutMs,
  };
}

/** Servers in turn, in the order given. */
export function routeTo(...servers: { host: string; port: number; weight?: number }[]): UdpRoute {
  const children = servers.map(({ weight = 1, ...server }) => ({
    item: { ...server, terminationDelayMs: 0 },
    weight,
  }));
  const leavesTheOrder = () => 1 - Number.EPSILON;
  const chooser = new GreatestDivisor(children, leavesTheOrder);
  return { name: 'whoami@test', service: new LoadBalancerNode('whoami-service@test', chooser) };
}

/** Collects what the entry point reports and lets a test wait for it. */
export class Events {
  readonly all: UdpEvent[] = [];
  #waiting: { readonly wanted: (event: UdpEvent) => boolean; readonly resolve: (event: UdpEvent) => void }[] =
    [];

  readonly observer = (event: EngineEvent): void => {
    if (event.kind !== 'udp') return;
    this.all.push(event);
    for (const { wanted, resolve } of this.#waiting) if (wanted(event)) resolve(event);
  };

  next(wanted: (event: UdpEvent) => boolean): Promise<UdpEvent> {
    return new Promise((resolve) => this.#waiting.push({ wanted, resolve }));
  }
}

export async function start(
  options: Partial<UdpEntryPointOptions>,
): Promise<UdpEntryPoint & AsyncDisposable> {
  const started = await UdpEntryPoint.start({ entryPoint: entryPoint(), route: () => undefined, ...options });
  return Object.assign(started, { [Symbol.asyncDispose]: () => started.close(0) });
}
