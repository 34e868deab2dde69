import type { Configuration } from '../../configuration/model.ts';
import type { StaticConfiguration } from '../../static/static-configuration.ts';
import { internalRouters, internalServiceNames } from './internal.ts';
import { type Item, withoutIdentity } from './item.ts';
import { type MiddlewareItem, middlewareItem } from './middleware.ts';
import { httpRouterItem, type RouterItem, tcpRouterItem, udpRouterItem } from './router.ts';
import {
  addressServiceItem,
  httpServiceItem,
  internalServiceItem,
  type ServerIsUp,
  type ServiceItem,
} from './service.ts';

interface Protocol {
  readonly routers: readonly RouterItem[];
  readonly services: readonly ServiceItem[];
  readonly middlewares: readonly MiddlewareItem[];
}

/** Everything in force, by protocol, as the API shows it. */
export type Runtime = Readonly<Record<'http' | 'tcp' | 'udp', Protocol>>;

/** `options` adds the engine's own routers and services. */
export function runtimeOf(
  configuration: Configuration,
  options?: StaticConfiguration,
  isUp?: ServerIsUp,
): Runtime {
  const { http, tcp, udp } = configuration;
  const httpRouters = [...http.routers.values()].map(httpRouterItem);
  const services = [...http.services.values()];
  const internal = options ? internalRouters(options) : [];
  const internalServices = options ? internalServiceNames(options) : [];
  const httpUsers = usersOf([...http.routers.values(), ...internal], (router) => [router.service]);
  const middlewareUsers = usersOf([...http.routers.values()], (router) => router.middlewares);
  const tcpUsers = usersOf([...tcp.routers.values()], (router) => [router.service]);
  const udpUsers = usersOf([...udp.routers.values()], (router) => [router.service]);
  return {
    http: {
      routers: [...httpRouters, ...internal],
      services: [
        ...services.map((service) => httpServiceItem(service, httpUsers(service.name), isUp)),
        ...internalServices.map((name) => internalServiceItem(name, httpUsers(name))),
      ],
      middlewares: [...http.middlewares.values()].map((middleware) =>
        middlewareItem(middleware, middlewareUsers(middleware.name)),
      ),
    },
    tcp: {
      routers: [...tcp.routers.values()].map(tcpRouterItem),
      services: [...tcp.services.values()].map((service) =>
        addressServiceItem(service, tcpUsers(service.name), isUp),
      ),
      // Who uses them Traefik does not tell.
      middlewares: [...tcp.middlewares.values()].map((middleware) => middlewareItem(middleware, [])),
    },
    udp: {
      routers: [...udp.routers.values()].map(udpRouterItem),
      services: [...udp.services.values()].map((service) =>
        addressServiceItem(service, udpUsers(service.name)),
      ),
      middlewares: [],
    },
  };
}

/** What `/api/rawdata` answers: everything by name; groups that are empty are left out. */
export function rawDataOf({ http, tcp, udp }: Runtime): object {
  return {
    ...byName('routers', http.routers),
    ...byName('middlewares', http.middlewares),
    ...byName('services', http.services),
    ...byName('tcpRouters', tcp.routers),
    ...byName('tcpMiddlewares', tcp.middlewares),
    ...byName('tcpServices', tcp.services),
    ...byName('udpRouters', udp.routers),
    ...byName('udpServices', udp.services),
  };
}

function byName(group: string, items: readonly Item[]): object {
  if (items.length === 0) return {};
  const sorted = items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { [group]: Object.fromEntries(sorted.map((item) => [item.name, withoutIdentity(item)])) };
}

/** Looks up the routers, disabled ones too, that name something. */
function usersOf<R extends { readonly name: string }>(
  routers: readonly R[],
  used: (router: R) => readonly string[],
): (name: string) => readonly string[] {
  const users = new Map<string, Set<string>>();
  for (const router of routers) {
    for (const name of used(router)) {
      const known = users.get(name);
      if (known) known.add(router.name);
      else users.set(name, new Set([router.name]));
    }
  }
  return (name) => [...(users.get(name) ?? [])].toSorted();
}
