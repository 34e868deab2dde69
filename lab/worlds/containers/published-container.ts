import type { Client, Container } from './client.ts';
import { endedError } from './ended-error.ts';

/** How long a program may take until it is ready, in milliseconds. */
const START_LIMIT_MS = 120_000;

/** What is asked of the engine. */
export interface ContainerRequest {
  readonly name: string;
  readonly image: string;
  readonly hostname: string;
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly workingDirectory: string | undefined;
  readonly user: string | undefined;
  /** By absolute path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Published on this machine's loopback, where the system chooses. */
  readonly ports: readonly { readonly port: number; readonly protocol: 'TCP' | 'UDP' }[];
  /** Names that it is to know beside those of the engine. */
  readonly extraHosts?: readonly { readonly host: string; readonly ipAddress: string }[];
  /** Resolves when the program is ready. What it rejects with ends the container. */
  readonly ready: (container: Container) => Promise<void>;
}

/** Starts a container and waits until its program is ready; one that does not get so far is removed. */
export async function startContainer(
  { testcontainers, engine, isHere }: Client,
  request: ContainerRequest,
): Promise<Container> {
  const { GenericContainer } = testcontainers;

  const watch = new AbortController();
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);

  /** Published where nobody else reaches it; an engine elsewhere publishes wherever it is asked for. */
  class PublishedContainer extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      if (!isHere) return;
      const published = Object.keys(this.createOpts.ExposedPorts ?? {});
      this.hostConfig.PortBindings = Object.fromEntries(
        published.map((port) => [port, [{ HostIp: '127.0.0.1', HostPort: '' }]]),
      );
    }

    /** Ports of a program that has ended would be waited for. */
    protected override async containerCreated(id: string): Promise<void> {
      const made = engine.container.getById(id);
      made
        .wait({ condition: 'next-exit', abortSignal: watch.signal })
        .then(({ StatusCode: code }) => endedError(made, request.image, code))
        // Nobody waits any more, or it is gone before its log was read.
        .then(ended.reject, () => undefined);
    }
  }

  const container = new PublishedContainer(request.image)
    .withName(request.name)
    .withHostname(request.hostname)
    .withNetworkMode(request.network)
    .withLabels({ ...request.labels })
    .withEnvironment({ ...request.environment })
    .withExposedPorts(
      ...request.ports.map(({ port, protocol }) => `${port}/${protocol === 'UDP' ? 'udp' : 'tcp'}` as const),
    )
    .withCopyContentToContainer(
      [...request.files].map(([target, content]) => ({ content, target, mode: 0o644 })),
    )
    .withStartupTimeout(START_LIMIT_MS)
    .withWaitStrategy({
      waitUntilReady: (started) => request.ready(started),
      withStartupTimeout() {
        return this;
      },
      isStartupTimeoutSet: () => true,
      getStartupTimeout: () => START_LIMIT_MS,
    });
  if (request.extraHosts) container.withExtraHosts([...request.extraHosts]);
  if (request.command) container.withEntrypoint([...request.command]);
  if (request.args) container.withCommand([...request.args]);
  if (request.workingDirectory !== undefined) container.withWorkingDir(request.workingDirectory);
  if (request.user !== undefined) container.withUser(request.user);
  try {
    const starting = container.start();
    starting.catch(() => undefined);
    const started = await Promise.race([starting, ended.promise]);
    return engine.container.getById(started.getId());
  } catch (error) {
    // One that was made and could not be started is there all the same.
    const made = engine.container.getById(request.name);
    await made.remove({ force: true, v: true }).catch(async (refused: unknown) => {
      // testcontainers is removing it already: it is gone when that is through.
      if (statusOf(refused) === 409) await made.wait({ condition: 'removed' }).catch(() => undefined);
    });
    throw error;
  } finally {
    watch.abort();
  }
}

/** The HTTP status with which the engine refused; undefined if it did not. */
function statusOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
}
