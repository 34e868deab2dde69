import { type LinkContext, Linker, linkEntryPoints, linkRule, linkTlsOptions } from './link.ts';
import { MiddlewareLinks } from './link-middlewares.ts';
import { ServiceLinks } from './link-services.ts';
import type { HttpRouter } from './model.ts';

/** Checks everything HTTP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkHttp(context: LinkContext): void {
  const linker = new Linker(context);
  const services = new ServiceLinks(linker);
  const middlewares = new MiddlewareLinks(linker, services);
  for (const router of context.httpRouters.values()) {
    linkEntryPoints(linker, router, 'tcp');
    linkRule(linker, router, () => context.rules.http(router));
    router.middlewares.forEach((name, index) => {
      middlewares.check(router, name, [...router.path, 'middlewares', index, 'name']);
    });
    linkService(linker, services, router);
    linkTlsOptions(linker, router, 'building router handler: ');
  }
}

function linkService(linker: Linker, services: ServiceLinks, router: HttpRouter): void {
  if (router.service !== '') {
    services.check(router, router.service, [...router.path, 'services', 0, 'name']);
    return;
  }
  const text = 'router must have either a service or child routers';
  const advice = 'name a service under services:';
  linker.disable(router, 'route-without-service', router.path, text, { advice });
}
