import type { Json } from '../../cluster/objects/object.ts';

/** Fields that hold what programs read, of which nothing is known. */
const CONTENT: ReadonlySet<string> = new Set(['data', 'stringData', 'binaryData']);

/** The kind that Ingress objects name, which is in no namespace; and the field in which they do. */
const CLASS = 'IngressClass';
const CLASS_FIELD = 'ingressClassName';

/** An annotation of core Ingresses whose value names middlewares: `NAMESPACE-NAME@kubernetescrd`. */
const MIDDLEWARES = 'traefik.ingress.kubernetes.io/router.middlewares';
const OF_CRD = '@kubernetescrd';

/** The longest name of a namespace (RFC 1123 label). */
const LONGEST = 63;

/**
 * The namespaces of one scenario in a cluster that others use, too: each that manifests name stands for one of its own,
 * `test-pod` for `lab-k3x9-test-pod`, so that scenarios run side by side and leave nothing behind.
 */
export class ScenarioNamespaces {
  readonly #prefix: string;
  readonly #known = new Map<string, string>();

  /** `run`: lower-case letters and digits that no other scenario has. */
  constructor(run: string) {
    this.#prefix = `lab-${run}-`;
  }

  /** Those that were used so far, as the cluster has them. */
  get all(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** The cluster's name for a namespace of the scenario. */
  inCluster(namespace: string): string {
    const name = `${this.#prefix}${namespace}`.slice(0, LONGEST);
    this.#known.set(name, namespace);
    return name;
  }

  /** The scenario's name for a namespace of the cluster; undefined for one that is not its own. */
  inScenario(namespace: string): string | undefined {
    return this.#known.get(namespace);
  }

  /** The cluster's name for an object that is in no namespace. */
  nameInCluster(kind: string, name: string): string {
    if (kind === 'Namespace') return this.inCluster(name);
    return kind === CLASS ? `${this.#prefix}${name}` : name;
  }

  /** The object as it goes to the cluster. One without a namespace goes to that of `fallback`. */
  rewrite(object: Json, fallback: string): Json {
    const { kind, metadata } = object;
    if (kind === 'Namespace' || kind === CLASS) {
      const name = this.nameInCluster(kind, String(mapping(metadata)['name']));
      return { ...object, metadata: { ...mapping(metadata), name } };
    }
    const namespace = mapping(metadata)['namespace'] ?? fallback;
    return mapping(this.#rewriteIn({ ...object, metadata: { ...mapping(metadata), namespace } }));
  }

  /** The object as the scenario speaks of it. */
  restore<Restored extends Json>(object: Restored): Restored {
    const restored = mapping(this.#restoreIn(object));
    const metadata = mapping(restored['metadata']);
    const name = String(metadata['name']);
    const own =
      object['kind'] === 'Namespace'
        ? (this.inScenario(name) ?? name)
        : object['kind'] === CLASS
          ? this.#withoutPrefix(name)
          : name;
    return { ...restored, metadata: { ...metadata, name: own } } as unknown as Restored;
  }

  #rewriteIn(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#rewriteIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (CONTENT.has(key)) return [key, item];
        if (typeof item !== 'string' || item === '') return [key, this.#rewriteIn(item)];
        if (key === 'namespace') return [key, this.inCluster(item)];
        if (key === CLASS_FIELD) return [key, `${this.#prefix}${item}`];
        if (key === MIDDLEWARES) return [key, eachName(item, (name) => `${this.#prefix}${name}`)];
        return [key, item];
      }),
    );
  }

  #restoreIn(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#restoreIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (CONTENT.has(key)) return [key, item];
        if (typeof item !== 'string') return [key, this.#restoreIn(item)];
        if (key === 'namespace') return [key, this.inScenario(item) ?? item];
        if (key === CLASS_FIELD) return [key, this.#withoutPrefix(item)];
        if (key === MIDDLEWARES) return [key, eachName(item, (name) => this.#withoutPrefix(name))];
        return [key, item];
      }),
    );
  }

  #withoutPrefix(name: string): string {
    return name.startsWith(this.#prefix) ? name.slice(this.#prefix.length) : name;
  }
}

/** Of a list of middlewares those that are named by their namespace. */
function eachName(names: string, change: (name: string) => string): string {
  return names
    .split(',')
    .map((name) => (name.trim().endsWith(OF_CRD) ? change(name.trim()) : name))
    .join(',');
}

function mapping(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
