import { ServerBalancer, ServiceBalancer, serviceCandidate } from '../balancing/balancer-node.ts';
import type { Candidate, Picker } from '../balancing/candidate.ts';
import { EarliestDeadline } from '../balancing/earliest-deadline.ts';
import { EarliestDeadlinePicker } from '../balancing/earliest-deadline-picker.ts';
import { FailoverNode } from '../balancing/failover-node.ts';
import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import { HighestRandomWeight } from '../balancing/highest-random-weight.ts';
import { LeastTime } from '../balancing/least-time.ts';
import { ServerState } from '../balancing/server-state.ts';
import type { Random, Selection, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, MirroringNode, WeightedNode } from '../balancing/service-nodes.ts';
import { shuffled } from '../balancing/shuffle.ts';
import { type CookieValues, fnv1aValues, fnvValues, hashedValues, Sticky } from '../balancing/sticky.ts';
import { TwoChoices } from '../balancing/two-choices.ts';
import { childrenOf } from '../configuration/link-services.ts';
import type {
  Configuration,
  ConfiguredServer,
  Failover,
  HighestRandomWeight as HighestRandomWeightService,
  HttpService,
  LoadBalancer,
  StickyCookie,
  Weighted,
} from '../configuration/model.ts';
import { referenceFrom } from '../configuration/names.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import { StatusRanges } from '../middlewares/status-ranges.ts';
import type { CheckedService } from '../routing/snapshot.ts';
import type { HttpDestination, HttpServer, HttpServiceNode } from '../routing/targets.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { serversTransport } from './servers-transports.ts';

export interface HttpServicesSettings {
  readonly configuration: Configuration;
  readonly random: Random;
  readonly version: TraefikVersion;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** The middlewares of a service itself, which can be built. */
  readonly middlewaresOf: (service: LoadBalancer) => readonly HttpMiddleware[];
}

/** Traefik 2 balances servers, and answers for none, by another library than services. */
const OWN_BALANCERS: TraefikVersion = 300;
const NOTHING_IN_2 = { status: 503, text: 'Service Unavailable' };
const NO_CHILD_IN_2 = { status: 500, text: 'no servers in the pool' };

/**
 * The services of a configuration, each built once, when it is first asked for, and shared by all that name it, so
 * that its counters are shared too.
 */
export class HttpServices {
  /** Whose servers are checked, among those built so far. */
  readonly checked: CheckedService[] = [];
  /** By service, among those built so far. */
  readonly states = new Map<string, readonly ServerState<HttpServer>[]>();
  readonly #settings: HttpServicesSettings;
  readonly #nodes = new Map<string, HttpServiceNode>();

  constructor(settings: HttpServicesSettings) {
    this.#settings = settings;
  }

  /** Whether the servers of a service, or of one that it leads to, are checked. */
  isChecked(name: string): boolean {
    const service = this.#settings.configuration.http.services.get(name);
    if (!service) return false;
    if (service.kind === 'loadBalancer') return service.healthCheck !== undefined;
    return childrenOf(service).some((child) => this.isChecked(child.name));
  }

  /** @param name of a service that was linked */
  node(name: string): HttpServiceNode {
    const known = this.#nodes.get(name);
    if (known) return known;
    const service = this.#settings.configuration.http.services.get(name);
    if (!service) throw new Error(`service ${name} was linked but is not there`);
    const node = this.#build(service);
    this.#nodes.set(name, node);
    return node;
  }

  #build(service: HttpService): HttpServiceNode {
    switch (service.kind) {
      case 'loadBalancer':
        return this.#guarded(service, this.#loadBalancer(service));
      case 'weighted':
        return this.#weighted(service);
      case 'highestRandomWeight':
        return this.#highestRandomWeight(service);
      case 'mirroring': {
        const mirrors = service.mirrors.map(({ name, percent }) => ({ service: this.node(name), percent }));
        return new MirroringNode(service.name, this.node(service.service), mirrors, service);
      }
      case 'failover':
        return this.#failover(service);
    }
  }

  #loadBalancer(service: LoadBalancer): HttpServiceNode {
    const { name, strategy, sticky, healthCheck, passiveHealthCheck, servers } = service;
    const { random, version } = this.#settings;
    const isPlain = strategy === 'wrr' && !sticky && !healthCheck && !passiveHealthCheck;
    if (isPlain) {
      const open = servers.filter((server) => !server.fenced);
      const children = open.map((server) => ({
        weight: server.weight ?? 1,
        item: this.#server(service, server),
      }));
      if (version < OWN_BALANCERS) {
        return new LoadBalancerNode(
          name,
          new GreatestDivisor<HttpDestination>(children, random),
          NOTHING_IN_2,
        );
      }
      return new LoadBalancerNode(name, new EarliestDeadline<HttpDestination>(children, random));
    }
    // Weights do not count for p2c: not even that of 0.
    const states = servers
      .filter(({ weight = 1 }) => weight > 0 || strategy === 'p2c')
      .map((server) => this.#state(service, server));
    this.states.set(name, states);
    if (healthCheck) {
      const transport = this.#transportOf(service);
      this.checked.push({ service: name, healthCheck, transport, servers: states });
    }
    return new ServerBalancer<HttpDestination>({
      name,
      candidates: states,
      picker: this.#picker(service, states),
      // A client's address leads to one server in any case: Traefik's hrw knows no cookie.
      ...(strategy === 'hrw'
        ? {}
        : this.#sticky(name, sticky, states, version < OWN_BALANCERS ? fnv1aValues : hashedValues)),
      tellsHealth: healthCheck !== undefined,
      ...(version < OWN_BALANCERS ? { refusal: NOTHING_IN_2 } : {}),
    });
  }

  #picker(
    { strategy }: LoadBalancer,
    states: readonly ServerState<HttpServer>[],
  ): Picker<Candidate<HttpServer>> {
    const { random } = this.#settings;
    switch (strategy) {
      case 'wrr':
        return new EarliestDeadlinePicker(states, random);
      case 'p2c':
        return new TwoChoices(states, random);
      case 'hrw':
        return new HighestRandomWeight(states);
      case 'leasttime':
        return new LeastTime(shuffled(states, random));
    }
  }

  #state(service: LoadBalancer, server: ConfiguredServer): ServerState<HttpServer> {
    const { strategy, passiveHealthCheck, healthCheck } = service;
    return new ServerState({
      item: this.#server(service, server),
      name: server.url,
      weight: server.weight ?? 1,
      fenced: server.fenced ?? false,
      measured: strategy === 'p2c' || strategy === 'leasttime',
      now: this.#settings.now,
      ...(passiveHealthCheck && {
        passive: { ...passiveHealthCheck, untilChecked: healthCheck !== undefined },
      }),
    });
  }

  #server(service: LoadBalancer, { host, fenced: _, weight: __, ...server }: ConfiguredServer): HttpServer {
    const { passHostHeader } = service;
    return { ...server, hostname: host, passHostHeader, transport: this.#transportOf(service) };
  }

  #transportOf({ serversTransport: name = '' }: LoadBalancer): HttpServer['transport'] {
    return serversTransport(this.#settings.configuration.http.serversTransports.get(name));
  }

  /** The middlewares of a service are asked before it chooses: what they answer uses up no turn. */
  #guarded(service: LoadBalancer, node: HttpServiceNode): HttpServiceNode {
    if (!service.middlewares?.length) return node;
    const middlewares = this.#settings.middlewaresOf(service);
    const names = middlewares.flatMap((middleware) => middleware.services ?? []);
    const destination: HttpDestination = {
      kind: 'guarded',
      name: service.name,
      middlewares,
      service: node,
      ...(names.length === 0 ? {} : { services: new Map(names.map((name) => [name, this.node(name)])) }),
    };
    const selection = { server: destination, trail: [service.name], mirrorings: [] };
    return new GuardedNode(node, selection);
  }

  #weighted({ name, services, sticky, healthCheck }: Weighted): HttpServiceNode {
    const { random, version } = this.#settings;
    const refusal = version < OWN_BALANCERS && services.length === 0 ? NO_CHILD_IN_2 : undefined;
    if (!sticky && !healthCheck) {
      const children = services.map((child) => ({ item: this.node(child.name), weight: child.weight }));
      return new WeightedNode(name, new EarliestDeadline(children, random), refusal);
    }
    const candidates = this.#candidates(name, services, healthCheck !== undefined);
    return new ServiceBalancer({
      name,
      candidates,
      picker: new EarliestDeadlinePicker(candidates, random),
      ...this.#sticky(name, sticky, candidates, version < OWN_BALANCERS ? fnvValues : hashedValues),
      tellsHealth: healthCheck !== undefined,
      ...(refusal && { refusal }),
    });
  }

  #highestRandomWeight({ name, services, healthCheck }: HighestRandomWeightService): HttpServiceNode {
    const candidates = this.#candidates(name, services, healthCheck !== undefined);
    return new ServiceBalancer({
      name,
      candidates,
      picker: new HighestRandomWeight(candidates),
      tellsHealth: healthCheck !== undefined,
    });
  }

  /**
   * Children of weight 0 or less are never chosen, not even by a cookie. Cookies and hashes are of their names as the
   * parent's configuration has them, as in Traefik: without the provider that is the parent's own.
   */
  #candidates(
    parent: string,
    services: Weighted['services'],
    heedsHealth: boolean,
  ): Candidate<HttpServiceNode>[] {
    return services
      .filter(({ weight }) => weight > 0)
      .map(({ name, weight }) =>
        serviceCandidate(this.node(name), weight, heedsHealth, referenceFrom(parent, name)),
      );
  }

  #sticky<C extends { readonly name: string }>(
    service: string,
    cookie: StickyCookie | undefined,
    candidates: readonly C[],
    values: CookieValues,
  ): { readonly sticky?: Sticky<C> } {
    return cookie ? { sticky: new Sticky(service, cookie, candidates, values) } : {};
  }

  #failover({ name, service, fallback, replaces, healthCheck }: Failover): HttpServiceNode {
    const main: ServiceNode<HttpDestination> = this.node(service);
    const other = this.node(fallback);
    const watched: HttpDestination | undefined = replaces?.status.length
      ? {
          kind: 'failover',
          name,
          main,
          fallback: other,
          statuses: new StatusRanges(replaces.status, (problem) => new Error(`${name} ${problem}`)),
          maxRequestBodyBytes: replaces.maxRequestBodyBytes,
        }
      : undefined;
    return new FailoverNode({
      name,
      main,
      fallback: other,
      ...(watched && { watched }),
      tellsHealth: healthCheck !== undefined,
    });
  }
}

/** Leads to the middlewares of a service, whose health is its own. */
class GuardedNode implements HttpServiceNode {
  readonly name: string;
  readonly #guarded: HttpServiceNode;
  readonly #selection: Selection<HttpDestination>;

  constructor(guarded: HttpServiceNode, selection: Selection<HttpDestination>) {
    this.name = guarded.name;
    this.#guarded = guarded;
    this.#selection = selection;
  }

  get up(): boolean {
    return this.#guarded.up;
  }

  select(): Selection<HttpDestination> {
    return this.#selection;
  }
}
