import type { Resource } from '../../../engine/core.ts';
import { kindNamed, pluralOf } from '../kind-names.ts';

/** Where an object store keeps a resource: `ingressroutes.traefik.io`; undefined for what no Kubernetes API has. */
export function storeKeyOf({ apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>): string | undefined {
  if (kind === 'DynamicConfiguration') return undefined;
  const slash = apiVersion.indexOf('/');
  const plural = pluralOf(kind);
  return slash === -1 ? plural : `${plural}.${apiVersion.slice(0, slash)}`;
}

const GROUPS: ReadonlySet<string> = new Set([
  '',
  'apps',
  'discovery.k8s.io',
  'networking.k8s.io',
  'traefik.io',
  'traefik.containo.us',
]);

const kinds = new Map<string, Resource['kind'] | undefined>();

/** The kind of resource that the objects at a key are; undefined for kinds that are not read. */
export function kindAt(key: string): Resource['kind'] | undefined {
  if (!kinds.has(key)) kinds.set(key, readKind(key));
  return kinds.get(key);
}

function readKind(key: string): Resource['kind'] | undefined {
  const dot = key.indexOf('.');
  if (!GROUPS.has(dot === -1 ? '' : key.slice(dot + 1))) return undefined;
  try {
    return kindNamed(dot === -1 ? key : key.slice(0, dot));
  } catch {
    return undefined;
  }
}
