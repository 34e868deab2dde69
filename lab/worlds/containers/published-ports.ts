import type { PortName } from './listening.ts';

/** Where a port of a container is reached on this machine. */
export interface Published {
  readonly host: string;
  readonly port: number;
}

type Bindings = Readonly<
  Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null | undefined>
>;

/** What an engine says of a container's ports; `host`: where those are reached that are published everywhere. */
export function publishedPorts(bindings: Bindings, host: string): ReadonlyMap<PortName, Published> {
  const published = new Map<PortName, Published>();
  for (const [name, [first] = []] of Object.entries(bindings).map(
    ([key, list]) => [key, list ?? []] as const,
  )) {
    const [, number, protocol] = /^(\d+)\/(tcp|udp)$/.exec(name) ?? [];
    if (!first || !number || !(protocol === 'tcp' || protocol === 'udp')) continue;
    const isEverywhere = first.HostIp === '' || first.HostIp === '0.0.0.0' || first.HostIp === '::';
    published.set(`${Number(number)}/${protocol}`, {
      host: isEverywhere ? host : first.HostIp,
      port: Number(first.HostPort),
    });
  }
  return published;
}
