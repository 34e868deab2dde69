import { createHash } from 'node:crypto';
import type { Configuration } from '../configuration/model.ts';

/**
 * Equal for configurations that route alike. An equal one is not applied again, so that counters and sticky state
 * survive changes that do not concern traffic (as in Traefik, which compares a hash too).
 */
export function fingerprint(configuration: Configuration): string {
  const text = JSON.stringify(configuration, (key, value: unknown) => {
    if (key === 'origin') return undefined;
    return value instanceof Map ? [...value] : value;
  });
  return createHash('sha256').update(text).digest('hex');
}
