import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { SourcePosition } from '../../engine/core.ts';

/** Tells what is written in files of the repository from what scenarios write themselves, or change. */
export class ManifestLines {
  readonly #roots: readonly string[];
  readonly #lines = new Map<string, readonly string[]>();

  /** @param further files and folders that count beside those of the working directory */
  constructor(further: readonly string[] = []) {
    this.#roots = [process.cwd(), ...further.map((path) => resolve(path))];
  }

  /** Where something is written, the file named from the working directory; undefined if no manifest file has it there. */
  find(position: SourcePosition): SourcePosition | undefined {
    const path = resolve(position.file);
    if (path.split(sep).includes('node_modules') || !this.#roots.some((root) => holds(root, path))) {
      return undefined;
    }
    if (this.#linesOf(path)[position.line - 1] !== position.lineText) return undefined;
    return { ...position, file: fromHere(path) };
  }

  #linesOf(path: string): readonly string[] {
    let lines = this.#lines.get(path);
    if (lines === undefined) {
      lines = textOf(path).split(/\r?\n/);
      this.#lines.set(path, lines);
    }
    return lines;
  }
}

/** A path as reports name it. */
export function fromHere(path: string): string {
  return relative(process.cwd(), resolve(path)).replaceAll(sep, '/');
}

function holds(root: string, path: string): boolean {
  const way = relative(root, path);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** Empty if there is no such file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
