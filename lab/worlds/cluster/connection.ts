import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  type ApiObject,
  KubernetesError,
  type KubernetesTransport,
  openKubernetesApi,
} from '../../../engine/index.ts';
import type { Json } from '../../cluster/objects/object.ts';
import { packageRoot } from '../../package-root.ts';
import type { KubernetesAccess } from '../world.ts';
import { ClusterWorldError } from './cluster-world-error.ts';
import { forwardPort } from './forward-port.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The group that Traefik's own kinds are in. */
const TRAEFIK = 'traefik.io/v1alpha1';

/** Milliseconds that a request may take to be answered. */
const PATIENCE_MS = 30_000;

/** How the body of a patch is meant (Kubernetes: API concepts, "Patches"). */
const PATCHES = {
  apply: 'application/apply-patch+yaml',
  merge: 'application/merge-patch+json',
} as const;

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** Where the objects of a kind are in an API. */
export interface ServedKind {
  readonly apiVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A table as an API prints it (Kubernetes: API concepts, "Receiving resources as Tables"). */
export interface ApiTable {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows?: readonly { readonly cells: readonly (string | number | boolean | null)[] }[];
}

/** Speaks to the API that a kubeconfig names. Owns its connections. */
export class ClusterConnection {
  readonly transport: KubernetesTransport;
  readonly #served = new Map<string, Promise<readonly ServedAs[]>>();

  private constructor(transport: KubernetesTransport) {
    this.transport = transport;
  }

  /**
   * The cluster of INGRESS_LAB_KUBECONFIG, or KUBECONFIG, and INGRESS_LAB_CONTEXT.
   *
   * @throws ClusterWorldError if none is named, it does not answer, or it does not know Traefik's kinds
   */
  static async open(environment: Environment): Promise<ClusterConnection> {
    const own = environment['INGRESS_LAB_KUBECONFIG'] ?? '';
    const named = own === '' ? (environment['KUBECONFIG'] ?? '') : own;
    if (named === '') {
      throw new ClusterWorldError(
        'cluster-not-named',
        'the cluster world needs a cluster: set INGRESS_LAB_KUBECONFIG, or KUBECONFIG, to the file that leads to it',
      );
    }
    const context = environment['INGRESS_LAB_CONTEXT'] ?? '';
    const address = { kubeconfig: '', context, endpoint: '', token: '', certAuthFilePath: '' };
    const transport = await openKubernetesApi(address, { KUBECONFIG: named }).catch((error: unknown) => {
      throw new ClusterWorldError('cluster-not-named', messageOf(error));
    });
    const connection = new ClusterConnection(transport);
    try {
      await connection.#examine();
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** How programs of others reach the cluster. */
  async access(): Promise<KubernetesAccess> {
    const { server, headers, options } = await this.transport.access();
    return {
      url: server,
      token: headers['Authorization']?.replace(/^Bearer /, '') ?? '',
      authority: options.ca === undefined ? '' : String(options.ca),
      kubeconfig: this.transport.kubeconfig,
    };
  }

  /** Where objects of a kind are; undefined if the API does not serve it. */
  async find(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const kinds = this.#served.get(apiVersion) ?? this.#discover(apiVersion);
    this.#served.set(apiVersion, kinds);
    const found = (await kinds).find((one) => one.kind === kind && !one.name.includes('/'));
    return found && { apiVersion, plural: found.name, namespaced: found.namespaced };
  }

  /** @returns undefined if there is no such object */
  async get(path: string): Promise<ApiObject | undefined> {
    return this.#ask('GET', path).catch(unlessMissing);
  }

  async create(path: string, object: Json): Promise<ApiObject> {
    return this.#ask('POST', path, { body: object });
  }

  /** Server-side apply: what others have set of the same fields is taken over. */
  async apply(path: string, object: Json): Promise<ApiObject> {
    return this.#ask('PATCH', path, {
      body: object,
      contentType: PATCHES.apply,
      query: { fieldManager: 'ingress-lab', force: 'true' },
    });
  }

  async merge(path: string, change: Json): Promise<ApiObject> {
    return this.#ask('PATCH', path, {
      body: change,
      contentType: PATCHES.merge,
      query: { fieldManager: 'ingress-lab' },
    });
  }

  /** @returns whether there was such an object */
  async delete(path: string): Promise<boolean> {
    const deleted = await this.#ask('DELETE', path, { query: { propagationPolicy: 'Background' } }).catch(
      unlessMissing,
    );
    return deleted !== undefined;
  }

  async list(path: string, labelSelector: string): Promise<readonly ApiObject[]> {
    const list: unknown = await this.#ask('GET', path, { query: { labelSelector } });
    return (Object(list) as { items?: ApiObject[] }).items ?? [];
  }

  async table(path: string, labelSelector: string): Promise<ApiTable> {
    const table: unknown = await this.#ask('GET', path, { query: { labelSelector }, accept: TABLE });
    return table as ApiTable;
  }

  /** The log of a pod as it is printed, until the pod is gone or the signal aborted. */
  async log(
    { namespace, pod, container }: { namespace: string; pod: string; container: string },
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
    const { status, body } = await this.transport.send({
      method: 'GET',
      path,
      query: { follow: 'true', container },
      accept: '*/*',
      signal,
    });
    if (status !== 200) throw KubernetesError.fromStatus(parsed(await textOf(body)), status);
    return body;
  }

  /** A connection to a TCP port of a pod, through the API. */
  async forward(namespace: string, pod: string, port: number): ReturnType<typeof forwardPort> {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/portforward?ports=${port}`;
    return forwardPort(path, await this.transport.access());
  }

  close(): void {
    this.transport.close();
  }

  async #examine(): Promise<void> {
    const found = await this.find(TRAEFIK, 'IngressRoute').catch((error: unknown) => {
      throw new ClusterWorldError(
        'cluster-unreachable',
        `the cluster ${this.transport.name} does not answer: ${messageOf(error)}; try: kubectl cluster-info`,
      );
    });
    if (found) return;
    throw new ClusterWorldError(
      'cluster-unprepared',
      `the cluster ${this.transport.name} does not know Traefik's kinds (${TRAEFIK}): install them with ` +
        `kubectl apply --server-side -f ${fileURLToPath(new URL('deploy/chart/crds', packageRoot))}, ` +
        'or with the Helm chart of Traefik',
    );
  }

  async #discover(apiVersion: string): Promise<readonly ServedAs[]> {
    const root = apiVersion.includes('/') ? 'apis' : 'api';
    const list: unknown = await this.#ask('GET', `/${root}/${apiVersion}`).catch(unlessMissing);
    return (Object(list) as { resources?: ServedAs[] }).resources ?? [];
  }

  async #ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    how: {
      readonly body?: Json;
      readonly query?: Readonly<Record<string, string>>;
      readonly contentType?: string;
      readonly accept?: string;
    } = {},
  ): Promise<ApiObject> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { status, body } = await this.transport.send({ method, path, ...how, signal });
    const answer = parsed(await textOf(body));
    if (status >= 200 && status < 300) return answer as ApiObject;
    throw KubernetesError.fromStatus(answer, status);
  }
}

interface ServedAs {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** The path of an object, or of all objects of a kind. */
export function pathOf({ apiVersion, plural, namespaced }: ServedKind, namespace: string, name = ''): string {
  const root = apiVersion.includes('/') ? '/apis' : '/api';
  const place = namespaced ? `/namespaces/${namespace}` : '';
  return `${root}/${apiVersion}${place}/${plural}${name === '' ? '' : `/${name}`}`;
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof KubernetesError && error.status === 404) return undefined;
  throw error;
}

function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  return text(body);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
