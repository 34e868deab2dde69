import type { Resource } from '../../engine/core.ts';

/** The annotation by which core Ingress objects name entry points. */
const ANNOTATION = 'traefik.ingress.kubernetes.io/router.entrypoints';

/** The engine's own services, and what turns each on. */
const INTERNAL: readonly (readonly [service: RegExp, flag: string])[] = [
  [/"(?:api|dashboard)@internal"/, '--api=true'],
  [/"ping@internal"/, '--ping=true'],
  [/"prometheus@internal"/, '--metrics.prometheus=true'],
];

/** The kinds that can name them. */
const ROUTING: ReadonlySet<Resource['kind']> = new Set(['IngressRoute', 'DynamicConfiguration']);

/** The IngressClass of Traefik's Helm chart. */
export const ASSUMED_CLASS = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: traefik }
spec: { controller: traefik.io/ingress-controller }
`;

/** What Traefik's Helm chart opens. */
const CHART: readonly (readonly [name: string, port: number])[] = [
  ['web', 80],
  ['websecure', 443],
];

/** Where the ports of further entry points begin. */
const FIRST_PORT = 30_000;

type Protocol = 'tcp' | 'udp';

/**
 * Static flags with the entry points and providers of Traefik's Helm chart and all that the resources name, for manifests that come
 * without the options of their proxy.
 */
export function assumedFlags(resources: readonly Resource[]): string[] {
  const protocols = new Map<string, Protocol>(CHART.map(([name]) => [name, 'tcp']));
  for (const [name, protocol] of resources.flatMap(named)) {
    if (protocols.get(name) !== 'tcp') protocols.set(name, protocol);
  }
  const ports = new Map(CHART);
  const entryPoints = Array.from(
    protocols,
    ([name, protocol], index) =>
      `--entrypoints.${name}.address=:${ports.get(name) ?? FIRST_PORT + index}/${protocol}`,
  );
  return [...entryPoints, '--providers.kubernetesingress=true', ...internalServices(resources)];
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

function internalServices(resources: readonly Resource[]): string[] {
  const texts = resources.flatMap(({ kind, object }) => (ROUTING.has(kind) ? [JSON.stringify(object)] : []));
  return INTERNAL.flatMap(([service, flag]) => (texts.some((text) => service.test(text)) ? [flag] : []));
}

/** Flags are split at dots and equals signs. */
function isName(name: string): boolean {
  return /^[\w-]+$/.test(name);
}
