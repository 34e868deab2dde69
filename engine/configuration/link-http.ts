import { type LinkContext, Linker, linkEntryPoints, linkRule, linkTlsOptions, writtenAt } from './link.ts';
import { MiddlewareLinks } from './link-middlewares.ts';
import { linkParents } from './link-parents.ts';
import { ServiceLinks } from './link-services.ts';

/** Checks everything HTTP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkHttp(context: LinkContext): void {
  const linker = new Linker(context);
  const services = new ServiceLinks(linker);
  const middlewares = new MiddlewareLinks(linker, services);
  middlewares.checkServices(linker.context.httpServices.values());
  linkParents(linker);
  for (const router of context.httpRouters.values()) {
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
