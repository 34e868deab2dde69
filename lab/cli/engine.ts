import { existsSync } from 'node:fs';
import {
  EngineGroup,
  type ManifestText,
  ManifestWatcher,
  type Page,
  parseFlags,
  readManifestTexts,
  type StaticConfiguration,
} from '../../engine/index.ts';
import { Manifests } from '../cluster/manifests.ts';
import { Store } from '../cluster/store.ts';
import { EXPLAIN_PATH, explainPage } from '../explain/api.ts';
import { explainableOf } from '../explain/running.ts';
import { failureLine, outcomeLines, ToldFindings } from './change-lines.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';
import { ENGINE_HELP, parseEngineOptions } from './engine-options.ts';
import { untilStopped } from './until-stopped.ts';

/** `ingress-lab engine` */
export async function engineCommand(argv: readonly string[], { stdout }: CommandStreams): Promise<number> {
  const { help, workers, transport, paths: named, flags } = parseEngineOptions(argv);
  if (help) {
    stdout.write(ENGINE_HELP);
    return EXIT.ok;
  }
  const options = parseFlags(flags);
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
  source.inForce(engine);
  for (const [name, { host, port, protocol }] of engine.addresses) {
    line(`${name.padEnd(12)} ${host.includes(':') ? `[${host}]` : host}:${port}/${protocol}`);
  }
  const watcher = await watch(paths, source, engine);
  line(
    `${paths.length === 0 ? 'no manifests: nothing is routed' : `watching ${paths.join(', ')}`}; Ctrl-C stops`,
  );
  await stopped;
  line('\nstopping: requests in flight may finish');
  await watcher?.close();
  return EXIT.ok;
}

async function watch(
  paths: readonly string[],
  source: Source,
  engine: EngineGroup,
): Promise<ManifestWatcher | undefined> {
  if (paths.length === 0) return undefined;
  let reloading = Promise.resolve();
  return ManifestWatcher.start(paths, {
    onChange(texts) {
      reloading = reloading.then(() => source.reload(texts, engine)).catch((error) => source.failed(error));
    },
    onError: (error) => source.failed(error),
  });
}

/** The objects that the manifests hold, and what its user hears of them. */
class Source {
  readonly #line: (text: string) => void;
  readonly #store = new Store();
  readonly #manifests = new Manifests(this.#store, () => new Date());
  readonly #told = new ToldFindings();
  #found: EngineGroup['diagnostics'] = [];

  constructor(line: (text: string) => void) {
    this.#line = line;
  }

  get resourceSet() {
    return { resources: this.#store.list(), rejected: this.#manifests.rejected };
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

  async reload(texts: readonly ManifestText[], engine: EngineGroup): Promise<void> {
    this.read(texts);
    const { changed, generation } = await engine.apply(this.resourceSet);
    this.inForce(engine);
    if (changed) this.#line(`configuration ${generation} is in force`);
  }

  /** Tells what was found that was not told before. */
  inForce({ diagnostics }: EngineGroup): void {
    const all = [...this.#found, ...diagnostics];
    for (const text of this.#told.fresh(all)) this.#line(text);
    this.#told.keep(all);
  }

  failed(error: unknown): void {
    this.#line(failureLine(error));
  }
}
