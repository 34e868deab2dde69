import { type LinkContext, Linker, linkEntryPoints, linkRule, linkTlsOptions, writtenAt } from './link.ts';
import { MiddlewareLinks } from './link-middlewares.ts';
import { linkParents } from './link-parents.ts';
import { ServiceLinks } from './link-services.ts';
import type { HttpRouter } from './model.ts';

/**
 * How much is linked. `all`: everything. `references`: what routers refer to changed, but all that was there and in order
 * may still be; if it is not, all. `open routers`: only routers changed.
 */
export type LinkScope = 'all' | 'references' | 'open routers';

/** Checks everything HTTP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkHttp(context: LinkContext, scope: LinkScope): void {
  const linker = new Linker(context);
  const services = new ServiceLinks(linker);
  const middlewares = new MiddlewareLinks(linker, services);
  if (scope !== 'open routers') {
    services.checkAll();
    middlewares.checkAll();
  }
  const isWhole = scope === 'all' || (scope === 'references' && context.marked.size > 0);
  if (isWhole) middlewares.checkServices(context.httpServices.values());
  const routers = isWhole ? [...context.httpRouters.values()] : openRouters(context);
  linkParents(linker, routers);
  for (const router of routers) {
    if (router.parentRefs === undefined) linkEntryPoints(linker, router, 'tcp');
    else router.entryPoints = [];
    linkRule(linker, router, () => context.rules.http(router));
    router.middlewares.forEach((name, index) => {
      const inObject = [...router.path, 'middlewares', index, 'name'];
      const at = writtenAt(router, inObject, ['middlewares', index], 'router.middlewares');
      middlewares.check(router, name, at);
    });
    if (router.service !== '') {
      const at = writtenAt(router, [...router.path, 'services', 0, 'name'], ['service']);
      services.check(router, router.service, at);
    }
    linkTlsOptions(linker, router, 'building router handler: ');
  }
}

function openRouters({ open, httpRouters }: LinkContext): HttpRouter[] {
  const routers: HttpRouter[] = [];
  for (const element of open) {
    const router = httpRouters.get(element.name);
    if (router === element) routers.push(router);
  }
  return routers;
}
