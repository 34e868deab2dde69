import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type ManifestText, readManifestTexts } from '../../../engine/core.ts';

/** A revision of a Git repository that cannot be read, or does not have what was asked for. */
class RevisionError extends Error {
  override readonly name = 'RevisionError';
  readonly code = 'usage';
}

/**
 * Reads the manifests under a path as they are in a revision of the Git repository in which the path lies. Neither the
 * repository nor its working tree is touched.
 *
 * @param revision `main`, `origin/main`, `HEAD~1`, a tag, a commit
 * @throws RevisionError
 */
export async function readManifestsAt(revision: string, path: string): Promise<ManifestText[]> {
  const folder = existingFolder(resolve(path));
  const root = (
    await git(['-C', folder, 'rev-parse', '--show-toplevel'], {}, () => `${folder} is in no Git repository`)
  ).trim();
  const commit = (
    await git(
      ['-C', root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      {},
      () =>
        `the Git repository ${root} has no revision "${revision}": write a branch, tag or commit, and fetch it first (in CI the checkout may be shallow: fetch-depth: 0)`,
    )
  ).trim();
  const inside = relative(root, join(await realpath(folder), relative(folder, resolve(path))));
  const temporary = await mkdtemp(join(tmpdir(), 'ingress-lab-'));
  try {
    const index = { GIT_INDEX_FILE: join(temporary, 'index') };
    await git(['-C', root, 'read-tree', commit], index);
    const tree = join(temporary, 'tree');
    const names = await git(
      ['-C', root, '--literal-pathspecs', 'ls-files', '-z', '--', inside || '.'],
      index,
    );
    if (names === '') throw new RevisionError(`revision "${revision}" has no ${inside || 'files'}`);
    await git(['-C', root, 'checkout-index', '-z', '--stdin', `--prefix=${tree}/`], index, undefined, names);
    const texts = await readManifestTexts([join(tree, inside)]);
    return texts.map(({ file, text }) => ({
      file: `${revision}:${relative(tree, file).replaceAll(sep, '/')}`,
      text,
    }));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The folder itself, or the nearest around the path that is still there. */
function existingFolder(path: string): string {
  let folder = path;
  while (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) folder = dirname(folder);
  return folder;
}

/** Listings of large repositories are long. */
const MOST_BYTES = 256 * 1024 * 1024;

function git(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  explained?: () => string,
  input = '',
): Promise<string> {
  return new Promise((fulfil, reject) => {
    const child = execFile(
      'git',
      [...argv],
      { env: { ...process.env, ...environment }, maxBuffer: MOST_BYTES },
      (error, stdout, stderr) => {
        if (error === null) fulfil(stdout);
        else if (error.code === 'ENOENT')
          reject(new RevisionError('git is not installed: a revision cannot be read'));
        else reject(new RevisionError(explained?.() ?? `git failed: ${stderr.trim() || error.message}`));
      },
    );
    // A process that ended early has said why.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
