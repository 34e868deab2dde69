import { existsSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesError } from './api-error.ts';
import { HttpTransport } from './http-transport.ts';

/** Where the API is and who asks, as it was written. Empty: not written. */
export interface ApiAddress {
  /** A file of kubectl's; `--kubeconfig`. */
  readonly kubeconfig: string;
  /** A context in it; `--context`. */
  readonly context: string;
  /** Traefik's `providers.*.endpoint`. */
  readonly endpoint: string;
  /** Traefik's `providers.*.token`: a token, or a file that holds one. */
  readonly token: string;
  /** Traefik's `providers.*.certauthfilepath`. */
  readonly certAuthFilePath: string;
}

/** Which of the ways to an API is taken. */
export type ApiSource =
  | { readonly kind: 'kubeconfig'; readonly files: readonly string[]; readonly context: string }
  | { readonly kind: 'in-cluster'; readonly endpoint: string }
  | { readonly kind: 'endpoint' };

/** No API is named, or its credentials cannot be read. */
export class KubernetesAddressError extends Error {
  override readonly name = 'KubernetesAddressError';
  readonly code = 'kubernetes-address';
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Which API is asked. What is written on the command line comes before what the environment says; else the order is
 * Traefik's: in a pod its service account, of which an endpoint replaces the address alone; KUBECONFIG; the endpoint.
 *
 * @throws KubernetesAddressError if there is none of these.
 */
export function chooseApi(address: ApiAddress, environment: Environment): ApiSource {
  const { kubeconfig, context, endpoint } = address;
  const fromEnvironment = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (kubeconfig !== '') return { kind: 'kubeconfig', files: [kubeconfig], context };
  if (context !== '') {
    if (fromEnvironment.length > 0) return { kind: 'kubeconfig', files: fromEnvironment, context };
    throw new KubernetesAddressError(`--context ${context}: name the file that has it with --kubeconfig`);
  }
  if (environment['KUBERNETES_SERVICE_HOST'] && environment['KUBERNETES_SERVICE_PORT']) {
    return { kind: 'in-cluster', endpoint };
  }
  if (endpoint !== '') return { kind: 'endpoint' };
  if (fromEnvironment.length > 0) return { kind: 'kubeconfig', files: fromEnvironment, context };
  throw new KubernetesAddressError(
    'no Kubernetes API is named: write --kubeconfig FILE or --providers.kubernetescrd.endpoint=URL, set KUBECONFIG, or run in a pod',
  );
}

/**
 * Opens the way to an API; nothing is asked yet.
 *
 * @param mounted where the file system of the pod begins, for tests
 * @throws KubernetesAddressError if there is no API, or its credentials cannot be read.
 */
export async function openApi(
  address: ApiAddress,
  environment: Environment,
  mounted = '',
): Promise<HttpTransport> {
  const source = chooseApi(address, environment);
  // The library takes half a second to load, which only those should wait for who need it.
  const { KubeConfig } = await import('@kubernetes/client-node');
  const load = (): KubeConfig => {
    const config = new KubeConfig();
    fill(config, () => new KubeConfig(), source, address, mounted);
    return config;
  };
  try {
    const server = load().getCurrentCluster()?.server ?? '';
    return new HttpTransport(`${server} (${origin(source)})`, load);
  } catch (error) {
    const reason = KubernetesError.fromFailure(error).message;
    throw new KubernetesAddressError(`the way to the Kubernetes API (${origin(source)}): ${reason}`);
  }
}

function origin(source: ApiSource): string {
  if (source.kind === 'in-cluster') return 'the service account of the pod';
  if (source.kind === 'endpoint') return 'by its endpoint';
  const context = source.context === '' ? '' : `, context ${source.context}`;
  return `kubeconfig ${source.files.join(delimiter)}${context}`;
}

function fill(
  config: KubeConfig,
  create: () => KubeConfig,
  source: ApiSource,
  address: ApiAddress,
  mounted: string,
): void {
  if (source.kind === 'kubeconfig') fromFiles(config, create, source);
  else if (source.kind === 'in-cluster') {
    config.loadFromCluster(mounted);
    const [cluster] = config.clusters;
    if (source.endpoint !== '' && cluster) config.clusters = [{ ...cluster, server: source.endpoint }];
  } else {
    const { endpoint, token, certAuthFilePath } = address;
    const cluster = {
      name: 'endpoint',
      server: endpoint,
      skipTLSVerify: false,
      ...(certAuthFilePath !== '' && { caFile: certAuthFilePath }),
    };
    config.loadFromClusterAndUser(cluster, { name: 'endpoint', ...(token !== '' && { token: read(token) }) });
  }
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error(missing(config));
  if (!/^https?:\/\//.test(cluster.server)) {
    throw new Error(`the server "${cluster.server}" is no address such as https://127.0.0.1:6443`);
  }
  // client-node refuses plain HTTP unless told that nothing is to be verified, and looks at the cluster only for a user.
  config.clusters = config.clusters.map((one) =>
    one.server.startsWith('http:') ? { ...one, skipTLSVerify: true } : one,
  );
  if (!config.getCurrentUser()) nameUser(config);
}

/** Of several files the first counts that says something, as for kubectl. */
function fromFiles(
  config: KubeConfig,
  create: () => KubeConfig,
  { files, context }: ApiSource & { kind: 'kubeconfig' },
): void {
  const [first = '', ...others] = files;
  config.loadFromFile(first);
  for (const file of others) {
    const next = create();
    next.loadFromFile(file);
    config.mergeConfig(next, Boolean(config.getCurrentContext()));
  }
  if (context !== '') config.setCurrentContext(context);
}

function missing(config: KubeConfig): string {
  const names = config.getContexts().map(({ name }) => name);
  const current = config.getCurrentContext();
  const known = names.length > 0 ? `; there are ${names.join(', ')}` : '';
  return current
    ? `there is no context "${current}" with a cluster${known}`
    : `no context is chosen: write --context NAME${known}`;
}

/** A context without a user asks as nobody. */
function nameUser(config: KubeConfig): void {
  const current = config.getCurrentContext();
  config.users = [...config.users, { name: 'nobody' }];
  config.contexts = config.contexts.map((context) =>
    context.name === current ? { ...context, user: 'nobody' } : context,
  );
}

/** A token, or the content of the file that is named. */
function read(token: string): string {
  return existsSync(token) ? readFileSync(token, 'utf8').trim() : token;
}
