import { namespaceOf, type Resource } from '../../engine/index.ts';

/** A Secret with a certificate that manifests name and do not contain. */
export interface NeededSecret {
  readonly namespace: string;
  readonly name: string;
  /** What its certificate is for. */
  readonly host: string;
}

/** For a certificate of which nothing says whose it is. */
const NOBODY = 'server.test';

/** Fields that name Secrets with certificates. */
const SECRET_FIELDS = new Set(['secretName', 'secretNames', 'rootCAsSecrets', 'certificatesSecrets']);

/** The Secrets that are named and not there, each with a host that one who names it speaks of. */
export function neededSecrets(resources: readonly Resource[]): NeededSecret[] {
  const there = new Set(
    resources.flatMap((resource) =>
      resource.kind === 'Secret' ? [keyOf(resource, resource.metadata.name)] : [],
    ),
  );
  const needed = new Map<string, NeededSecret>();
  for (const resource of resources) {
    const host = hostOf(resource);
    for (const name of secretNames(resource.object)) {
      const key = keyOf(resource, name);
      const known = needed.get(key);
      if (there.has(key) || (known && known.host !== NOBODY)) continue;
      needed.set(key, { namespace: namespaceOf(resource), name, host: host ?? NOBODY });
    }
  }
  return [...needed.values()];
}

function keyOf(resource: Resource, name: string): string {
  return `${namespaceOf(resource)}/${name}`;
}

function secretNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(secretNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    if (SECRET_FIELDS.has(field)) return [inner].flat().filter((name) => typeof name === 'string');
    if (field === 'rootCAs' && Array.isArray(inner)) {
      return inner.flatMap((authority: { secret?: unknown }) =>
        typeof authority?.secret === 'string' ? [authority.secret] : [],
      );
    }
    return secretNames(inner);
  });
}

/** The first host that an object names, in a rule or as a server name. */
function hostOf({ object }: Resource): string | undefined {
  const text = JSON.stringify(object);
  const [, host] =
    /(?:Host|HostSNI|HostHeader)\((?:`|\\")([\w-]+(?:\.[\w-]+)+)/.exec(text) ??
    /"(?:serverName|host)":"([\w-]+(?:\.[\w-]+)+)"/.exec(text) ??
    [];
  return host;
}
