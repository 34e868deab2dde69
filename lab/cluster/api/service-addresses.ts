import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore, StoreEvent } from '../objects/object-store.ts';
import type { StatusCause } from '../objects/status.ts';
import { cause } from './causes.ts';
import type { Draft } from './json.ts';
import { part, specOf } from './kinds/kind-rules.ts';
import {
  HEADLESS,
  hasClusterAddress,
  hasNodePorts,
  type ServicePort,
  type ServiceSpec,
} from './kinds/service.ts';

/** 10.96.0.0/16, as kubeadm has it. */
const FIRST_ADDRESS = 0x0a60_0000;
const ADDRESSES = 0x1_0000;
const RANGE = '10.96.0.0/16';
/** The first addresses are left to those who ask for one (Kubernetes: "ClusterIP allocation", the static band). */
const STATIC_ADDRESSES = 256;
const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;

const SERVICES = 'services';

/**
 * Gives Services their addresses in the cluster and their ports on nodes, none of them twice; what a Service held is free
 * again when it no longer has it.
 */
export class ServiceAddresses {
  readonly #store: ObjectStore;
  readonly #random: () => number;
  /** `10.96.3.7` or `30080` -> `default/web`. */
  readonly #owners = new Map<string, string>();

  constructor(store: ObjectStore, random: () => number) {
    this.#store = store;
    this.#random = random;
    for (const service of store.list(SERVICES)) this.take(service);
    store.subscribe((event) => {
      if (event.resource === SERVICES) this.#follow(event);
    });
  }

  /**
   * Gives the Service what it lacks, in place, and answers why something that it asks for cannot be given. What is given
   * is taken when `take` is called, and not before.
   */
  assign(draft: Draft): StatusCause[] {
    const spec = part<ServiceSpec>(draft, 'spec');
    const owner = ownerOf(draft);
    return [...this.#assignAddress(spec, owner), ...this.#assignPorts(spec, owner)];
  }

  take(service: KubeObject): void {
    for (const held of heldBy(service)) this.#owners.set(held, ownerOf(service));
  }

  #assignAddress(spec: ServiceSpec, owner: string): StatusCause[] {
    if (!hasClusterAddress(spec)) return [];
    if (spec.clusterIP === undefined || spec.clusterIP === '') {
      const address = this.#freeAddress();
      if (address === undefined) {
        return [cause.invalid('spec.clusterIPs', [], `failed to allocate IP: range ${RANGE} is full`)];
      }
      spec.clusterIP = address;
      spec.clusterIPs = [address];
      return [];
    }
    if (spec.clusterIP === HEADLESS) return [];
    const refused = this.#refusedAddress(spec.clusterIP, owner);
    return refused === undefined
      ? []
      : [
          cause.invalid(
            'spec.clusterIPs',
            [spec.clusterIP],
            `failed to allocate IP ${spec.clusterIP}: ${refused}`,
          ),
        ];
  }

  #refusedAddress(address: string, owner: string): string | undefined {
    const index = indexOf(address);
    if (index === undefined) {
      return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${RANGE}`;
    }
    return this.#isFree(address, owner) ? undefined : 'provided IP is already allocated';
  }

  #assignPorts(spec: ServiceSpec, owner: string): StatusCause[] {
    if (!hasNodePorts(spec)) return [];
    const problems: StatusCause[] = [];
    const given = new Map<number, ServicePort>();
    for (const [index, port] of (spec.ports ?? []).entries()) {
      const field = `spec.ports[${index}].nodePort`;
      if (port.nodePort === undefined || port.nodePort === 0) {
        const free = this.#freePort(given);
        if (free === undefined)
          problems.push(cause.invalid(field, 0, 'failed to allocate a nodePort: range is full'));
        else port.nodePort = free;
      } else {
        const refused = this.#refusedPort(port, owner, given);
        if (refused !== undefined) problems.push(cause.invalid(field, port.nodePort, refused));
      }
      if (port.nodePort !== undefined) given.set(port.nodePort, port);
    }
    return problems;
  }

  #refusedPort(
    port: ServicePort,
    owner: string,
    given: ReadonlyMap<number, ServicePort>,
  ): string | undefined {
    const { nodePort = 0, protocol } = port;
    if (nodePort < FIRST_PORT || nodePort > LAST_PORT) {
      return `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    }
    // Two ports of one Service may share a number, if it is of two protocols.
    const isTwice = given.get(nodePort)?.protocol === protocol && given.has(nodePort);
    return isTwice || !this.#isFree(`${nodePort}`, owner) ? 'provided port is already allocated' : undefined;
  }

  #freeAddress(): string | undefined {
    const choice = ADDRESSES - STATIC_ADDRESSES - 1;
    const start = Math.floor(this.#random() * choice);
    for (let step = 0; step < choice; step += 1) {
      const address = addressAt(STATIC_ADDRESSES + ((start + step) % choice));
      if (!this.#owners.has(address)) return address;
    }
    return undefined;
  }

  #freePort(given: ReadonlyMap<number, ServicePort>): number | undefined {
    const choice = LAST_PORT - FIRST_PORT + 1;
    const start = Math.floor(this.#random() * choice);
    for (let step = 0; step < choice; step += 1) {
      const port = FIRST_PORT + ((start + step) % choice);
      if (!this.#owners.has(`${port}`) && !given.has(port)) return port;
    }
    return undefined;
  }

  #isFree(held: string, owner: string): boolean {
    const current = this.#owners.get(held);
    return current === undefined || current === owner;
  }

  /** Changes are told late to who makes some while one is told: what the store has now is what counts. */
  #follow({ object, previous }: StoreEvent): void {
    const { namespace = '', name } = object.metadata;
    const owner = ownerOf(object);
    const current = this.#store.get(SERVICES, namespace, name);
    const kept = new Set(current ? heldBy(current) : []);
    for (const held of heldBy(previous ?? object)) {
      if (!kept.has(held) && this.#owners.get(held) === owner) this.#owners.delete(held);
    }
    for (const held of kept) this.#owners.set(held, owner);
  }
}

function ownerOf({ metadata: { namespace = '', name } }: KubeObject | Draft): string {
  return `${namespace}/${name}`;
}

function heldBy(service: KubeObject): string[] {
  const spec = specOf<ServiceSpec>(service);
  const ports = (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [`${nodePort}`] : []));
  const hasAddress = hasClusterAddress(spec) && spec.clusterIP && spec.clusterIP !== HEADLESS;
  return hasAddress && spec.clusterIP ? [spec.clusterIP, ...ports] : ports;
}

function addressAt(index: number): string {
  const address = FIRST_ADDRESS + index;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/** Undefined if the address is not of the range, or is none that a Service can have. */
function indexOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4) return undefined;
  const index = parts.reduce((sum, one) => sum * 256 + one, 0) - FIRST_ADDRESS;
  return index > 0 && index < ADDRESSES - 1 ? index : undefined;
}
