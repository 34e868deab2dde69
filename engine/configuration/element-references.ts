import type { ElementPart } from './elements.ts';
import { chainMembers, pagesService } from './link-middlewares.ts';
import { childrenOf } from './link-services.ts';
import type { ConfiguredMiddleware, Element, HttpRouter, HttpService } from './model.ts';

/** What tells a named element apart from all others. */
export function elementKey(part: ElementPart, name: string): string {
  return `${part} ${name}`;
}

/** The keys of what an element of HTTP refers to; what TCP and UDP refer to is looked up as a whole. */
export function referencesOf(part: ElementPart, element: Element): string[] {
  switch (part) {
    case 'httpRouters':
      return ofRouter(element as HttpRouter);
    case 'httpServices':
      return ofService(element as HttpService);
    case 'middlewares':
      return ofMiddleware(element as ConfiguredMiddleware);
    default:
      return [];
  }
}

function ofRouter({ service, middlewares, tls }: HttpRouter): string[] {
  return [
    elementKey('httpServices', service),
    ...middlewares.map((name) => elementKey('middlewares', name)),
    ...(tls ? [elementKey('tlsOptions', tls.options)] : []),
  ];
}

function ofService(service: HttpService): string[] {
  const keys = childrenOf(service).map(({ name }) => elementKey('httpServices', name));
  if (service.kind !== 'loadBalancer') return keys;
  const { serversTransport, middlewares = [] } = service;
  if (serversTransport !== undefined) keys.push(elementKey('serversTransports', serversTransport));
  for (const name of middlewares) keys.push(elementKey('middlewares', name));
  return keys;
}

function ofMiddleware(middleware: ConfiguredMiddleware): string[] {
  const service = pagesService(middleware);
  return [
    ...chainMembers(middleware).map((name) => elementKey('middlewares', name)),
    ...(service === undefined ? [] : [elementKey('httpServices', service)]),
  ];
}
