import { ServerBalancer, ServiceBalancer, serviceCandidate } from '../balancing/balancer-node.ts';
import { type Candidate, isUsable, type Picker } from '../balancing/candidate.ts';
import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import { ServerState } from '../balancing/server-state.ts';
import type { Random, ServiceNode } from '../balancing/service-node.ts';
import { LoadBalancerNode, WeightedNode } from '../balancing/service-nodes.ts';
import type {
  AddressLoadBalancer,
  AddressService,
  Configuration,
  ConfiguredAddress,
  ServerTrust,
  Weighted,
} from '../configuration/model.ts';
import { serverAddress } from '../configuration/names.ts';
import { defaultTcpTransport } from '../configuration/stream-transports.ts';
import type { CheckedStream } from '../routing/snapshot.ts';
import type { AddressServer, TcpServersTransport } from '../routing/targets.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';

interface StreamServicesSettings {
  readonly services: ReadonlyMap<string, AddressService>;
  readonly random: Random;
  readonly version: TraefikVersion;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Absent: for UDP. */
  readonly transports?: Configuration['tcp']['serversTransports'];
}

/** Where no transport says otherwise. */
const SYSTEM_TRUST: ServerTrust = { insecureSkipVerify: false, rootCas: [], certificates: [] };

/** The TCP or UDP services of a configuration, each built once, when it is first asked for. */
export class StreamServices {
  /** Whose servers are checked, among those built so far. */
  readonly checked: CheckedStream[] = [];
  readonly #settings: StreamServicesSettings;
  readonly #nodes = new Map<string, ServiceNode<AddressServer>>();

  constructor(settings: StreamServicesSettings) {
    this.#settings = settings;
  }

  /** @param name of a service that was linked */
  node(name: string): ServiceNode<AddressServer> {
    const known = this.#nodes.get(name);
    if (known) return known;
    const service = this.#settings.services.get(name);
    if (!service) throw new Error(`service ${name} was linked but is not there`);
    const node = service.kind === 'weighted' ? this.#weighted(service) : this.#loadBalancer(service);
    this.#nodes.set(name, node);
    return node;
  }

  #weighted({ name, services, healthCheck }: Weighted): ServiceNode<AddressServer> {
    const { random } = this.#settings;
    const children = services.map((child) => ({ item: this.node(child.name), weight: child.weight }));
    if (!healthCheck) return new WeightedNode(name, new GreatestDivisor(children, random));
    const candidates = children.map(({ item, weight }) => serviceCandidate(item, weight, true));
    return new ServiceBalancer({ name, candidates, picker: inTurn(candidates, random), tellsHealth: true });
  }

  #loadBalancer(service: AddressLoadBalancer): ServiceNode<AddressServer> {
    const { random, now } = this.#settings;
    const { name, healthCheck } = service;
    const servers = service.servers.map((server) => ({ item: this.#server(service, server), weight: 1 }));
    if (!healthCheck) return new LoadBalancerNode(name, new GreatestDivisor(servers, random));
    const states = servers.map(
      ({ item, weight }) =>
        new ServerState({ item, weight, name: serverAddress(item), fenced: false, measured: false, now }),
    );
    this.checked.push({ service: name, healthCheck, servers: states });
    return new ServerBalancer<AddressServer>({
      name,
      candidates: states,
      picker: inTurn(states, random),
      tellsHealth: true,
    });
  }

  #server(service: AddressLoadBalancer, { host, port, pod, tls }: ConfiguredAddress): AddressServer {
    const { transports, version } = this.#settings;
    const transport = transports?.get(service.serversTransport ?? '') ?? defaultTcpTransport(version);
    const { terminationDelayMs = transport.terminationDelayMs } = service;
    const address = { host, port, ...(pod === undefined ? {} : { pod }), terminationDelayMs };
    if (!transports) return address;
    const { dialTimeoutMs, keepAliveMs } = transport;
    const proxyProtocol = service.proxyProtocol ?? transport.proxyProtocol;
    const tcp: TcpServersTransport = {
      dialTimeoutMs,
      keepAliveMs,
      ...(proxyProtocol !== undefined && { proxyProtocol }),
      ...((tls ?? service.tls) && { tls: transport.tls ?? SYSTEM_TRUST }),
    };
    return { ...address, tcp };
  }
}

/** Weighted round robin over those that are up. */
function inTurn<C extends Candidate<unknown>>(candidates: readonly C[], random: Random): Picker<C> {
  const turns = new GreatestDivisor(
    candidates.map((item) => ({ item, weight: item.weight })),
    random,
  );
  return { pick: () => turns.next(isUsable) };
}
