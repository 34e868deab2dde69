import { type LinkContext, Linker, linkEntryPoints, linkRule, linkTlsOptions, writtenAt } from './link.ts';
import { MiddlewareLinks } from './link-middlewares.ts';
import { linkParents } from './link-parents.ts';
import { ServiceLinks } from './link-services.ts';
import type { Element } from './model.ts';

/**
 * Checks everything HTTP that refers to something else; what dangles is disabled with Traefik's text.
 *
 * @param renewed given if little changed: then only open elements are checked, of which these were not in order before,
 * nor was what refers to them
 * @returns false if something else is not in order any more, so that all has to be checked
 */
export function linkHttp(context: LinkContext, renewed?: ReadonlySet<Element>): boolean {
  const linker = new Linker(context);
  const services = new ServiceLinks(linker);
  const middlewares = new MiddlewareLinks(linker, services);
  const among = <E extends Element>(elements: ReadonlyMap<string, E>): E[] =>
    renewed ? openOnes(context, elements) : [...elements.values()];
  const openServices = among(context.httpServices);
  services.checkAll(openServices);
  middlewares.checkAll(among(context.middlewares));
  middlewares.checkServices(openServices);
  if (renewed && hasEffects(context, renewed)) return false;
  const routers = among(context.httpRouters);
  linkParents(linker, routers);
  for (const router of routers) {
    if (router.parentRefs === undefined) linkEntryPoints(linker, router, 'tcp');
    else router.entryPoints = [];
    linkRule(linker, router, () => context.rules.http(router));
    const { by, middlewares: given } = router.given ?? { by: '', middlewares: 0 };
    router.middlewares.forEach((name, place) => {
      if (place < given) {
        middlewares.check(router, name, router.path, `--entrypoints.${by}.http.middlewares`);
        return;
      }
      const index = place - given;
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
  return true;
}

/** Whether more is not in order than was before, or something whose findings hang on where one begins. */
function hasEffects({ marked, reporter }: LinkContext, renewed: ReadonlySet<Element>): boolean {
  for (const element of marked) if (!renewed.has(element)) return true;
  return reporter.diagnostics.some(({ code }) => code.endsWith('-recursion'));
}

function openOnes<E extends Element>({ open }: LinkContext, elements: ReadonlyMap<string, E>): E[] {
  const found: E[] = [];
  for (const element of open) {
    const one = elements.get(element.name);
    if (one === element) found.push(one);
  }
  return found;
}
