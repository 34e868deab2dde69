import {
  After,
  Before,
  type ITestCaseHookParameter,
  Status,
  setDefaultTimeout,
  setWorldConstructor,
} from '@cucumber/cucumber';
import { formatDiagnostic } from '../engine/index.ts';
import { findMongosh } from '../lab/index.ts';
import { expect, trafficStory } from './support/expect.ts';
import { leakedSince } from './support/leaks.ts';
import { Scenario } from './support/scenario.ts';

/** A step may wait this long (milliseconds) before it counts as hung. */
const STEP_TIMEOUT_MS = 30_000;

setDefaultTimeout(STEP_TIMEOUT_MS);
setWorldConstructor(Scenario);

Before({ tags: '@mongosh' }, async function (this: Scenario) {
  const found = await findMongosh();
  if (!('missing' in found)) return undefined;
  this.log(`skipped: ${found.missing}`);
  return 'skipped';
});

After(async function (this: Scenario, { result }: ITestCaseHookParameter) {
  try {
    if (result?.status === Status.FAILED) await attachEvidence(this);
  } finally {
    await this.close();
  }
  const leaked = await leakedSince(this.handlesBefore);
  expect(leaked.length === 0, () => `the scenario left open: ${leaked.join(', ')}`);
});

/** What a person needs to understand a failure: the configuration in force, the findings, the traffic. */
async function attachEvidence(scenario: Scenario): Promise<void> {
  const findings = scenario.findings();
  if (findings.length > 0) scenario.log(findings.map(formatDiagnostic).join('\n'));
  for (const [name, proxy] of scenario.lab.controllers) {
    scenario.attach(await proxy.rawConfiguration(), {
      mediaType: 'application/json',
      fileName: `${name}-configuration.json`,
    });
  }
  if (scenario.outcomes.length > 0)
    scenario.attach(await trafficStory(scenario), { mediaType: 'text/plain', fileName: 'traffic.txt' });
}
