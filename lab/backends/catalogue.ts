import type { Backend } from './backend.ts';
import { mongo } from './mongo/mongo.ts';
import { nginx } from './nginx.ts';
import { whoami } from './whoami.ts';
import { whoamiudp } from './whoamiudp.ts';

/** Last part of the image's name, the name to recommend, and what runs for it. */
const entries = new Map<string, { readonly image: string; readonly backend: Backend }>([
  ['whoami', { image: 'traefik/whoami', backend: whoami }],
  ['nginx', { image: 'nginx', backend: nginx }],
  ['mongo', { image: 'mongo', backend: mongo }],
  ['whoamiudp', { image: 'traefik/whoamiudp', backend: whoamiudp }],
]);

/** A workload asks for an image that the lab cannot run in its own process. */
export class UnknownImageError extends Error {
  readonly code = 'image-unknown';

  constructor(image: string, workload: string) {
    const images = [...entries.values()].map((entry) => entry.image).join(', ');
    super(
      `${workload} uses the image "${image}", which has no embedded backend. Images that run embedded, from any ` +
        `registry and with any tag: ${images}. Use one of these, or let one play it (Given the image "${image}" is ` +
        'played by "traefik/whoami"), or run the scenario in the containers world, which can run any image.',
    );
    this.name = 'UnknownImageError';
  }
}

/**
 * The embedded backend for an image reference (`[registry[:port]/][path/]name[:tag][@digest]`).
 * The last part of the name decides, so that mirrors and forks of an image count as the image itself.
 */
export function findBackend(image: string): Backend | undefined {
  const match = /^(?:[^\s/@]+\/)*([a-z0-9._-]+)(?::[\w.-]+)?(?:@[a-z0-9+._-]+:[0-9a-fA-F]+)?$/.exec(image);
  return entries.get(match?.[1] ?? '')?.backend;
}

/**
 * As `findBackend`, for a workload that cannot do without.
 * @param workload names the object in messages, for example `Deployment test-pod/appv1`.
 * @throws UnknownImageError if there is none.
 */
export function requireBackend(image: string, workload: string): Backend {
  const backend = findBackend(image);
  if (backend === undefined) throw new UnknownImageError(image, workload);
  return backend;
}
