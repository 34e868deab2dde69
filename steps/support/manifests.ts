import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readManifestTexts } from '../../engine/index.ts';
import { manifestsUnderTest, packageRoot } from '../../lab/index.ts';

/** A manifest file of a scenario. */
export interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

/** The manifests that come with the lab. */
export const SHIPPED = fileURLToPath(new URL('fixtures/manifests/', packageRoot));

/** The Helm chart of the engine. */
export const CHART = fileURLToPath(new URL('deploy/chart/', packageRoot));

/** What was found among the manifests that come with the lab, by place: they are the same for all scenarios of a run. */
const shipped = new Map<string, Promise<readonly ManifestFile[] | undefined>>();

/** Finds manifest files by the names that features use, and remembers edits that a scenario makes to them. */
export class Manifests {
  readonly #edited = new Map<string, string>();

  /**
   * The files of a folder or one file: looked for from the working directory, in the folders under test, then among the
   * manifests that come with the lab. `.yaml` may be left out.
   */
  async read(name: string): Promise<ManifestFile[]> {
    for (const folder of ['', ...manifestsUnderTest(), SHIPPED]) {
      const files =
        (await this.#filesAt(join(folder, name))) ?? (await this.#filesAt(join(folder, `${name}.yaml`)));
      if (files) return files;
    }
    throw new Error(
      `there are no manifests "${name}": neither from here (${process.cwd()}) nor among those of the lab`,
    );
  }

  /** The files that the run was told to test. */
  async underTest(): Promise<ManifestFile[]> {
    const paths = manifestsUnderTest();
    if (paths.length === 0) {
      throw new Error('no manifests are under test: name them, as in ingress-lab test --manifests k8s');
    }
    const files = await Promise.all(paths.map((path) => this.#filesAt(path)));
    return files.flatMap((found) => found ?? []);
  }

  /** Replaces `from` by `to` in one file, for this scenario, and returns the new text. `\\n` in either is a line end. */
  async edit(name: string, ...change: [from: string, to: string]): Promise<ManifestFile> {
    const [from = '', to = ''] = change.map((text) => text.replaceAll('\\n', '\n'));
    const [found, ...others] = await this.read(name);
    if (!found || others.length > 0) throw new Error(`"${name}" is not one file`);
    if (!found.text.includes(from))
      throw new Error(`${found.file} does not contain "${from}":\n${found.text}`);
    const text = found.text.replace(from, to);
    this.#edited.set(found.file, text);
    return { ...found, text };
  }

  /** undefined: nothing is there. */
  async #filesAt(place: string): Promise<ManifestFile[] | undefined> {
    const found = await (place.startsWith(SHIPPED) ? shippedAt(place) : textsAt(place));
    return found?.map(({ file, text }) => ({ file, text: this.#edited.get(file) ?? text }));
  }
}

function shippedAt(place: string): Promise<readonly ManifestFile[] | undefined> {
  const known = shipped.get(place) ?? textsAt(place);
  shipped.set(place, known);
  return known;
}

async function textsAt(place: string): Promise<readonly ManifestFile[] | undefined> {
  // At once: a thousand looks at a folder are quicker than one turn through the thread pool for each.
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) return undefined;
  const texts = found.isDirectory()
    ? await readManifestTexts([place])
    : [{ file: place, text: await readFile(place, 'utf8') }];
  return texts.map(({ file, text }) => ({ file: relative(process.cwd(), file), text }));
}
