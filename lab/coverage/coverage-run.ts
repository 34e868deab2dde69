import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coverageHtml } from './html-report.ts';
import type { CoverageItem } from './item.ts';
import { coverageJson } from './json-report.ts';
import { COVERAGE_VARIABLE, readRecords } from './records.ts';
import { type CoverageResult, joinRecords } from './result.ts';

/** Gathers what the scenarios of one run cover, in whichever process they run. Owns the folder where they leave it. */
export class CoverageRun implements AsyncDisposable {
  readonly #folder: string;
  readonly #before = process.env[COVERAGE_VARIABLE];

  private constructor(folder: string) {
    this.#folder = folder;
    process.env[COVERAGE_VARIABLE] = folder;
  }

  /** Scenarios that are run from now on, by this process or one that it starts, leave what they cover. */
  static async begin(): Promise<CoverageRun> {
    return new CoverageRun(await mkdtemp(join(tmpdir(), 'ingress-lab-coverage-')));
  }

  /** What the scenarios covered. @param manifests files and folders that count whether or not a scenario applied them */
  async result(manifests: readonly string[]): Promise<CoverageResult> {
    return joinRecords(await readRecords(this.#folder), await itemsUnderTest(manifests));
  }

  async [Symbol.asyncDispose](): Promise<void> {
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
