import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScenarioRecord } from './item.ts';

/** The folder where scenarios leave what they covered; those that run it set it, in whichever process they run. */
export const COVERAGE_VARIABLE = 'INGRESS_LAB_COVERAGE';

/** Leaves what a scenario covered for whoever runs the scenarios. */
export async function writeRecord(folder: string, record: ScenarioRecord): Promise<void> {
  await writeFile(join(folder, `${randomUUID()}.json`), JSON.stringify(record));
}

/** Everything that scenarios left. */
export async function readRecords(folder: string): Promise<ScenarioRecord[]> {
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ScenarioRecord),
  );
}
