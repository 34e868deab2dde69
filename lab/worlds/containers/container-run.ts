import { randomBytes } from 'node:crypto';
import { ContainersWorldError } from './containers-world-error.ts';
import { EngineApi } from './engine-api.ts';
import { type ContainerEngine, findContainerEngine } from './find-engine.ts';
import { OWNER_LABEL, RUN_LABEL, RUN_VARIABLE } from './labels.ts';
import { Reaper } from './reaper.ts';
import { removeLabelled } from './removal.ts';
import { isGone } from './run-owner.ts';

type Environment = Record<string, string | undefined>;

/** Bytes that tell runs apart. */
const RUN_BYTES = 4;

/** Milliseconds that removing everything of a run may take. */
const PATIENCE_MS = 30_000;

/**
 * A run of many scenarios in containers: whoever starts one marks it with `labelsOf`. Owns all that is marked so, and the
 * process that removes it if this one cannot.
 */
export class ContainerRun implements AsyncDisposable {
  readonly name: string;
  readonly #api: EngineApi;
  readonly #reaper: Reaper;

  private constructor(name: string, api: EngineApi, reaper: Reaper) {
    this.name = name;
    this.#api = api;
    this.#reaper = reaper;
  }

  /**
   * Finds the engine, and sees to it that testcontainers takes the same one, in threads that get `environment`; removes what
   * earlier runs on this machine left that could not.
   *
   * @param onProgress hears of what takes time or cannot be done
   * @throws ContainersWorldError `containers-no-engine` or `containers-engine-failed`
   */
  static async begin(environment: Environment, onProgress: (line: string) => void): Promise<ContainerRun> {
    const engine = await findContainerEngine(environment);
    const api = new EngineApi(engine);
    const name = randomBytes(RUN_BYTES).toString('hex');
    const [reaper] = await Promise.all([
      Reaper.start({ engine, label: `${RUN_LABEL}=${name}` }),
      removeDeadRuns(api, onProgress),
    ]);
    leadToEngine(environment, engine);
    environment[RUN_VARIABLE] = name;
    return new ContainerRun(name, api, reaper);
  }

  /**
   * Removes all containers of the run, with the volumes that nobody named, and its networks. May be called again, and while
   * others still make some.
   *
   * @param quietMs milliseconds in which nothing is found until that is believed: for who was broken off, with requests for
   * containers under way
   * @throws ContainersWorldError `containers-engine-failed`, which lists what is left
   */
  async clean(quietMs = 0): Promise<void> {
    const label = `${RUN_LABEL}=${this.name}`;
    try {
      await removeLabelled(this.#api, { label, quietMs, patienceMs: PATIENCE_MS });
    } catch (error) {
      throw new ContainersWorldError(
        'containers-engine-failed',
        `not all containers of this run could be removed: ${messageOf(error)}\nTo remove them by hand: docker rm -f -v $(docker ps -aq --filter label=${label})`,
      );
    }
  }

  /** Cleans, and ends the reaper; if something could not be removed, that tries on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.clean();
    await this.#reaper.end();
  }
}

/** What testcontainers and Docker's client go by. */
export function leadToEngine(environment: Environment, { host, certificates }: ContainerEngine): void {
  environment['DOCKER_HOST'] = host;
  // Empty is off: what a user has set for another engine, here or in ~/.testcontainers.properties, is not for a socket.
  environment['DOCKER_TLS_VERIFY'] = certificates === undefined ? '' : '1';
  if (certificates !== undefined) environment['DOCKER_CERT_PATH'] = certificates;
  // Ryuk is an image, and there may be no registry; the reaper does the same.
  environment['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}

/** What a run has left whose process has ended, and its reaper, too: as when the machine went down. Never rejects. */
async function removeDeadRuns(api: EngineApi, onProgress: (line: string) => void): Promise<void> {
  try {
    const found = await Promise.all([api.list('containers', RUN_LABEL), api.list('networks', RUN_LABEL)]);
    const owners = new Map(
      found.flat().map(({ labels }) => [labels[RUN_LABEL] ?? '', labels[OWNER_LABEL] ?? ''] as const),
    );
    for (const [run, owner] of owners) {
      if (!isGone(owner)) continue;
      const label = `${RUN_LABEL}=${run}`;
      const removed = await removeLabelled(api, { label, quietMs: 0, patienceMs: PATIENCE_MS });
      onProgress(
        `removed what a run that was broken off had left (containers: ${removed.containers}, networks: ${removed.networks})`,
      );
    }
  } catch (error) {
    onProgress(`what runs that were broken off had left cannot be removed: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
