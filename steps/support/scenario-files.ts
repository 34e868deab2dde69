import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Diagnostic } from '../../engine/index.ts';

/** Flags whose value is a path. */
const PATH_FLAG = /^(--providers\.file\.(?:filename|directory)=)(.*)$/i;

/** The files that a scenario writes, in a folder of its own that goes with it. */
export class ScenarioFiles implements AsyncDisposable {
  #folder: string | undefined;

  async write(name: string, text: string): Promise<void> {
    this.#folder ??= await mkdtemp(join(tmpdir(), 'ingress-lab-scenario-'));
    const path = join(this.#folder, name);
    await mkdir(dirname(path), { recursive: true });
    // Whoever follows the file finds the old text or the new one, never half of it.
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }

  /** Replaces `from` by `to` in a file. `\\n` in either is a line end. */
  async edit(name: string, ...change: [from: string, to: string]): Promise<void> {
    const [from = '', to = ''] = change.map((text) => text.replaceAll('\\n', '\n'));
    const text = await readFile(this.#pathOf(name), 'utf8');
    if (!text.includes(from)) throw new Error(`${name} does not contain "${from}":\n${text}`);
    await this.write(name, text.replace(from, to));
  }

  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name));
  }

  /** Where a file of the scenario is; a name that is none of its files is a path. */
  path(name: string): string {
    const own = join(this.#folder ?? '', name);
    return this.#folder !== undefined && existsSync(own) ? own : name;
  }

  /** A flag that names a file or folder of the scenario names it where it is. */
  inFlag(flag: string): string {
    const [, name = '', path = ''] = PATH_FLAG.exec(flag) ?? [];
    const own = name === '' || this.#folder === undefined ? undefined : join(this.#folder, path);
    return own !== undefined && existsSync(own) ? `${name}${own}` : flag;
  }

  /** A finding as the scenario speaks of its files: by their names, wherever they are. */
  inFinding(finding: Diagnostic): Diagnostic {
    const { position } = finding;
    if (this.#folder === undefined || !position?.file.startsWith(this.#folder)) return finding;
    return { ...finding, position: { ...position, file: relative(this.#folder, position.file) } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
  }

  #pathOf(name: string): string {
    const path = join(this.#folder ?? '', name);
    if (this.#folder === undefined || !existsSync(path)) throw new Error(`no file "${name}" was given`);
    return path;
  }
}
