import type { World } from '../../lab/index.ts';

/** Where the first pod of a workload is reached without the proxy, as `kubectl port-forward` would. */
export function podAddress(world: World, workload: string): { host: string; port: number } {
  const slices = world.resourceSet().resources.filter((resource) => resource.kind === 'EndpointSlice');
  const own = world.pods().filter((pod) => pod.workload === workload);
  const pods = new Set(own.map((pod) => pod.name));
  for (const { endpoints, ports } of slices) {
    const endpoint = endpoints.find(({ targetRef }) => pods.has(targetRef?.name ?? ''));
    const [host, port] = [endpoint?.addresses[0], ports[0]?.port];
    if (host !== undefined && port !== undefined) return { host, port };
  }
  throw new Error(`no endpoint leads to a pod of "${workload}"`);
}
