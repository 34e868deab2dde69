import { namespaceOf, type Resource } from '../../../engine/core.ts';
import { isIncomplete } from '../consequences.ts';
import { warnOfResource } from '../finding.ts';
import { type CheckRule, type CheckSubject, isRoute } from '../rule.ts';

type EntryPoint = CheckSubject['static']['entryPoints'][number];

/** The kinds that do nothing unless something names them. */
const NAMED: ReadonlySet<Resource['kind']> = new Set([
  'Middleware',
  'MiddlewareTCP',
  'TraefikService',
  'TLSOption',
  'ServersTransport',
  'ServersTransportTCP',
]);

/**
 * Objects of Traefik that nothing names. Manifests without a route are a library for others; and what could not be read
 * may name anything.
 */
export const unusedObjects: CheckRule = function* (subject) {
  if (!canTell(subject)) return;
  const used = new Names();
  for (const resource of subject.resources) {
    if (NAMING.has(resource.kind)) used.read(resource.object, namespaceOf(resource));
  }
  for (const { static: options } of [subject, ...subject.controllers.map(({ preview }) => preview)]) {
    for (const { http } of options.entryPoints) used.readFlags(http);
  }
  for (const resource of subject.resources) {
    const { name } = resource.metadata;
    if (!NAMED.has(resource.kind) || used.has(namespaceOf(resource), name)) continue;
    // The TLSOption `default` is for routers that name none.
    if (resource.kind === 'TLSOption' && name === 'default') continue;
    yield warnOfResource(resource, ['metadata', 'name'], {
      code: 'object-unused',
      message: `nothing in these manifests names this ${resource.kind}: it has no effect`,
      advice: 'name it where it is meant to act, or remove it',
    });
  }
};

function canTell({ partial, rejected, diagnostics, resources }: CheckSubject): boolean {
  const named = resources.some(({ kind }) => NAMED.has(kind));
  const routes = resources.some((resource) => isRoute(resource) || resource.kind === 'DynamicConfiguration');
  return !partial && named && routes && rejected.length === 0 && !isIncomplete(diagnostics);
}

/** The kinds that name others. A Service does it in annotations. */
const NAMING: ReadonlySet<Resource['kind']> = new Set([
  'IngressRoute',
  'IngressRouteTCP',
  'IngressRouteUDP',
  'Ingress',
  'DynamicConfiguration',
  'TraefikService',
  'Middleware',
  'Service',
]);

/** Fields whose value is a name of an object, wherever they stand. */
const NAMES: ReadonlySet<string> = new Set(['name', 'serversTransport']);

/** All names that objects mention. It takes some for names that are none, never the other way round. */
class Names {
  /** `namespace/name`. */
  readonly #plain = new Set<string>();
  /** Of `namespace-name@kubernetescrd`. */
  readonly #qualified = new Set<string>();

  has(namespace: string, name: string): boolean {
    const qualified = normalized(`${namespace}-${name}`);
    return (
      this.#plain.has(`${namespace}/${name}`) || this.#qualified.has(qualified) || this.#qualified.has(name)
    );
  }

  /** Reads all that is written in an object but what names itself. */
  read(object: Readonly<Record<string, unknown>>, namespace: string): void {
    const { metadata, ...content } = object;
    // The names in a Service are those of its ports.
    if (content['kind'] !== 'Service') this.#read(content, [namespace]);
    if (typeof metadata === 'object' && metadata !== null && 'annotations' in metadata) {
      this.#read(metadata.annotations, [namespace]);
    }
  }

  /** Reads what an entry point has for its routers. */
  readFlags({ middlewares = [], tls }: EntryPoint['http'] = {}): void {
    for (const name of [...middlewares, ...(tls ? [tls.options] : [])]) {
      // A name without a provider is of that of each router, which may be this one.
      this.#readQualified(name.includes('@') ? name : `${name}@kubernetescrd`);
    }
  }

  #read(value: unknown, namespaces: readonly string[]): void {
    if (typeof value === 'string') this.#readQualified(value);
    if (typeof value !== 'object' || value === null) return;
    const own =
      'namespace' in value && typeof value.namespace === 'string'
        ? [...namespaces, value.namespace]
        : namespaces;
    for (const [key, field] of Object.entries(value)) {
      if (NAMES.has(key) && typeof field === 'string') {
        for (const namespace of own) this.#plain.add(`${namespace}/${field}`);
      }
      this.#read(field, own);
    }
  }

  #readQualified(text: string): void {
    for (const [, name = ''] of text.matchAll(/([^\s,"]+)@kubernetescrd\b/g)) {
      this.#qualified.add(normalized(name)).add(name);
    }
  }
}

/** As the names of a configuration are made: letters and numerals joined by single hyphens. */
function normalized(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((piece) => piece !== '')
    .join('-');
}
