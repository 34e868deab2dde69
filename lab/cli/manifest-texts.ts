import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { type ManifestText, readManifestTexts } from '../../engine/core.ts';
import { EnvironmentError, UsageError } from './command.ts';

/** Where manifests are looked for if nobody says where they are. */
const USUAL_FOLDERS: readonly string[] = ['k8s', 'manifests'];

/**
 * Where manifests are: as named, else the folders `k8s` and `manifests`.
 *
 * @throws UsageError if there are none
 */
export function manifestPaths(named: readonly string[]): readonly string[] {
  const paths = named.length > 0 ? named : USUAL_FOLDERS.filter((folder) => existsSync(folder));
  if (paths.length > 0) return paths;
  throw new UsageError(
    `there are no manifests: name them by --manifests PATH, or put them into a folder ${USUAL_FOLDERS.join(' or ')}`,
  );
}

/**
 * The manifests of files and folders, `-` being standard input; without any, those of `manifestPaths`.
 *
 * @throws UsageError for a path that is not there, EnvironmentError for one that cannot be read
 */
export async function manifestTexts(
  paths: readonly string[],
  stdin: NodeJS.ReadableStream = process.stdin,
): Promise<ManifestText[]> {
  const wanted = manifestPaths(paths);
  const files = wanted.filter((path) => path !== '-');
  for (const path of files) {
    if (!existsSync(path)) throw new UsageError(`there is no file or folder ${path}`);
  }
  const texts = await readManifestTexts(files).catch((error: unknown) => {
    throw new EnvironmentError(
      `a manifest cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  });
  if (!wanted.includes('-')) return texts;
  return [...texts, { file: 'stdin.yaml', text: await text(stdin) }];
}
