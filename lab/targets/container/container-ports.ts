import type { EntryPoint } from '../../../engine/index.ts';

/** The first port that is given to entry points whose port is open; below 1024 only root may listen everywhere. */
const FIRST_PORT = 8000;

/**
 * Entry points as they listen in a container: on all its addresses, of which others in its network know one, and on ports
 * that are all different, since the container is theirs alone.
 */
export function inContainer(entryPoints: readonly EntryPoint[]): EntryPoint[] {
  const taken = new Set(entryPoints.map(({ port }) => port));
  let next = FIRST_PORT;
  return entryPoints.map((entryPoint) => {
    if (entryPoint.port !== 0) return { ...entryPoint, host: '' };
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { ...entryPoint, host: '', port: next };
  });
}
