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
  #watcher: ManifestWatcher | undefined;

  private constructor() {}

  /**
   * Reads files and folders, and calls `onRead` each time that they were read again.
   *
   * @throws FlagError for a path that is not there.
   */
  static async start(paths: readonly string[], onRead: () => void): Promise<FileProvider> {
    const provider = new FileProvider();
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined) throw new FlagError(`--providers.file: there is no file or folder ${missing}`);
    if (paths.length === 0) return provider;
    provider.#read(await readManifestTexts(paths));
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
    this.#diagnostics = this.#manifests.replaceFiles(texts, undefined).diagnostics;
  }
}
