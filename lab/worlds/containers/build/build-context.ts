import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../../package-root.ts';
import { ContainersWorldError } from '../containers-world-error.ts';
import type { Recipe } from './recipes.ts';

/** A folder with all that a build sees, the Dockerfile at its top; removed at the end of its scope. */
export class BuildContext implements AsyncDisposable {
  readonly folder: string;

  static async empty(): Promise<BuildContext> {
    return new BuildContext(await mkdtemp(join(tmpdir(), 'ingress-lab-build-')));
  }

  /** @throws ContainersWorldError `containers-image-missing` where the sources are not there */
  static async of({ dockerfile, context }: Pick<Recipe, 'dockerfile' | 'context'>): Promise<BuildContext> {
    const root = fileURLToPath(packageRoot);
    if (!existsSync(join(root, 'tsconfig.build.json')) || !existsSync(join(root, dockerfile))) {
      throw new ContainersWorldError(
        'containers-image-missing',
        'images are built from the sources of ingress-lab, which the installed package does not have: run this in a ' +
          'checkout of the project, or let INGRESS_LAB_IMAGES say what runs instead: public, or a file of your own',
      );
    }
    const made = await BuildContext.empty();
    if (context === undefined) await copySources(root, made.folder);
    else await cp(join(root, context), made.folder, { recursive: true });
    await made.add(join(root, dockerfile), 'Dockerfile');
    return made;
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Copies a file or a folder to a place in the context. Links are followed. */
  async add(source: string, target: string): Promise<void> {
    await cp(source, join(this.folder, target), { recursive: true, dereference: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What .dockerignore leaves; it ignores all but the names that it lists with `!`, and tests. */
async function copySources(root: string, folder: string): Promise<void> {
  const ignore = await readFile(join(root, '.dockerignore'), 'utf8');
  for (const [, name = ''] of ignore.matchAll(/^!(.+)$/gm)) {
    await cp(join(root, name), join(folder, name), {
      recursive: true,
      filter: (source) => !source.endsWith('.test.ts'),
    });
  }
}
