import {
  ContainerClient,
  engineImage,
  type HttpAnswer,
  type HttpFailure,
  type HttpRequest,
  type Lab,
  NotInThisWorldError,
  type RunningProxy,
} from '../../lab/index.ts';
import type { Identities } from './identities.ts';

/** Whose network it is. */
interface NetworkOwner {
  readonly lab: Lab;
  readonly identities: Identities;
  outcomes: readonly (HttpAnswer | HttpFailure)[];
  /** The proxy in front of the cluster. */
  proxy(): Promise<RunningProxy>;
  /** Closes it when the scenario ends. */
  owns<T extends AsyncDisposable>(disposable: T): T;
}

/** The network of a scenario's pods, where the proxy is a container beside them. */
export class ScenarioNetwork {
  readonly #scenario: NetworkOwner;
  #client: Promise<ContainerClient> | undefined;

  constructor(scenario: NetworkOwner) {
    this.#scenario = scenario;
  }

  /** Where an entry point listens in the network. */
  async address(entryPoint: string): Promise<{ host: string; port: number; protocol: 'tcp' | 'udp' }> {
    const { addressesInside } = await this.#scenario.proxy();
    if (!addressesInside) {
      throw new NotInThisWorldError(
        'the proxy is not in the network of the pods, but in the process of the lab',
      );
    }
    const address = addressesInside.get(entryPoint);
    if (!address) {
      throw new Error(
        `no entry point is called "${entryPoint}"; there are: ${[...addressesInside.keys()].join(', ')}`,
      );
    }
    return address;
  }

  /** The address that `the proxy`, `the client in the network` or `this machine` has in the network. */
  async addressOf(peer: string): Promise<string> {
    if (peer === 'the proxy') return (await this.address('web')).host;
    if (peer === 'the client in the network') return (await this.client()).address;
    return (await this.#known()).gateway;
  }

  /** The client in the network; started at its first use. */
  client(): Promise<ContainerClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  /** Sends requests from the client in the network, which trusts the scenario's authority. */
  async send(request: HttpRequest, entryPoint: string, count: number): Promise<void> {
    const scenario = this.#scenario;
    const [client, address] = [await this.client(), await this.address(entryPoint)];
    scenario.outcomes = await client.send(address, request, {
      count,
      ca: scenario.identities.authority.certificatePem,
    });
    await scenario.lab.reported(scenario.outcomes.filter((outcome) => !('error' in outcome)));
  }

  async #start(): Promise<ContainerClient> {
    const network = await this.#known();
    return this.#scenario.owns(await ContainerClient.start(network, await engineImage(process.env)));
  }

  async #known() {
    const { world } = this.#scenario.lab;
    const network = await world.network?.();
    if (network) return network;
    throw new NotInThisWorldError(`the pods of the world ${world.name} are in no network of the lab`);
  }
}
