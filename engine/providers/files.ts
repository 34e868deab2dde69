import { readFile } from 'node:fs/promises';
import type { FSWatcher } from 'chokidar';
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

/** Who hears of changes. */
export interface ManifestListener {
  /** All texts after a change, never older than those handed over before. */
  onChange(texts: readonly ManifestText[]): void;
  /** Files could not be read or watched, or `onChange` threw. Watching goes on; the next change is read again. */
  onError(error: unknown): void;
}

/**
 * Watches manifest files and folders, and hands over all texts after each change. Owns its watcher; `close` ends it.
 * Reads one at a time: what was read while a further change came in is dropped and read again.
 */
export class ManifestWatcher {
  readonly #paths: readonly string[];
  readonly #listener: ManifestListener;
  readonly #watcher: FSWatcher;
  #timer: NodeJS.Timeout | undefined;
  /** There are changes that no read has begun to see. */
  #stale = false;
  #reading: Promise<void> | undefined;
  #closed = false;

  private constructor(paths: readonly string[], listener: ManifestListener, watcher: FSWatcher) {
    this.#paths = paths;
    this.#listener = listener;
    this.#watcher = watcher;
    this.#watcher.on('all', () => this.#changed());
    this.#watcher.on('error', (error) => this.#failed(error));
  }

  /** Resolves when every change from now on will be seen. */
  static async start(paths: readonly string[], listener: ManifestListener): Promise<ManifestWatcher> {
    // Loaded when something is watched: who reads files once need not wait for it.
    const { watch } = await import('chokidar');
    const watcher = new ManifestWatcher(paths, listener, watch([...paths], { ignoreInitial: true }));
    await new Promise<void>((resolve) => watcher.#watcher.once('ready', () => resolve()));
    return watcher;
  }

  /** No listener is called after it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#watcher.close(), this.#reading]);
  }

  #changed(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#stale = true;
      this.#reading ??= this.#readAll();
    }, QUIET_MS);
  }

  async #readAll(): Promise<void> {
    while (this.#stale && !this.#closed) {
      this.#stale = false;
      await this.#read();
    }
    this.#reading = undefined;
  }

  async #read(): Promise<void> {
    try {
      const texts = await readManifestTexts(this.#paths).catch((error: unknown) => {
        // A file went away between listing and reading: list anew. One that is still missing is an error.
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
          return readManifestTexts(this.#paths);
        }
        throw error;
      });
      if (!this.#stale && !this.#closed) this.#listener.onChange(texts);
    } catch (error) {
      if (!this.#stale) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (!this.#closed) this.#listener.onError(error);
  }
}
