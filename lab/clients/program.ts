import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds that a program may take to say which version it is. */
const PATIENCE_MS = 25_000;

/** A program of others to use, or why there is none. */
export type FoundProgram = { readonly program: string } | { readonly missing: string };

/** How to find a program. */
export interface WantedProgram {
  readonly name: string;
  /** The environment variable that names it; without it the program is looked for on the PATH. */
  readonly variable: string;
  /** Arguments with which it ends at once and well. */
  readonly probe: readonly string[];
  /** What to do where it is missing. */
  readonly remedy: string;
}

/** Looked for once: programs do not come and go while a run lasts. */
const found = new Map<string, Promise<FoundProgram>>();

/** The program to use, or why there is none. */
export function findProgram(wanted: WantedProgram): Promise<FoundProgram> {
  const program = process.env[wanted.variable] ?? wanted.name;
  const known = found.get(program) ?? probe(program, wanted);
  found.set(program, known);
  return known;
}

async function probe(
  program: string,
  { name, variable, probe, remedy }: WantedProgram,
): Promise<FoundProgram> {
  try {
    await run(program, probe, { timeout: PATIENCE_MS });
    return { program };
  } catch {
    return { missing: `${name} cannot be run as "${program}": ${remedy} and set ${variable} to its path` };
  }
}
