import { readFile } from 'node:fs/promises';
import { manifestFiles } from '../resources/manifest-files.ts';

/** A manifest file as it is now. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** Reads the manifest files of files and folders, in the order of their names. */
export async function readManifestTexts(paths: readonly string[]): Promise<ManifestText[]> {
  const files = (await Promise.all(paths.map(manifestFiles))).flat();
  return Promise.all([...new Set(files)].map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}
