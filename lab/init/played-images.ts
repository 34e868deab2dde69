import type { Resource } from '../../engine/index.ts';
import { findBackend } from '../backends/catalogue.ts';
import { withoutTag } from '../backends/stand-ins.ts';

/** An image that no lab can run, and what plays it. */
export interface PlayedImage {
  readonly image: string;
  readonly by: string;
}

/** The images of workloads that have no embedded backend, each with one that speaks the protocol of its ports. */
export function playedImages(resources: readonly Resource[]): PlayedImage[] {
  const played = new Map<string, PlayedImage>();
  for (const resource of resources) {
    const [container] = containersOf(resource);
    const { image, ports = [] } = container ?? {};
    if (image === undefined || findBackend(image)) continue;
    const isUdp = ports.length > 0 && ports.every(({ protocol }) => protocol === 'UDP');
    const name = withoutTag(image);
    played.set(name, { image: name, by: isUdp ? 'traefik/whoamiudp' : 'traefik/whoami' });
  }
  return [...played.values()];
}

/** What runs in each workload's pods, by its name. */
export function imagesOf(resources: readonly Resource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.flatMap((resource) => {
      const image = containersOf(resource)[0]?.image;
      return image === undefined ? [] : [[resource.metadata.name, image] as const];
    }),
  );
}

function containersOf(resource: Resource) {
  if (resource.kind === 'Deployment') return resource.spec.template.spec.containers;
  return resource.kind === 'Pod' ? resource.spec.containers : [];
}
