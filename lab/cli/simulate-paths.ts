import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './command.ts';

/** What is to be simulated, by what it is written in. */
interface SimulationPaths {
  readonly plans: readonly string[];
  /** As Cucumber takes them: with lines, `a.feature:12`. */
  readonly features: readonly string[];
}

/** @throws UsageError for what is not there, or is neither */
export async function simulationPaths(paths: readonly string[]): Promise<SimulationPaths> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  return {
    plans: files.filter((file) => !isFeature(file)),
    features: files.filter(isFeature),
  };
}

async function filesAt(path: string): Promise<string[]> {
  const [file = '', lines] = /^(.*\.feature)(:\d+)+$/.exec(path)?.slice(1) ?? [path];
  if (!existsSync(file)) throw new UsageError(`there is no ${file}`);
  if (lines !== undefined || isFeature(file) || /\.ya?ml$/.test(file)) return [path];
  if (!statSync(file).isDirectory())
    throw new UsageError(`${file}: a plan ends with .yaml, a feature with .feature`);
  const names = await readdir(file, { recursive: true });
  const found = names.filter((name) => isFeature(name) || /\.simulation\.ya?ml$/.test(name));
  return found.map((name) => join(file, name)).sort();
}

function isFeature(path: string): boolean {
  return /\.feature(:\d+)*$/.test(path);
}
