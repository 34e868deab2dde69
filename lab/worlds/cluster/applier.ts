import { setTimeout as pause } from 'node:timers/promises';
import {
  type ApiObject,
  type Diagnostic,
  KubernetesError,
  namespaceOf,
  type Resource,
  referenceOf,
} from '../../../engine/index.ts';
import { withoutTag } from '../../backends/stand-ins.ts';
import { jsonIn, jsonListIn } from '../../cluster/objects/json.ts';
import type { Json } from '../../cluster/objects/object.ts';
import type { ApplyOutcome } from '../world.ts';
import { ClusterWorldError } from './cluster-world-error.ts';
import { type ClusterConnection, pathOf, type ServedKind } from './connection.ts';
import type { ScenarioNamespaces } from './namespaces.ts';

/** Marks what the lab has made in a cluster: which run of it, so that what is left over is found. */
export const RUN_LABEL = 'ingress-lab/run';

/** Milliseconds that the cluster may take to make the ServiceAccount of a new namespace, and between looks for it. */
const ACCOUNT_DEADLINE_MS = 10_000;
const ACCOUNT_INTERVAL_MS = 50;

/** What came of an object. */
export type Put =
  | { readonly outcome: ApplyOutcome['outcome']; readonly object: ApiObject; readonly served: ServedKind }
  | { readonly refusal: Diagnostic };

interface ApplierOptions {
  readonly connection: Pick<ClusterConnection, 'find' | 'get' | 'apply' | 'create' | 'delete'>;
  readonly namespaces: ScenarioNamespaces;
  /** The value of the label that marks what is made. */
  readonly run: string;
}

/** Writes a scenario's objects into the cluster, in namespaces that it makes for them. */
export class Applier {
  readonly #options: ApplierOptions;
  readonly #made = new Map<string, Promise<ApiObject>>();
  readonly #classes = new Set<string>();
  readonly #standIns: ReadonlyMap<string, string>;

  /** @param standIns images, and those that are run instead */
  constructor(options: ApplierOptions, standIns: ReadonlyMap<string, string>) {
    this.#options = options;
    this.#standIns = standIns;
  }

  /** @throws ClusterWorldError if the API cannot be asked */
  async put(resource: Resource): Promise<Put> {
    const { connection, namespaces } = this.#options;
    const { apiVersion, kind } = resource;
    const served = await connection.find(apiVersion, kind);
    if (!served)
      return { refusal: refusal(resource, `the cluster does not serve ${apiVersion}, kind ${kind}`) };
    const namespace = namespaceOf(resource);
    if (namespace !== '') await this.ensureNamespace(namespace);
    const rewritten = this.#marked(namespaces.rewrite(this.#played(resource), namespace));
    const { name } = jsonIn(rewritten, 'metadata');
    const place = namespace === '' ? '' : namespaces.inCluster(namespace);
    const path = pathOf(served, place, String(name));
    try {
      const before = await connection.get(path);
      const object = await this.#apply(path, rewritten);
      if (kind === 'Namespace') this.#made.set(String(name), Promise.resolve(object));
      if (kind === 'IngressClass') this.#classes.add(path);
      return { outcome: outcomeOf(before, object), object, served };
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (error.status === 422 || error.status === 400) return { refusal: refusal(resource, error.message) };
      throw new ClusterWorldError('cluster-refused', `the cluster did not take it: ${error.message}`);
    }
  }

  /**
   * A new namespace takes no Pod before the cluster has made its ServiceAccount.
   * Fields that the kind does not have are left out, as for who applies by other means than server-side apply.
   */
  async #apply(
    path: string,
    object: Json,
    deadline = performance.now() + ACCOUNT_DEADLINE_MS,
  ): Promise<ApiObject> {
    try {
      return await this.#options.connection.apply(path, object);
    } catch (error) {
      if (isTooEarly(error) && performance.now() < deadline) {
        await pause(ACCOUNT_INTERVAL_MS);
        return this.#apply(path, object, deadline);
      }
      const [, field] =
        /: \.(\S+): field not declared in schema/.exec(error instanceof Error ? error.message : '') ?? [];
      const known =
        field === undefined ? object : without(object, field.split(/\.|\[(\d+)\]/).filter(Boolean));
      if (known === object) throw error;
      return this.#apply(path, known);
    }
  }

  /** The namespaces that were made, as the cluster has them. */
  async made(): Promise<readonly ApiObject[]> {
    return Promise.all(this.#made.values());
  }

  async ensureNamespace(namespace: string): Promise<void> {
    const { connection, namespaces } = this.#options;
    const name = namespaces.inCluster(namespace);
    const made =
      this.#made.get(name) ??
      connection.create(
        '/api/v1/namespaces',
        this.#marked({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      );
    this.#made.set(name, made);
    await made.catch((error: unknown) => {
      this.#made.delete(name);
      throw new ClusterWorldError(
        'cluster-refused',
        `no namespace could be made for the scenario: ${error instanceof Error ? error.message : error}`,
      );
    });
  }

  /** Deletes what was made; the cluster may take longer to clear it away. */
  async deleteAll(): Promise<void> {
    const { connection } = this.#options;
    const paths = [...[...this.#made.keys()].map((name) => `/api/v1/namespaces/${name}`), ...this.#classes];
    await Promise.all(paths.map((path) => connection.delete(path)));
  }

  /** Only what is in no namespace of the lab's is marked: everything else goes with its namespace. */
  #marked(object: Json): Json {
    if (object['kind'] !== 'Namespace' && object['kind'] !== 'IngressClass') return object;
    const metadata = jsonIn(object, 'metadata');
    return {
      ...object,
      metadata: { ...metadata, labels: { ...jsonIn(metadata, 'labels'), [RUN_LABEL]: this.#options.run } },
    };
  }

  /** With the images of those that are played by others. */
  #played({ object, kind }: Resource): Json {
    if (this.#standIns.size === 0) return object;
    const spec = jsonIn(object, 'spec');
    if (kind === 'Pod') return { ...object, spec: this.#playedPod(spec) };
    const template = jsonIn(spec, 'template');
    if (!('spec' in template)) return object;
    const played = { ...template, spec: this.#playedPod(jsonIn(template, 'spec')) };
    return { ...object, spec: { ...spec, template: played } };
  }

  #playedPod(spec: Json): Json {
    const containers = jsonListIn(spec, 'containers').map((container) => {
      const image = String(container['image']);
      const by = this.#standIns.get(image) ?? this.#standIns.get(withoutTag(image));
      if (by === undefined) return container;
      // What the real program is told means nothing to the one that stands in; but it listens where that did.
      const { args: _args, command: _command, ...rest } = container;
      const port = jsonListIn(container, 'ports')[0]?.['containerPort'];
      const listens = port !== undefined && /\bwhoami\b/.test(by) ? { args: [`--port=${port}`] } : {};
      return { ...rest, image: by, ...listens };
    });
    return { ...spec, containers };
  }
}

/** Kubernetes: the admission plugin ServiceAccount. */
function isTooEarly(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    error.status === 403 &&
    /serviceaccount "[^"]*" not found/.test(error.message)
  );
}

/** Without the field at a path; the same object if there is none. */
function without(value: Json, [first = '', ...rest]: readonly string[]): Json {
  if (!Object.hasOwn(value, first)) return value;
  const { [first]: inner, ...others } = value;
  if (rest.length === 0) return others;
  if (typeof inner !== 'object' || inner === null) return value;
  if (!Array.isArray(inner)) {
    const changed = without(inner as Json, rest);
    return changed === inner ? value : { ...value, [first]: changed };
  }
  const [index = '', ...below] = rest;
  const item: unknown = inner[Number(index)];
  if (typeof item !== 'object' || item === null) return value;
  const changed = without(item as Json, below);
  return changed === item ? value : { ...value, [first]: inner.with(Number(index), changed) };
}

function outcomeOf(before: ApiObject | undefined, after: ApiObject): ApplyOutcome['outcome'] {
  if (!before) return 'created';
  return before.metadata.resourceVersion === after.metadata.resourceVersion ? 'unchanged' : 'configured';
}

function refusal(resource: Resource, message: string): Diagnostic {
  const isImmutable = message.includes('field is immutable');
  return {
    severity: 'error',
    code: isImmutable ? 'field-immutable' : 'field-value',
    message,
    ...(isImmutable ? { advice: `delete the ${resource.kind} first, or give the new one another name` } : {}),
    resource: referenceOf(resource),
    position: resource.origin.position(isImmutable ? ['spec', 'selector'] : []),
  };
}
