import { type DataTable, Then, When } from '@cucumber/cucumber';
import { formatDiagnostic } from '../engine/index.ts';
import { check } from '../lab/index.ts';
import { expect, rowsOf } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

When('the manifests {string} are checked', async function (this: Scenario, name: string) {
  this.checked = await check(await this.manifests.read(name));
});

When(
  'the manifests {string} are checked for Traefik {word}',
  async function (this: Scenario, name: string, release: string) {
    const flags = [`--traefikversion=${release}`];
    this.checked = await check(await this.manifests.read(name), { flags });
  },
);

When('this manifest is checked:', async function (this: Scenario, text: string) {
  this.checked = await check([{ file: 'scenario.yaml', text }]);
});

When('the manifests under test are checked', async function (this: Scenario) {
  this.checked = await check(await this.manifests.underTest());
});

Then('the check finds nothing', function (this: Scenario) {
  const found = findings(this);
  expect(found.length === 0, () => found.map(formatDiagnostic).join('\n'));
});

Then('the check finds:', function (this: Scenario, table: DataTable) {
  const found = findings(this);
  const seen = found.map(
    ({ code, position }) => `${code} ${position?.file}:${position?.line}:${position?.column}`,
  );
  const wanted = rowsOf(table).map(([code, place]) => `${code} ${place}`);
  expect(
    seen.toSorted().join('\n') === wanted.toSorted().join('\n'),
    () => `the check finds:\n${found.map(formatDiagnostic).join('\n') || 'nothing'}`,
  );
});

function findings({ checked }: Scenario): NonNullable<Scenario['checked']> {
  expect(checked !== undefined, () => 'nothing was checked');
  return checked;
}
