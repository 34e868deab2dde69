import type { ServeKubernetes } from '../own-cluster.ts';
import type { NetworkedKubernetes, PodNetwork } from '../world.ts';
import { containerClient } from './client.ts';
import type { Containers } from './containers.ts';
import { ContainersWorldError } from './containers-world-error.ts';
import { labelsOf } from './labels.ts';

/** What Docker Desktop and Podman call the machine that the engine's own machine runs on. */
const HOST_NAME = 'host.docker.internal';

/**
 * The network of these containers.
 *
 * @throws ContainersWorldError `containers-engine-failed` if the engine does not tell the machine's address in it
 */
export async function podNetwork(containers: Containers, serve: ServeKubernetes): Promise<PodNetwork> {
  const [{ engine }, name] = await Promise.all([containerClient(), containers.network()]);
  const { IPAM: addresses } = await engine.network.getById(name).inspect();
  const gateway = addresses?.Config?.find(({ Gateway }) => Gateway)?.Gateway ?? '';
  if (gateway === '') {
    throw new ContainersWorldError(
      'containers-engine-failed',
      `the container engine does not say which address this machine has in the network ${name}`,
    );
  }
  let kubernetes: Promise<NetworkedKubernetes> | undefined;
  return {
    name,
    gateway,
    labels: labelsOf(containers.run),
    containerName: (what) => containers.nameFor(what),
    kubernetes() {
      kubernetes ??= serveInside(serve, gateway);
      return kubernetes;
    },
  };
}

/**
 * Where the engine runs on this machine, the machine has an address in the network, at which nobody outside of it asks.
 * Where the engine has a machine of its own, containers reach this one's loopback by a name that the engine knows.
 */
async function serveInside(serve: ServeKubernetes, gateway: string): Promise<NetworkedKubernetes> {
  try {
    const { url, token, authority, kubeconfig } = await serve({ host: gateway, names: [gateway] });
    return { url, token, authority, kubeconfig, extraHosts: [] };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL')) throw error;
  }
  const served = await serve({ host: '127.0.0.1', names: [HOST_NAME] });
  const [url, kubeconfig] = [served.url, served.kubeconfig].map((text) =>
    text.replace('//127.0.0.1:', `//${HOST_NAME}:`),
  );
  return {
    url: url ?? '',
    kubeconfig: kubeconfig ?? '',
    token: served.token,
    authority: served.authority,
    extraHosts: [{ host: HOST_NAME, ipAddress: 'host-gateway' }],
  };
}
