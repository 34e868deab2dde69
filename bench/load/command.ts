import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { end, start } from '../system/processes.ts';
import { findProgram } from '../system/programs.ts';

/** Milliseconds that a load generator may take beyond what it was told to. */
const GRACE_MS = 10_000;

/** A load generator as a program. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly core: number | undefined;
  /** How long it is meant to run. */
  readonly seconds: number;
}

/** Runs a load generator to its end and gives what it printed. @throws Error if it fails or does not end. */
export async function run({ program, args, core, seconds }: Command, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const path = findProgram(program);
  if (path === undefined)
    throw new Error(`${program} is not installed (apt-get install ${PACKAGES[program] ?? program})`);
  const child = start(path, args, { core, stdio: ['ignore', 'pipe', 'inherit'] });
  const late = AbortSignal.timeout(seconds * 1_000 + GRACE_MS);
  try {
    if (!child.stdout) throw new Error(`${program} has no output`);
    const gone = once(child, 'exit', { signal: AbortSignal.any([signal, late]) });
    const [printed, [code]] = await Promise.all([text(child.stdout), gone]);
    if (code !== 0) throw new Error(`${program} ended with ${code}:\n${printed}`);
    return printed;
  } catch (error) {
    if (late.aborted) throw new Error(`${program} did not end: a connection hangs`, { cause: error });
    throw error;
  } finally {
    await end(child);
  }
}

const PACKAGES: Readonly<Record<string, string>> = { h2load: 'nghttp2-client' };
