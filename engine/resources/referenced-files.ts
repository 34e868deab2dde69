import { readFileSync } from 'node:fs';

/** What a configuration names as a file or writes out itself. */
export interface ReferencedFiles {
  /** Contents by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Why a path cannot be read, by path. */
  readonly problems: ReadonlyMap<string, string>;
}

/** PEM texts and users stand for themselves; what is on one line is the path of a file (Traefik: FileOrContent). */
export function isPath(text: string): boolean {
  return text !== '' && !text.includes('\n') && !text.startsWith('-----BEGIN');
}

/** Reads the files that a configuration names; relative paths are of the working directory, as in Traefik. */
export function readReferenced(paths: Iterable<string>): ReferencedFiles {
  const files: Record<string, string> = {};
  const problems = new Map<string, string>();
  for (const path of new Set(paths)) {
    try {
      files[path] = readFileSync(path, 'utf8');
    } catch (error) {
      problems.set(path, error instanceof Error ? error.message : String(error));
    }
  }
  return { files, problems };
}
