import type { Configuration } from '../configuration/model.ts';
import { DEFAULT_TLS_OPTIONS } from '../routing/snapshot.ts';

/**
 * Why the TLS options of that name cannot be used, in Traefik's words; undefined if they can. Ask when the TLS side of
 * the configuration was assembled, which finds out.
 */
export function tlsProblem(configuration: Configuration, name: string): string | undefined {
  const options = configuration.tls.options.get(name);
  if (options) return options.status === 'disabled' ? options.errors.join(', ') : undefined;
  return name === DEFAULT_TLS_OPTIONS ? undefined : `unknown TLS options: ${name}`;
}
