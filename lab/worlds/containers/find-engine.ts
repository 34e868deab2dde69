import { ContainersWorldError } from './containers-world-error.ts';
import { type EngineAddress, engineAddresses } from './engine-addresses.ts';
import { EngineApi } from './engine-api.ts';

/** Milliseconds until an engine that says nothing is taken for none. */
const PATIENCE_MS = 2_000;

/** A container engine that answers. */
export type ContainerEngine = EngineAddress;

/** Somebody who named an engine that does not answer. */
interface AskedInVain {
  /** `DOCKER_HOST unix:///x.sock` */
  readonly who: string;
  /** `nothing is there (ENOENT)` */
  readonly reason: string;
}

/** What came of looking for an engine. */
interface EngineSearch {
  readonly engine: ContainerEngine | undefined;
  /** Those that would have been taken before. */
  readonly inVain: readonly AskedInVain[];
}

/**
 * The container engine to use: the first that answers of those that `engineAddresses` names. Takes two seconds at most.
 *
 * @throws ContainersWorldError `containers-no-engine`, which lists who was asked
 */
export async function findContainerEngine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ContainerEngine> {
  const { engine, inVain } = await lookForEngine(environment);
  if (engine !== undefined) return engine;
  throw new ContainersWorldError(
    'containers-no-engine',
    [
      'INGRESS_LAB_WORLD=containers needs a container engine, and none answers. These were tried:',
      ...inVain.map(({ who, reason }) => `  ${who}: ${reason}`),
      'Install and start Docker or Podman (podman system service), or set DOCKER_HOST to where one listens:',
      '  unix:///path/to/docker.sock or tcp://host:port',
    ].join('\n'),
  );
}

/** Asks all at once, since each may need its patience. */
export async function lookForEngine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<EngineSearch> {
  const isDecided = new AbortController();
  const inVain: AskedInVain[] = [];
  try {
    const answers = (await engineAddresses(environment)).map((address) =>
      'host' in address ? { address, asked: whyNot(address, isDecided.signal) } : address,
    );
    for (const answer of answers) {
      if ('reason' in answer) {
        inVain.push({ who: answer.found, reason: answer.reason });
        continue;
      }
      const { address, asked } = answer;
      const reason = await asked;
      if (reason === undefined) return { engine: address, inVain };
      inVain.push({ who: named(address), reason });
    }
    return { engine: undefined, inVain };
  } finally {
    isDecided.abort();
  }
}

function named({ found, host }: EngineAddress): string {
  return found.startsWith('socket ') ? found : `${found} ${host}`;
}

/** Why an engine does not answer; undefined if it does. Never rejects. */
async function whyNot(address: EngineAddress, isDecided: AbortSignal): Promise<string | undefined> {
  const tooLong = AbortSignal.timeout(PATIENCE_MS);
  try {
    await new EngineApi(address).ping(AbortSignal.any([tooLong, isDecided]));
    return undefined;
  } catch (error) {
    if (tooLong.aborted) return `no answer within ${PATIENCE_MS / 1000} s`;
    return reasonOf(error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'nothing is there',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'this user may not use it',
  ENOTFOUND: 'there is no such host',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Of a host name with several addresses, all of which failed.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error) || !('code' in first)) return error.message;
  const reason = REASONS[String(first.code)];
  return reason === undefined ? first.message : `${reason} (${first.code})`;
}
