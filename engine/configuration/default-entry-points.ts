import type { EntryPoint } from '../static/static-configuration.ts';

/** Where a TCP or HTTP router is that names none: on those marked as default; if none is marked, on all but `traefik`. */
export function defaultEntryPoints(entryPoints: readonly EntryPoint[]): string[] {
  const marked = entryPoints.filter((entryPoint) => entryPoint.asDefault);
  return (marked.length > 0 ? marked : entryPoints)
    .filter(({ name, protocol }) => protocol === 'tcp' && name !== 'traefik')
    .map((entryPoint) => entryPoint.name)
    .toSorted();
}
