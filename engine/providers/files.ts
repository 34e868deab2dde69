import { readFile } from 'node:fs/promises';
import { type FSWatcher, watch } from 'chokidar';
import { manifestFiles } from '../resources/load.ts';

/** A manifest file as it is now. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** Milliseconds without a further change before files are read again: editors and checkouts write in bursts. */
const QUIET_MS = 60;

/** Reads the manifest files of files and folders, in the order of their names. */
export async function readManifestTexts(paths: readonly string[]): Promise<ManifestText[]> {
  const files = (await Promise.all(paths.map(manifestFiles))).flat();
  return Promise.all([...new Set(files)].map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

/**
 * Watches manifest files and folders, and hands over all texts after each change. Owns its watcher; `close` ends it.
 * A file that cannot be read in the middle of a change is read with the next one.
 */
export class ManifestWatcher {
  readonly #paths: readonly string[];
  readonly #onChange: (texts: readonly ManifestText[]) => void;
  readonly #watcher: FSWatcher;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(paths: readonly string[], onChange: (texts: readonly ManifestText[]) => void) {
    this.#paths = paths;
    this.#onChange = onChange;
    this.#watcher = watch([...paths], { ignoreInitial: true });
    this.#watcher.on('all', () => this.#changed());
  }

  /** Resolves when every change from now on will be seen. */
  static async start(
    paths: readonly string[],
    onChange: (texts: readonly ManifestText[]) => void,
  ): Promise<ManifestWatcher> {
    const watcher = new ManifestWatcher(paths, onChange);
    await new Promise<void>((resolve) => watcher.#watcher.once('ready', () => resolve()));
    return watcher;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#watcher.close();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), QUIET_MS);
  }

  async #read(): Promise<void> {
    try {
      const texts = await readManifestTexts(this.#paths);
      if (!this.#closed) this.#onChange(texts);
    } catch (error) {
      // A file went away between listing and reading; its removal wakes the watcher again.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
}
