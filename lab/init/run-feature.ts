import { Writable } from 'node:stream';
import { type ISupportCodeLibrary, loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import { stepFiles } from '../vocabulary/step-files.ts';

/** What a run of one feature came to. */
export interface FeatureRun {
  readonly passed: number;
  /** Why each scenario that did not hold did not, by its name. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Modules are loaded once in a process, and so are the steps in them. */
let support: ISupportCodeLibrary | undefined;

/** Runs a feature as `ingress-lab test` does, without a report. */
export async function runFeature(file: string): Promise<FeatureRun> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const environment = { stdout: silent, stderr: silent };
  const provided = { paths: [file], import: stepFiles(), strict: true, publish: false };
  const { runConfiguration } = await loadConfiguration({ file: false, provided }, environment);
  const names = new Map<string, string>();
  const nameOfAttempt = new Map<string, string>();
  const failures = new Map<string, string>();
  const ended = new Set<string>();
  const result = await runCucumber(
    { ...runConfiguration, support: support ?? runConfiguration.support },
    environment,
    ({ pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished, parseError }) => {
      if (parseError) failures.set(file, parseError.message);
      if (pickle) names.set(pickle.id, pickle.name);
      if (testCase) names.set(testCase.id, names.get(testCase.pickleId) ?? '');
      if (testCaseStarted) nameOfAttempt.set(testCaseStarted.id, names.get(testCaseStarted.testCaseId) ?? '');
      if (testStepFinished) {
        const { status, message = `a step is ${status.toLowerCase()}` } = testStepFinished.testStepResult;
        const name = nameOfAttempt.get(testStepFinished.testCaseStartedId) ?? '';
        if (!['PASSED', 'SKIPPED'].includes(status) && !failures.has(name))
          failures.set(name, firstLine(message));
      }
      if (testCaseFinished) ended.add(nameOfAttempt.get(testCaseFinished.testCaseStartedId) ?? '');
    },
  );
  support = result.support;
  return { passed: [...ended].filter((name) => !failures.has(name)).length, failures };
}

function firstLine(message: string): string {
  const line =
    message.split('\n').find((candidate) => candidate.replace(/^\w*Error:?/, '').trim() !== '') ?? message;
  return line.replace(/^\w*Error: ?/, '').trim();
}
