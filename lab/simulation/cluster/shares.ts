import type { Resource, ResourceOf } from '../../../engine/core.ts';

/** Kinds that divide traffic among services. */
type Dividing = ResourceOf<
  'TraefikService' | 'IngressRoute' | 'IngressRouteTCP' | 'IngressRouteUDP' | 'DynamicConfiguration'
>;

/** How services share traffic: by weights among several, or by percent of the requests that mirrors get copies of. */
export type Sharing = 'weight' | 'percent';

/** A service that shares traffic with others. */
interface Entry {
  readonly name: string;
  readonly fields: Record<string, unknown>;
}

/** The lists in which services share traffic. A list of one service divides nothing; one mirror is a mirror. */
const LISTS: Readonly<Record<Sharing, { readonly name: string; readonly least: number }>> = {
  weight: { name: 'services', least: 2 },
  percent: { name: 'mirrors', least: 1 },
};

/** The object with this weight or percentage wherever it gives traffic to a service. */
export function withShare(resource: Resource, sharing: Sharing, service: string, value: number): Resource {
  if (!isDividing(resource) || !sharingServices(resource, sharing).includes(service)) return resource;
  const revised = structuredClone({ spec: resource.spec, object: resource.object });
  for (const { name, fields } of entriesIn(revised, sharing)) if (name === service) fields[sharing] = value;
  return Object.assign({ ...resource }, revised);
}

/** The services that an object gives traffic to in this way. */
export function sharingServices(resource: Resource, sharing: Sharing): readonly string[] {
  return isDividing(resource) ? entriesIn(resource.spec, sharing).map(({ name }) => name) : [];
}

function isDividing(resource: Resource): resource is Dividing {
  switch (resource.kind) {
    case 'TraefikService':
    case 'IngressRoute':
    case 'IngressRouteTCP':
    case 'IngressRouteUDP':
    case 'DynamicConfiguration':
      return true;
    default:
      return false;
  }
}

function entriesIn(value: unknown, sharing: Sharing): Entry[] {
  if (Array.isArray(value)) return value.flatMap((entry) => entriesIn(entry, sharing));
  if (!isMapping(value)) return [];
  const { name, least } = LISTS[sharing];
  return Object.entries(value).flatMap(([key, field]) => {
    const list = key === name && Array.isArray(field) ? field.filter(isMapping) : [];
    return [...(list.length >= least ? list.flatMap(entryOf) : []), ...entriesIn(field, sharing)];
  });
}

/** `app@file` is the service `app`. */
function entryOf(fields: Record<string, unknown>): Entry[] {
  const { name } = fields;
  return typeof name === 'string' ? [{ name: name.replace(/@.*$/, ''), fields }] : [];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
