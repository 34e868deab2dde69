import {
  COVERAGE_VARIABLE,
  type LabOptions,
  ManifestLines,
  manifestsUnderTest,
  ScenarioCoverage,
  writeRecord,
} from '../../lab/index.ts';

/** Files do not change during a run: each is read once. */
const lines = new ManifestLines(manifestsUnderTest());

/** Follows a scenario if the run wants its coverage. */
export function scenarioCoverage(): ScenarioCoverage | undefined {
  return process.env[COVERAGE_VARIABLE] ? new ScenarioCoverage(lines) : undefined;
}

/** The option of a lab that has its proxies followed. */
export function watchedBy(coverage: ScenarioCoverage | undefined): Pick<LabOptions, 'watch'> {
  return coverage ? { watch: () => coverage.watch() } : {};
}

/** Hands what a scenario covered to the run. */
export async function leaveCoverage(coverage: ScenarioCoverage | undefined, scenario: string): Promise<void> {
  const folder = process.env[COVERAGE_VARIABLE];
  if (coverage && folder) await writeRecord(folder, coverage.record(scenario));
}
