import type { Json } from '../../cluster/objects/object.ts';

/** Fields of Traefik's and Kubernetes' objects that name a namespace, wherever they stand. */
const NAMESPACE_FIELDS: ReadonlySet<string> = new Set(['namespace']);

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

  /** The object as it goes to the cluster. One without a namespace goes to that of `fallback`. */
  rewrite(object: Json, fallback: string): Json {
    const { kind, metadata } = object;
    if (kind === 'Namespace') {
      const { name } = mapping(metadata);
      return { ...object, metadata: { ...mapping(metadata), name: this.inCluster(String(name)) } };
    }
    const namespace = mapping(metadata)['namespace'] ?? fallback;
    return mapping(this.#rewriteIn({ ...object, metadata: { ...mapping(metadata), namespace } }));
  }

  /** The object as the scenario speaks of it. */
  restore<Restored extends Json>(object: Restored): Restored {
    const metadata = mapping(object['metadata']);
    const field = object['kind'] === 'Namespace' ? 'name' : 'namespace';
    const own = this.inScenario(String(metadata[field] ?? ''));
    const named = own === undefined ? object : { ...object, metadata: { ...metadata, [field]: own } };
    return restored(named, (namespace) => this.inScenario(namespace)) as Restored;
  }

  #rewriteIn(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#rewriteIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (NAMESPACE_FIELDS.has(key) && typeof item === 'string' && item !== '')
          return [key, this.inCluster(item)];
        if (key === MIDDLEWARES && typeof item === 'string') return [key, this.#middlewares(item)];
        return [key, this.#rewriteIn(item)];
      }),
    );
  }

  #middlewares(names: string): string {
    return names
      .split(',')
      .map((name) => (name.trim().endsWith(OF_CRD) ? `${this.#prefix}${name.trim()}` : name))
      .join(',');
  }
}

function restored(value: unknown, nameOf: (namespace: string) => string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => restored(item, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      NAMESPACE_FIELDS.has(key) && typeof item === 'string'
        ? [key, nameOf(item) ?? item]
        : [key, restored(item, nameOf)],
    ),
  );
}

function mapping(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
