import type { Resource, ResourceOf } from '../../engine/core.ts';

/** Kinds that divide traffic among services. */
type Dividing = ResourceOf<
  'TraefikService' | 'IngressRoute' | 'IngressRouteTCP' | 'IngressRouteUDP' | 'DynamicConfiguration'
>;

/** An entry of a list of services among which traffic is divided. */
interface WeightedEntry {
  readonly name: string;
  readonly fields: Record<string, unknown>;
}

/** The object with this weight wherever it divides traffic among a service and others. */
export function withWeight(resource: Resource, service: string, weight: number): Resource {
  if (!isDividing(resource) || !weightedServices(resource).includes(service)) return resource;
  const revised = structuredClone({ spec: resource.spec, object: resource.object });
  for (const { name, fields } of entriesIn(revised)) if (name === service) fields['weight'] = weight;
  return Object.assign({ ...resource }, revised);
}

/** The services that an object divides traffic among. */
export function weightedServices(resource: Resource): readonly string[] {
  return isDividing(resource) ? entriesIn(resource.spec).map(({ name }) => name) : [];
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

/** Traffic is divided by lists called `services`: of routes, and of weighted services. A list of one divides nothing. */
function entriesIn(value: unknown): WeightedEntry[] {
  if (Array.isArray(value)) return value.flatMap(entriesIn);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const list = key === 'services' && Array.isArray(field) ? field.filter(isMapping) : [];
    return [...(list.length > 1 ? list.flatMap(entryOf) : []), ...entriesIn(field)];
  });
}

/** `app@file` is the service `app`. */
function entryOf(fields: Record<string, unknown>): WeightedEntry[] {
  const { name } = fields;
  return typeof name === 'string' ? [{ name: name.replace(/@.*$/, ''), fields }] : [];
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
