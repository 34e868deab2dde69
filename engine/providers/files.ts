import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
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
 * Watches manifest files and folders, and hands over all texts after each change. Owns its watchers; `close` ends them.
 * A file that cannot be read in the middle of a change is read with the next one.
 */
export class ManifestWatcher {
  readonly #paths: readonly string[];
  readonly #onChange: (texts: readonly ManifestText[]) => void;
  readonly #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  private constructor(paths: readonly string[], onChange: (texts: readonly ManifestText[]) => void) {
    this.#paths = paths;
    this.#onChange = onChange;
  }

  static async start(
    paths: readonly string[],
    onChange: (texts: readonly ManifestText[]) => void,
  ): Promise<ManifestWatcher> {
    const watcher = new ManifestWatcher(paths, onChange);
    const folders = new Map<string, boolean>();
    for (const path of paths) {
      // Editors replace files: the folder sees that, a watch on the file would not.
      const folder = (await stat(path)).isDirectory();
      folders.set(folder ? path : dirname(path), folder || (folders.get(dirname(path)) ?? false));
    }
    for (const [folder, recursive] of folders) {
      watcher.#watchers.push(watch(folder, { recursive }, () => watcher.#changed()));
    }
    return watcher;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), QUIET_MS);
  }

  async #read(): Promise<void> {
    try {
      const texts = await readManifestTexts(this.#paths);
      if (!this.#closed) this.#onChange(texts);
    } catch {
      // A file went away between listing and reading; its removal wakes the watcher again.
    }
  }
}
