import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A program in the place of `kind` that writes down what it is called with. */
export interface StandIn {
  readonly program: string;
  /** The arguments of each call, and behind them what it was given to read. */
  calls(): Promise<string[]>;
}

/** @param script what it does, in the language of sh, once it has written down its arguments */
export async function standIn(context: TestContext, script: string): Promise<StandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-kind-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'kind');
  const record = join(folder, 'calls');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$*" >>'${record}'\ncat >>'${record}'\n${script}\n`);
  await chmod(program, 0o755);
  return { program, calls: async () => (await readFile(record, 'utf8')).trimEnd().split('\n') };
}
