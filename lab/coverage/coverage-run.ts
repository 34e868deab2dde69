import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coverageHtml } from './html-report.ts';
import type { CoverageItem } from './item.ts';
import { coverageJson } from './json-report.ts';
import { COVERAGE_VARIABLE, readRecords } from './records.ts';
import { type CoverageResult, joinRecords } from './result.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Gathers what the scenarios of one run cover, in whichever process they run. Owns the folder where they leave it. */
export class CoverageRun implements AsyncDisposable {
  readonly #folder: string;
  readonly #before = process.env[COVERAGE_VARIABLE];

  private constructor(folder: string) {
    this.#folder = folder;
    process.env[COVERAGE_VARIABLE] = folder;
    for (const signal of SIGNALS) process.once(signal, this.#interrupted);
  }

  /** Scenarios that are run from now on, by this process or one that it starts, leave what they cover. */
  static async begin(): Promise<CoverageRun> {
    return new CoverageRun(await mkdtemp(join(tmpdir(), 'ingress-lab-coverage-')));
  }

  /** What the scenarios covered. @param manifests files and folders that count whether or not a scenario applied them */
  async result(manifests: readonly string[]): Promise<CoverageResult> {
    return joinRecords(await readRecords(this.#folder), await itemsUnderTest(manifests));
  }

  /** A run that is interrupted leaves nothing behind, and ends as it would have. */
  readonly #interrupted = (signal: NodeJS.Signals): void => {
    this.#ignoreSignals();
    rmSync(this.#folder, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };

  #ignoreSignals(): void {
    for (const signal of SIGNALS) process.off(signal, this.#interrupted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ignoreSignals();
    if (this.#before === undefined) delete process.env[COVERAGE_VARIABLE];
    else process.env[COVERAGE_VARIABLE] = this.#before;
    await rm(this.#folder, { recursive: true });
  }
}

/** Writes `coverage.json` and `coverage.html` to a folder and returns the page's path. */
export async function writeReports(result: CoverageResult, folder: string): Promise<string> {
  const files = [...new Set(result.items.map(({ file }) => file))];
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
  const page = join(folder, 'coverage.html');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'coverage.json'), coverageJson(result));
  await writeFile(page, coverageHtml(result, new Map(texts)));
  return page;
}

/** What manifests have to be covered, found out without running them. */
async function itemsUnderTest(paths: readonly string[]): Promise<readonly CoverageItem[]> {
  if (paths.length === 0) return [];
  // Only runs with such paths wait for what this needs.
  const { manifestItems } = await import('./manifest-items.ts');
  return manifestItems(paths);
}
