import type { ApiAddress, StaticConfiguration, WatchedProviders } from '../../engine/index.ts';
import { UsageError } from './command.ts';
import type { EngineCommandOptions } from './engine-options.ts';

/** The Kubernetes API that the engine is to watch, and for which of its providers. */
export interface WatchedApi {
  readonly address: ApiAddress;
  readonly watches: WatchedProviders;
}

/**
 * Whether an API is watched. Traefik's rule, by which a flag of a provider switches it on, holds where no manifests are
 * named; where some are, these flags are about how they are read, and an API must be named itself.
 *
 * @throws UsageError if two APIs are named.
 */
export function watchedApi(
  { kubeconfig, context, paths }: Pick<EngineCommandOptions, 'kubeconfig' | 'context' | 'paths'>,
  { kubernetesCrd, kubernetesIngress }: StaticConfiguration,
): WatchedApi | undefined {
  const crd = kubernetesCrd.named;
  const ingress = kubernetesIngress?.named ?? false;
  const providers = [kubernetesCrd, ...(kubernetesIngress ? [kubernetesIngress] : [])];
  const endpoint = only(providers.map((provider) => provider.endpoint));
  const isNamed = [kubeconfig, context, endpoint].some((written) => written !== '');
  if (!isNamed && (paths.length > 0 || !(crd || ingress))) return undefined;
  return {
    address: {
      kubeconfig,
      context,
      endpoint,
      token: only(providers.map(({ token }) => token)),
      certAuthFilePath: only(providers.map(({ certAuthFilePath }) => certAuthFilePath)),
    },
    watches: crd || ingress ? { crd, ingress } : { crd: true, ingress: kubernetesIngress !== undefined },
  };
}

/** What both providers say, or the one that says something. A token is not quoted. */
function only(values: readonly string[]): string {
  const [first = '', ...others] = new Set(values.filter((value) => value !== ''));
  if (others.length > 0) {
    throw new UsageError(
      'the providers name different Kubernetes APIs or credentials: one engine watches one API, write the same for both',
    );
  }
  return first;
}
