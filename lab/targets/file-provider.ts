import { existsSync } from 'node:fs';
import {
  type Diagnostic,
  FlagError,
  type ManifestText,
  ManifestWatcher,
  type ResourceSet,
  readManifestTexts,
} from '../../engine/index.ts';
import { Manifests } from '../cluster/manifests.ts';
import { Store } from '../cluster/store.ts';

/** What the file provider of a proxy holds besides the resources of the world. Owns its watcher. */
export class FileProvider implements AsyncDisposable {
  readonly #store = new Store();
  readonly #manifests = new Manifests(this.#store, () => new Date());
  #diagnostics: readonly Diagnostic[] = [];
  readonly #paths: readonly string[];
  readonly #onRead: () => void;
  #watcher: ManifestWatcher | undefined;
  /** What was read last, to tell a change by. */
  #known = '';

  private constructor(paths: readonly string[], onRead: () => void) {
    this.#paths = paths;
    this.#onRead = onRead;
  }

  /**
   * Reads files and folders, and calls `onRead` each time that they were read again: whenever they change, or with
   * `watched` false when `refresh` is called.
   *
   * @throws FlagError for a path that is not there.
   */
  static async start(paths: readonly string[], onRead: () => void, watched = true): Promise<FileProvider> {
    const provider = new FileProvider(paths, onRead);
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined) throw new FlagError(`--providers.file: there is no file or folder ${missing}`);
    if (paths.length === 0) return provider;
    provider.#read(await readManifestTexts(paths));
    if (!watched) return provider;
    provider.#watcher = await ManifestWatcher.start(paths, {
      onChange(texts) {
        provider.#read(texts);
        onRead();
      },
      // What was in force stays, and the next change is read again.
      onError: () => undefined,
    });
    return provider;
  }

  /** Reads the files again, if somebody does not watch them anyhow. */
  async refresh(): Promise<void> {
    if (this.#paths.length === 0 || this.#watcher) return;
    // A file that went away says so in its folder; one that was named itself is an empty one then.
    const present = this.#paths.filter((path) => existsSync(path));
    const texts = await readManifestTexts(present);
    if (JSON.stringify(texts) === this.#known) return;
    this.#read(texts);
    this.#onRead();
  }

  /** What is wrong with the files as they were read last. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** The resources of the world and those of the files. */
  join(world: ResourceSet): ResourceSet {
    return {
      resources: [...world.resources, ...this.#store.list()],
      rejected: [...(world.rejected ?? []), ...this.#manifests.rejected],
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.close();
  }

  #read(texts: readonly ManifestText[]): void {
    this.#known = JSON.stringify(texts);
    this.#diagnostics = this.#manifests.replaceFiles(texts, undefined).diagnostics;
  }
}
