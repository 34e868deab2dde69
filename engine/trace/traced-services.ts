import type { Asker, Selection, ServiceNode } from '../balancing/service-node.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { AddressServer, HttpDestination, HttpServiceNode } from '../routing/targets.ts';
import type { Trace } from './trace.ts';

const NOTHING: readonly string[] = [];

/** A service that tells of each choice of a server. `from`: the services that lead to it. */
export function tracedHttpService(node: HttpServiceNode, trace: Trace, from = NOTHING): HttpServiceNode {
  const destinations = new WeakMap<HttpDestination, HttpDestination>();
  return tracedService(node, 'http', trace, from, (selection) => ({
    ...selection,
    server: selection.server && tracedDestination(selection.server, selection.trail),
    mirrorings: selection.mirrorings.map((mirroring) => ({
      ...mirroring,
      mirrors: mirroring.mirrors.map((mirror) => tracedHttpService(mirror, trace, selection.trail)),
    })),
  }));

  /** Handlers are kept by destination: the same one is traced once. */
  function tracedDestination(destination: HttpDestination, trail: readonly string[]): HttpDestination {
    if (destination.kind === undefined) return destination;
    let traced = destinations.get(destination);
    if (traced === undefined) {
      const behind = (service: HttpServiceNode) => tracedHttpService(service, trace, trail);
      traced =
        destination.kind === 'failover'
          ? { ...destination, main: behind(destination.main), fallback: behind(destination.fallback) }
          : {
              ...destination,
              middlewares: tracedMiddlewares(destination.middlewares, destination.name, trace),
              service: behind(destination.service),
              ...(destination.services && { services: tracedServices(destination.services, trace) }),
            };
      destinations.set(destination, traced);
    }
    return traced;
  }
}

/** Services that middlewares forward to. */
export function tracedServices(
  services: ReadonlyMap<string, HttpServiceNode>,
  trace: Trace,
): ReadonlyMap<string, HttpServiceNode> {
  return new Map(Array.from(services, ([name, node]) => [name, tracedHttpService(node, trace)]));
}

/** A TCP or UDP service that tells of each choice of a server. */
export function tracedAddresses(
  node: ServiceNode<AddressServer>,
  protocol: 'tcp' | 'udp',
  trace: Trace,
): ServiceNode<AddressServer> {
  return tracedService(node, protocol, trace, NOTHING, (selection) => selection);
}

function tracedService<S>(
  node: ServiceNode<S>,
  protocol: 'http' | 'tcp' | 'udp',
  trace: Trace,
  from: readonly string[],
  traced: (selection: Selection<S>) => Selection<S>,
): ServiceNode<S> {
  return new TracedService(node, (asker) => {
    const selection = node.select(asker);
    trace({ kind: 'services', protocol, services: selection.trail, from });
    return traced(selection);
  });
}

/** A service whose choices go another way. */
export class TracedService<S> implements ServiceNode<S> {
  readonly name: string;
  readonly #node: ServiceNode<S>;
  readonly #select: ServiceNode<S>['select'];

  constructor(node: ServiceNode<S>, select: ServiceNode<S>['select']) {
    this.name = node.name;
    this.#node = node;
    this.#select = select;
  }

  get up(): boolean {
    return this.#node.up;
  }

  select(asker?: Asker): Selection<S> {
    return this.#select(asker);
  }
}

/** Middlewares that tell of each request that comes to them. `user`: the router or service whose they are. */
export function tracedMiddlewares(
  middlewares: readonly HttpMiddleware[],
  user: string,
  trace: Trace,
): readonly HttpMiddleware[] {
  return middlewares.map((middleware): HttpMiddleware => {
    const tell = () => trace({ kind: 'middleware', protocol: 'http', middleware: middleware.name, user });
    const { name, services } = middleware;
    const common = { name, explain: () => middleware.explain(), ...(services && { services }) };
    if (middleware.wrap) {
      return {
        ...common,
        wrap(next, tools) {
          const handler = middleware.wrap?.(next, tools) ?? next;
          return {
            serve(request, reply) {
              tell();
              handler.serve(request, reply);
            },
          };
        },
      };
    }
    return {
      ...common,
      request(head) {
        tell();
        return middleware.request?.(head);
      },
      ...(middleware.response && { response: (head, request) => middleware.response?.(head, request) }),
    };
  });
}
