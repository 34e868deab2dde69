import { hostname } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';

/** What starts containers, with the engine behind it: loaded when somebody asks first, since it takes its time. */
export interface Client {
  readonly testcontainers: typeof import('testcontainers');
  readonly engine: ContainerRuntimeClient;
  /** Whether what it publishes on loopback is reached from here. */
  readonly isHere: boolean;
  /** Where its published ports are reached. */
  readonly host: string;
}

/** A container by its id: what testcontainers has no word for, such as `pause`. */
export type Container = ReturnType<ContainerRuntimeClient['container']['getById']>;

let client: Promise<Client> | undefined;

/** The connection of this thread to the container engine that DOCKER_HOST names. */
export function containerClient(): Promise<Client> {
  client ??= open();
  return client;
}

async function open(): Promise<Client> {
  const testcontainers = await import('testcontainers');
  const engine = await testcontainers.getContainerRuntimeClient();
  const { host, hostIps } = engine.info.containerRuntime;
  const isLoopback = hostIps.every(({ address }) => address === '::1' || address.startsWith('127.'));
  // Inside a container with the socket of an engine outside, the engine's machine is another.
  const isHere = isLoopback || (await engine.container.dockerode.info()).Name === hostname();
  return { testcontainers, engine, isHere, host: isHere ? '127.0.0.1' : host };
}
