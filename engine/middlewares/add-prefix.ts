import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { escapePath, splitTarget } from './request-target.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/** Puts a prefix before the path (Traefik: middlewares/http/addprefix). */
export function addPrefix(name: string, options: Options): HttpMiddleware {
  const prefix = options.requiredText('prefix');
  const encoded = escapePath(prefix.startsWith('/') ? prefix : `/${prefix}`);
  return {
    name,
    shape: TRANSPARENT,
    request(head) {
      const { path, query } = splitTarget(head.target);
      head.target = `${encoded}${path}${query}`;
      return undefined;
    },
    explain: () => `It adds the prefix ${prefix} to the path.`,
  };
}
