import { setTimeout as pause } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import type { Client, Container } from './client.ts';
import { endedError } from './ended-error.ts';
import { connectionLasts, listeningPorts, type PortName } from './listening.ts';
import type { Probe } from './probe.ts';
import { type Published, publishedPorts } from './published-ports.ts';

/** Milliseconds between two looks. A kubelet looks at the period of the probe, which is for pods that live longer. */
const INTERVAL_MS = 10;

/** How often the system is asked before the engine is asked again. */
const LOOKS = 20;

/** Milliseconds after which a program that runs is taken to be ready, though it does not listen where its manifest says. */
const LISTEN_LIMIT_MS = 10_000;

/** What is to be waited for. */
export interface Readiness {
  readonly image: string;
  readonly ports: readonly PortName[];
  readonly probe: Probe | undefined;
}

/**
 * Resolves when a container is ready: when its probe says so, else when its program listens on all ports, as a client
 * would find out.
 *
 * @throws Error if its program ends instead, with its exit code and the last lines it printed
 */
export async function untilReady(client: Client, container: Container, readiness: Readiness): Promise<void> {
  const began = performance.now();
  const { probe } = readiness;
  if (probe) await pause(probe.delayMs);
  for (;;) {
    const { State: state, NetworkSettings: network } = await container.inspect();
    if (!state.Running) throw await endedError(container, readiness.image, state.ExitCode);
    const published = publishedPorts(network.Ports, client.host);
    const isReady = probe
      ? await passes(client, container, probe, published)
      : await listens(container.id, state.Pid, readiness.ports, published);
    if (isReady) return;
    // As in a cluster, where a pod without a probe is ready when it runs.
    if (!probe && performance.now() - began > LISTEN_LIMIT_MS) return;
    await pause(INTERVAL_MS);
  }
}

/** Looks a while, as long as that costs nothing. */
async function listens(
  id: string,
  processId: number,
  wanted: readonly PortName[],
  published: ReadonlyMap<PortName, Published>,
): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    const listening = await listeningPorts(id, processId);
    if (!listening) return lasts(wanted, published);
    if (wanted.every((port) => listening.has(port))) return true;
    await pause(INTERVAL_MS);
  }
  return false;
}

async function lasts(
  wanted: readonly PortName[],
  published: ReadonlyMap<PortName, Published>,
): Promise<boolean> {
  const streams = wanted.filter((port) => port.endsWith('/tcp'));
  const lasting = await Promise.all(
    streams.map((port) => {
      const { host, port: number } = published.get(port) ?? {};
      return host === undefined || number === undefined ? false : connectionLasts(host, number);
    }),
  );
  return lasting.every((does) => does);
}

async function passes(
  { engine }: Client,
  container: Container,
  { check, timeoutMs }: Probe,
  published: ReadonlyMap<PortName, Published>,
): Promise<boolean> {
  if (check.kind === 'exec') {
    const { exitCode } = await engine.container.exec(container, [...check.command]);
    return exitCode === 0;
  }
  const { host, port } = published.get(`${check.port}/tcp`) ?? {};
  if (host === undefined || port === undefined)
    throw new Error(`its readinessProbe asks port ${check.port}, which its container does not list`);
  if (check.kind === 'tcp') return connectionLasts(host, port);
  // As a kubelet, which trusts any certificate.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const { status } = await fetch(`${check.secure ? 'https' : 'http'}://${host}:${port}${check.path}`, {
      headers: check.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      dispatcher,
    });
    return status >= 200 && status < 400;
  } catch {
    return false;
  } finally {
    await dispatcher.destroy();
  }
}
