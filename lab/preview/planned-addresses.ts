import type { Resource } from '../../engine/core.ts';

/**
 * The objects, and with each Service the address that a cluster would give it: manifests hardly ever name one. They
 * are of the range that kubeadm takes by default.
 */
export function withClusterAddresses(resources: readonly Resource[]): readonly Resource[] {
  let count = 0;
  return resources.map((resource) => {
    if (resource.kind !== 'Service') return resource;
    const { type, clusterIP = '' } = resource.spec;
    if (type === 'ExternalName' || clusterIP !== '') return resource;
    count += 1;
    return { ...resource, spec: { ...resource.spec, clusterIP: addressOf(count) } };
  });
}

/** From 10.96.0.1 on. */
function addressOf(number: number): string {
  return [10, 96 + Math.floor(number / 65_536), Math.floor(number / 256) % 256, number % 256].join('.');
}
