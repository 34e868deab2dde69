import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { formatDiagnostic, formatReference } from '../engine/index.ts';
import { expect, rowsOf } from './support/expect.ts';
import { findingHas, withoutFindings } from './support/findings.ts';
import type { Scenario } from './support/scenario.ts';

Given('the manifests {string}', async function (this: Scenario, name: string) {
  await this.applyFiles(await this.manifests.read(name));
  expectNoErrors(this);
});

// The files and folders that `ingress-lab test --manifests` names.
Given('the manifests under test', async function (this: Scenario) {
  await this.applyFiles(await this.manifests.underTest());
  expectNoErrors(this);
});

Given('this manifest:', async function (this: Scenario, text: string) {
  await this.apply(text, { file: 'scenario.yaml' });
  expectNoErrors(this);
});

When('the manifests {string} are applied', async function (this: Scenario, name: string) {
  await this.applyFiles(await this.manifests.read(name));
});

When(
  'this manifest is applied to namespace {string}:',
  async function (this: Scenario, namespace: string, text: string) {
    await this.apply(text, { file: 'scenario.yaml', namespace });
  },
);

When('this manifest is applied:', async function (this: Scenario, text: string) {
  await this.apply(text, { file: 'scenario.yaml' });
});

When(
  'in the manifest {string} {string} becomes {string}',
  async function (this: Scenario, name: string, from: string, to: string) {
    const { file, text } = await this.manifests.edit(name, from, to);
    await this.apply(text, { file });
  },
);

Then('the outcome of applying is:', function (this: Scenario, table: DataTable) {
  const expected = rowsOf(table).map(([object, outcome]) => `${object} ${outcome}`);
  const seen = this.applied.outcomes.map(
    ({ reference, outcome }) => `${formatReference(reference)} ${outcome}`,
  );
  expect(
    expected.toSorted().join() === seen.toSorted().join(),
    () => `applying came to:\n${seen.join('\n')}`,
  );
});

Then('every object is {word}', function (this: Scenario, wanted: string) {
  const others = this.applied.outcomes.filter(({ outcome }) => outcome !== wanted);
  expect(this.applied.outcomes.length > 0, () => 'nothing was applied');
  expect(others.length === 0, () =>
    others.map(({ reference, outcome }) => `${formatReference(reference)} ${outcome}`).join('\n'),
  );
});

Then('there is one finding:', function (this: Scenario, table: DataTable) {
  const skipped = withoutFindings(this);
  if (skipped) return skipped;
  const findings = this.findings();
  expect(
    findings.length === 1,
    () => `${findings.length} findings:\n${findings.map(formatDiagnostic).join('\n')}`,
  );
  for (const [field = '', wanted = ''] of rowsOf(table)) {
    expect(
      findings.some((finding) => findingHas(finding, field, wanted)),
      () => `${field} is not "${wanted}" in:\n${findings.map(formatDiagnostic).join('\n')}`,
    );
  }
  return undefined;
});

Then('there are no findings', function (this: Scenario) {
  if (![...this.lab.controllers.values()].every(({ reports }) => reports))
    this.log(`target ${this.lab.target.name} reports no findings: only those of the objects were looked at`);
  expect(this.findings().length === 0, () => this.findings().map(formatDiagnostic).join('\n'));
});

Then(
  'the table of {word} in namespace {string} lists:',
  async function (this: Scenario, kind: string, namespace: string, table: DataTable) {
    const printed = await this.lab.world.table(kind, namespace);
    const [header = '', ...lines] = printed.trimEnd().split('\n');
    const columns = header.split(/\s{2,}/);
    const rows = lines.map((line) =>
      Object.fromEntries(line.split(/\s{2,}/).map((cell, index) => [columns[index] ?? '', cell])),
    );
    expect(table.hashes().length > 0, () => 'the table has no rows below its header');
    for (const wanted of table.hashes()) {
      const found = rows.some((row) =>
        Object.entries(wanted).every(([column, cell]) => new RegExp(`^(?:${cell})$`).test(row[column] ?? '')),
      );
      expect(found, () => `no line is ${JSON.stringify(wanted)} in:\n${printed}`);
    }
  },
);

/** What a scenario takes as given must be right; manifests that are meant to be wrong are applied by `When`. */
function expectNoErrors(scenario: Scenario): void {
  const errors = scenario.findings().filter(({ severity }) => severity === 'error');
  expect(errors.length === 0, () => `${errors.map(formatDiagnostic).join('\n')}\n`);
}
