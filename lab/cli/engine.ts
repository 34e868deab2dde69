import { existsSync } from 'node:fs';
import {
  EngineGroup,
  type KubernetesSet,
  KubernetesSource,
  type ManifestText,
  ManifestWatcher,
  type Page,
  parseFlags,
  type Resource,
  readManifestTexts,
  referenceOf,
  type StaticConfiguration,
} from '../../engine/index.ts';
import { Manifests } from '../cluster/manifests.ts';
import { keyOf, Store } from '../cluster/store.ts';
import { EXPLAIN_PATH, explainPage } from '../explain/api.ts';
import { explainableOf } from '../explain/running.ts';
import { failureLine, outcomeLines, ToldFindings } from './change-lines.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';
import { type WatchedApi, watchedApi } from './engine-api.ts';
import { ENGINE_HELP, parseEngineOptions } from './engine-options.ts';
import { untilStopped } from './until-stopped.ts';

/** `ingress-lab engine` */
export async function engineCommand(argv: readonly string[], { stdout }: CommandStreams): Promise<number> {
  const command = parseEngineOptions(argv);
  const { help, workers, transport, paths: named, flags } = command;
  if (help) {
    stdout.write(ENGINE_HELP);
    return EXIT.ok;
  }
  const options = parseFlags(flags);
  const api = watchedApi(command, options);
  const paths = [...named, ...options.filePaths];
  for (const path of paths) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  const stopped = untilStopped();
  const line = (text: string): void => void stdout.write(`${text}\n`);
  const source = new Source(line);
  source.read(
    await readManifestTexts(paths).catch((error: unknown) => {
      throw new EnvironmentError(
        `a manifest cannot be read: ${error instanceof Error ? error.message : error}`,
      );
    }),
  );
  await using kubernetes = api && (await watchKubernetes(api, options, source, line));
  // What is not known yet would be answered with 404: no address is open before it is.
  if (kubernetes) await Promise.race([kubernetes.synced, stopped]);
  if (kubernetes && !source.isSynced) return EXIT.ok;
  await using engine = await EngineGroup.start({
    static: options,
    workers,
    initial: source.resourceSet,
    onLoss: ({ worker, error }) =>
      line(`worker ${worker} ended (${error?.message ?? 'no error'}); another one takes its place`),
    ...(transport === undefined ? {} : { transport }),
    // Other threads cannot be asked what this one reads.
    ...(workers === 1 && { apiPages: source.apiPages(options) }),
  });
  await source.follow(engine);
  for (const [name, { host, port, protocol }] of engine.addresses) {
    line(`${name.padEnd(12)} ${host.includes(':') ? `[${host}]` : host}:${port}/${protocol}`);
  }
  const watcher = await watch(paths, source);
  const watched = [...paths, ...(kubernetes ? [`the Kubernetes API at ${kubernetes.name}`] : [])];
  line(
    `${watched.length === 0 ? 'no manifests: nothing is routed' : `watching ${watched.join(', ')}`}; Ctrl-C stops`,
  );
  await stopped;
  line('\nstopping: requests in flight may finish');
  await watcher?.close();
  await kubernetes?.close();
  return EXIT.ok;
}

/** Begins to watch an API, whose first objects are waited for. */
async function watchKubernetes(
  { address, watches }: WatchedApi,
  options: StaticConfiguration,
  source: Source,
  line: (text: string) => void,
): Promise<KubernetesSource> {
  const began = performance.now();
  const kubernetes = await KubernetesSource.start({
    static: options,
    watches,
    address,
    environment: process.env,
    listener: {
      async onChange(set) {
        if (!source.isSynced) {
          line(`synced ${set.resources.length} objects in ${Math.round(performance.now() - began)} ms`);
        }
        await source.takeOver(set).catch((error) => source.failed(error));
      },
      onNotice: line,
    },
  });
  line(`reading the objects of the Kubernetes API at ${kubernetes.name}`);
  return kubernetes;
}

async function watch(paths: readonly string[], source: Source): Promise<ManifestWatcher | undefined> {
  if (paths.length === 0) return undefined;
  let reloading = Promise.resolve();
  return ManifestWatcher.start(paths, {
    onChange(texts) {
      reloading = reloading.then(() => source.reload(texts)).catch((error) => source.failed(error));
    },
    onError: (error) => source.failed(error),
  });
}

/** The objects of the manifests and of the API, and what its user hears of them. */
class Source {
  readonly #line: (text: string) => void;
  readonly #store = new Store();
  readonly #manifests = new Manifests(this.#store, () => new Date());
  readonly #told = new ToldFindings();
  #found: EngineGroup['diagnostics'] = [];
  /** The objects of the API as they were handed over last. */
  #api: KubernetesSet | undefined;
  #engine: EngineGroup | undefined;

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  /** Of two objects of one name that of the API counts. */
  get resourceSet() {
    const { resources = [], rejected = [] } = this.#api ?? {};
    const written = this.#store.list();
    const names = written.length > 0 ? new Set(resources.map(nameOf)) : new Set();
    return {
      resources: [...written.filter((resource) => !names.has(nameOf(resource))), ...resources],
      rejected: [...this.#manifests.rejected, ...rejected],
    };
  }

  /** Whether the objects of the API were read once. */
  get isSynced(): boolean {
    return this.#api !== undefined;
  }

  /** Explains what becomes of requests by the objects that there are. */
  apiPages(options: StaticConfiguration): ReadonlyMap<string, Page> {
    const proxy = { inForce: () => ({ static: options, resources: this.resourceSet }) };
    const subject = () => explainableOf(proxy, { pods: () => [] });
    return new Map([[EXPLAIN_PATH, ({ target }) => explainPage(target, subject)]]);
  }

  read(texts: readonly ManifestText[]): void {
    const { outcomes, diagnostics } = this.#manifests.replaceFiles(texts, undefined);
    for (const text of outcomeLines(outcomes)) this.#line(text);
    this.#found = diagnostics;
  }

  async reload(texts: readonly ManifestText[]): Promise<void> {
    this.read(texts);
    await this.#apply();
  }

  async takeOver(set: KubernetesSet): Promise<void> {
    this.#api = set;
    await this.#apply();
  }

  /** An engine was started with the objects of then; from now on it is given those of each change. */
  async follow(engine: EngineGroup): Promise<void> {
    this.#engine = engine;
    await this.#apply();
  }

  failed(error: unknown): void {
    this.#line(failureLine(error));
  }

  async #apply(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const { changed, generation } = await engine.apply(this.resourceSet);
    this.#tell(engine);
    if (changed) this.#line(`configuration ${generation} is in force`);
  }

  /** Tells what was found that was not told before. */
  #tell({ diagnostics }: EngineGroup): void {
    const all = [...this.#found, ...(this.#api?.diagnostics ?? []), ...diagnostics];
    for (const text of this.#told.fresh(all)) this.#line(text);
    this.#told.keep(all);
  }
}

function nameOf(resource: Resource): string {
  return keyOf(referenceOf(resource));
}
