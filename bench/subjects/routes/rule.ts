import type { Route } from './table.ts';

/** A route as a rule of Traefik. */
export function ruleOf({ host, path }: Route): string {
  return path === '/' ? `Host(\`${host}\`)` : `Host(\`${host}\`) && PathPrefix(\`${path}\`)`;
}
