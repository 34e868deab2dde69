import type { EntryPoint, Redirection, StaticConfiguration } from '../static/static-configuration.ts';
import type { ConfiguredMiddleware, HttpRouter } from './model.ts';
import { normalize, qualify } from './names.ts';

/** The engine's own router on an entry point whose clients are sent elsewhere, with the middleware that sends them. */
interface RedirectingRouter {
  readonly router: HttpRouter;
  readonly middleware: ConfiguredMiddleware;
}

/** The routers of all entry points with a redirection (Traefik: `entryPoints.NAME.http.redirections`). */
export function redirectingRouters({
  entryPoints,
  traefikVersion,
}: StaticConfiguration): RedirectingRouter[] {
  return entryPoints.flatMap(({ name, protocol, http }) => {
    const redirection = http?.redirection;
    if (!redirection || protocol !== 'tcp') return [];
    const { to, scheme, permanent, priority } = redirection;
    const key = normalize(`${name}-to-${to}`);
    const middleware = qualify(`redirect-${key}`, 'internal');
    const port = portOf(redirection, entryPoints);
    return [
      {
        router: {
          ...own(qualify(key, 'internal')),
          entryPoints: [name],
          rule: traefikVersion < 300 ? 'HostRegexp(`{host:.+}`)' : 'HostRegexp(`^.+$`)',
          priority: Number(priority),
          // 0: by the length of the rule, as for users.
          ...(priority === 0n ? {} : { exactPriority: String(priority) }),
          middlewares: [middleware],
          service: 'noop@internal',
        },
        middleware: { ...own(middleware), type: 'redirectScheme', options: { scheme, port, permanent } },
      },
    ];
  });
}

/** The port that clients are sent to. Where the system is to choose one, nobody can know it but by the scheme. */
function portOf({ to }: Redirection, entryPoints: readonly EntryPoint[]): string {
  const [, port] = /^:(\d+)$/.exec(to) ?? [];
  if (port !== undefined) return port;
  const target = entryPoints.find(({ name }) => name === to);
  return target && target.port > 0 ? String(target.port) : '';
}

function own(name: string): Pick<HttpRouter, 'name' | 'path' | 'status' | 'errors'> {
  return { name, path: [], status: 'enabled', errors: [] };
}
