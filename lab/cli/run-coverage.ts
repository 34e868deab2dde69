import { existsSync } from 'node:fs';
import { CoverageRun, writeReports } from '../coverage/coverage-run.ts';
import { MANIFESTS_VARIABLE } from '../coverage/manifests-under-test.ts';
import { type CoverageResult, percentOf } from '../coverage/result.ts';
import { coverageSummary } from '../coverage/summary.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';

/** The options of `ingress-lab test` about what it covers. */
export const COVERAGE_OPTIONS = {
  manifests: { type: 'string', multiple: true },
  coverage: { type: 'string' },
  'coverage-fail-under': { type: 'string' },
  'no-coverage': { type: 'boolean' },
} as const;

/** How the coverage of a run is wanted. */
interface CoverageOptions {
  /** Files and folders under test. */
  readonly manifests: readonly string[];
  /** Where reports go; undefined: nothing is collected. */
  readonly folder: string | undefined;
  /** Percent; undefined: any will do. */
  readonly atLeast: number | undefined;
}

const DEFAULT_FOLDER = 'reports/coverage';

/** @throws UsageError */
export function readCoverageOptions(values: {
  readonly manifests?: string[] | undefined;
  readonly coverage?: string | undefined;
  readonly 'coverage-fail-under'?: string | undefined;
  readonly 'no-coverage'?: boolean | undefined;
}): CoverageOptions {
  const { manifests = [], coverage = DEFAULT_FOLDER, 'coverage-fail-under': limit } = values;
  const missing = manifests.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`--manifests ${missing}: there is no such file or folder`);
  const isOff = values['no-coverage'] ?? false;
  if (isOff && limit !== undefined) {
    throw new UsageError('--coverage-fail-under and --no-coverage are both given; give one of them');
  }
  return {
    manifests,
    folder: isOff ? undefined : coverage,
    atLeast: limit === undefined ? undefined : percent(limit),
  };
}

/** Runs scenarios and reports what they covered; returns the exit code. @param run returns that of the scenarios */
export async function withCoverage(
  { manifests, folder, atLeast }: CoverageOptions,
  { stdout, stderr }: CommandStreams,
  run: () => Promise<number>,
): Promise<number> {
  process.env[MANIFESTS_VARIABLE] = JSON.stringify(manifests);
  if (folder === undefined) return run();
  await using coverage = await CoverageRun.begin();
  const code = await run();
  if (code !== EXIT.ok && code !== EXIT.failed) return code;
  const result = await coverage.result(manifests);
  if (result.all.total > 0) {
    const page = await writeReports(result, folder).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new EnvironmentError(
        `the coverage cannot be written to ${folder} (${why}); name another folder with --coverage, or give --no-coverage`,
        { cause: error },
      );
    });
    stdout.write(`${coverageSummary(result)}\nreport: ${page}\n`);
  }
  if (code !== EXIT.ok || atLeast === undefined) return code;
  const short = shortfall(result, atLeast);
  if (short === undefined) return code;
  stderr.write(`ingress-lab test: ${short}\n`);
  return EXIT.coverage;
}

/** Why a coverage is not enough; undefined if it is. */
function shortfall({ all }: CoverageResult, atLeast: number): string | undefined {
  if (all.total === 0) {
    return `no scenario used a manifest file, so ${atLeast} % of them cannot be covered; name them by --manifests`;
  }
  if ((all.covered / all.total) * 100 >= atLeast) return undefined;
  return `the scenarios cover ${percentOf(all)} % of the manifests, less than the ${atLeast} % of --coverage-fail-under`;
}

function percent(text: string): number {
  const number = /^\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0 && number <= 100) return number;
  throw new UsageError(`--coverage-fail-under ${text}: write a number from 0 to 100`);
}
