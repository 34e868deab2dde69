import {
  type AddressService,
  type Configuration,
  chainMembers,
  childrenOf,
  type Element,
  formatReference,
  type HttpRouter,
  type HttpService,
  type Rules,
  type TcpRouter,
  type TraceEvent,
} from '../../engine/core.ts';
import type { CoverageItem, ItemKind } from './item.ts';
import { fromHere, type ManifestLines } from './manifest-lines.ts';

type FieldPath = Element['path'];
type Protocol = 'http' | 'tcp' | 'udp';
type Service = HttpService | AddressService;

/** In which field of an object its rules are; the rules of other kinds are made from several. */
const RULE_FIELDS: Readonly<Record<string, string>> = {
  IngressRoute: 'match',
  IngressRouteTCP: 'match',
  DynamicConfiguration: 'rule',
};

/**
 * What the configurations of one proxy have to be covered, and what of it a trace speaks of. An element that was in
 * force once is remembered: a request may have begun with an older configuration.
 */
export class Inventory {
  readonly #lines: ManifestLines;
  readonly #items = new Map<string, CoverageItem>();
  readonly #known = new WeakSet<Element>();
  /** Keys by protocol, kind and qualified name. */
  readonly #keys = new Map<string, string>();
  /** Keys by parent and child. */
  readonly #children = new Map<string, string>();
  /** Of load balancers that are written where a parent names them: only by way of that parent are they used there. */
  readonly #places = new Set<string>();
  /** The chains that a router or service names, with the middlewares in them. */
  readonly #chains = new Map<string, readonly (readonly [chain: string, members: ReadonlySet<string>])[]>();

  constructor(lines: ManifestLines) {
    this.#lines = lines;
  }

  get items(): readonly CoverageItem[] {
    return [...this.#items.values()];
  }

  add(configuration: Configuration, rules: Rules): void {
    const { http, tcp, udp, tls } = configuration;
    this.#addAll(http.routers, (router) => {
      this.#addRouter('http', router, rules);
      this.#addChains(http, router);
    });
    this.#addAll(http.services, (service) => {
      this.#addService('http', service);
      if (service.kind === 'loadBalancer') this.#addChains(http, service);
    });
    this.#addAll(http.middlewares, (element) => this.#addElement('http', 'middleware', element));
    this.#addAll(tcp.routers, (router) => this.#addRouter('tcp', router, rules));
    this.#addAll(tcp.services, (service) => this.#addService('tcp', service));
    this.#addAll(tcp.middlewares, (element) => this.#addElement('tcp', 'middleware', element));
    this.#addAll(udp.routers, (router) => this.#addElement('udp', 'router', router, router.name));
    this.#addAll(udp.services, (service) => this.#addService('udp', service));
    this.#addAll(tls.options, (element) => this.#addElement('tls', 'tlsOptions', element));
  }

  /** The keys of what was put to use. */
  used(event: TraceEvent): string[] {
    switch (event.kind) {
      case 'router': {
        const router = this.#keys.get(`${event.protocol} router ${event.router}`);
        if (router === undefined) return [];
        const held = event.branches.flatMap(({ text, holds }, index) =>
          holds ? [branchKey(router, index, text)] : [],
        );
        return [router, ...held];
      }
      case 'middleware': {
        const { protocol, middleware, user } = event;
        const chains = this.#chains.get(user) ?? [];
        const used = chains.filter(([, members]) => members.has(middleware)).map(([chain]) => chain);
        return this.#keysOf([middleware, ...used].map((name) => `${protocol} middleware ${name}`));
      }
      case 'services': {
        const { protocol, services, from } = event;
        const [first] = services;
        const steps = services.slice(1).map((child, index) => [services[index], child]);
        if (first !== undefined) steps.push(...from.map((parent) => [parent, first]));
        const edges = steps.flatMap(([parent, child]) => {
          return this.#children.get(`${protocol} ${parent} > ${child}`) ?? [];
        });
        const nodes = this.#keysOf(services.map((name) => `${protocol} service ${name}`)).filter(
          (key) => !this.#places.has(key),
        );
        return [...new Set([...nodes, ...edges])];
      }
      case 'tls':
        return this.#keysOf([`tls tlsOptions ${event.options}`]);
    }
  }

  #keysOf(handles: readonly string[]): string[] {
    return handles.flatMap((handle) => this.#keys.get(handle) ?? []);
  }

  #addAll<E extends Element>(elements: ReadonlyMap<string, E>, add: (element: E) => void): void {
    for (const element of elements.values()) {
      if (this.#known.has(element) || !element.origin) continue;
      this.#known.add(element);
      add(element);
    }
  }

  #addElement(protocol: Protocol | 'tls', kind: ItemKind, element: Element, name = element.name): string {
    const key = keyOf(kind, element, element.path);
    this.#keys.set(`${protocol} ${kind} ${element.name}`, key);
    this.#addItem(key, kind, name, element, element.path);
    return key;
  }

  #addRouter(protocol: 'http' | 'tcp', router: HttpRouter | TcpRouter, rules: Rules): void {
    const key = this.#addElement(protocol, 'router', router, router.rule);
    const field = RULE_FIELDS[router.resource?.kind ?? ''];
    rules.branches(protocol, router).forEach(({ text, offset }, index) => {
      const path = field === undefined ? router.path : [...router.path, field];
      const at = field === undefined ? undefined : offset;
      this.#addItem(branchKey(key, index, text), 'branch', text, router, path, at);
    });
  }

  #addService(protocol: Protocol, service: Service): void {
    const own = this.#addElement(protocol, 'service', service);
    for (const { name, path } of namedChildren(service)) {
      // A load balancer that is written where it is named is one thing with its place there.
      const key = keyOf('service', service, path);
      this.#children.set(`${protocol} ${service.name} > ${name}`, key);
      if (key !== own) this.#places.add(key);
      this.#addItem(key, 'service', `${name} of ${service.name}`, service, path);
    }
  }

  #addChains(
    { middlewares }: Configuration['http'],
    user: Element & { readonly middlewares?: readonly string[] },
  ): void {
    const membersOf = (name: string): string[] => {
      const middleware = middlewares.get(name);
      const members = middleware ? chainMembers(middleware) : [];
      return [...members, ...members.flatMap(membersOf)];
    };
    const named = user.middlewares ?? [];
    const chains = named
      .flatMap((name) => [name, ...membersOf(name)])
      .map((name) => [name, new Set(membersOf(name))] as const);
    const found = chains.filter(([, members]) => members.size > 0);
    // A load balancer may be named as its router is.
    this.#chains.set(user.name, [...(this.#chains.get(user.name) ?? []), ...found]);
  }

  #addItem(
    key: string,
    kind: ItemKind,
    name: string,
    { origin, resource }: Element,
    path: FieldPath,
    offset?: number,
  ): void {
    if (this.#items.has(key) || !origin || !resource) return;
    const position = this.#lines.find(origin.position(path, offset));
    if (!position) return;
    const { file, line, column } = position;
    this.#items.set(key, { key, kind, name, object: formatReference(resource), file, line, column });
  }
}

/** The children of a service, each with the place where it is named. */
function namedChildren(service: Service): { readonly name: string; readonly path: FieldPath }[] {
  if (service.kind === 'loadBalancer') return [];
  const { path } = service;
  // The list itself, of a TCP or UDP route.
  if (service.kind === 'weighted' && path.at(-1) === 'services') {
    return service.services.map(({ name }, index) => ({ name, path: [...path, index] }));
  }
  return childrenOf(service).map((child) => ({ name: child.name, path: child.path.slice(0, -1) }));
}

function keyOf(kind: ItemKind, { origin, resource }: Element, path: FieldPath): string {
  const object = resource ? formatReference(resource) : '';
  return [kind, fromHere(origin?.file ?? ''), object, path.join('.')].join(' | ');
}

function branchKey(router: string, index: number, text: string): string {
  return `branch of ${router} | ${index} ${text}`;
}
