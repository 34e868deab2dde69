import type { Resource } from '../../engine/decisions.ts';

/** The annotation by which core Ingress objects name entry points. */
const ANNOTATION = 'traefik.ingress.kubernetes.io/router.entrypoints';

/** What Traefik's Helm chart opens. */
const CHART: readonly (readonly [name: string, port: number])[] = [
  ['web', 80],
  ['websecure', 443],
];

/** Where the ports of further entry points begin. */
const FIRST_PORT = 30_000;

type Protocol = 'tcp' | 'udp';

/**
 * Static flags with the entry points of Traefik's Helm chart and all that the resources name, for manifests that come
 * without the options of their proxy.
 */
export function assumedEntryPoints(resources: readonly Resource[]): string[] {
  const protocols = new Map<string, Protocol>(CHART.map(([name]) => [name, 'tcp']));
  for (const [name, protocol] of resources.flatMap(named)) {
    if (protocols.get(name) !== 'tcp') protocols.set(name, protocol);
  }
  const ports = new Map(CHART);
  return Array.from(
    protocols,
    ([name, protocol], index) =>
      `--entrypoints.${name}.address=:${ports.get(name) ?? FIRST_PORT + index}/${protocol}`,
  );
}

function named(resource: Resource): (readonly [name: string, protocol: Protocol])[] {
  const on = (names: readonly string[] | undefined, protocol: Protocol = 'tcp') =>
    (names ?? []).flatMap((name) => (isName(name) ? [[name, protocol] as const] : []));
  switch (resource.kind) {
    case 'IngressRoute':
    case 'IngressRouteTCP':
      return on(resource.spec.entryPoints);
    case 'IngressRouteUDP':
      return on(resource.spec.entryPoints, 'udp');
    case 'Ingress':
      return on(resource.metadata.annotations[ANNOTATION]?.split(',').map((name) => name.trim()));
    case 'DynamicConfiguration': {
      const { http, tcp, udp } = resource.spec;
      return [
        ...Object.values({ ...http?.routers, ...tcp?.routers }).flatMap(({ entryPoints }) => on(entryPoints)),
        ...Object.values(udp?.routers ?? {}).flatMap(({ entryPoints }) => on(entryPoints, 'udp')),
      ];
    }
    default:
      return [];
  }
}

/** Flags are split at dots and equals signs. */
function isName(name: string): boolean {
  return /^[\w-]+$/.test(name);
}
