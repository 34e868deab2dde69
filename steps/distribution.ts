import { type DataTable, Then } from '@cucumber/cucumber';
import { compareCounts, runLengths, tally } from '../lab/index.ts';
import { expectTraffic, rowsOf, servers } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Then('the answers come from:', async function (this: Scenario, table: DataTable) {
  const expected = new Map(
    rowsOf(table).map(([name = '', count = '']) => [name, Number(count.replaceAll(',', ''))]),
  );
  const { equal, table: comparison } = compareCounts(expected, tally(servers(this)));
  await expectTraffic(this, equal, () => comparison);
});

Then('the answers come in the order {string}', async function (this: Scenario, order: string) {
  const expected = runLengths(order.split(' '), Number.POSITIVE_INFINITY);
  const seen = runLengths(servers(this), Number.POSITIVE_INFINITY);
  await expectTraffic(this, seen === expected, () => `expected ${expected}\nseen     ${seen}`);
});

Then(
  '{workload} answered {percent} of the requests',
  async function (this: Scenario, workload: string, percent: number) {
    const seen = servers(this);
    const answered = seen.filter((server) => server === workload).length;
    await expectTraffic(
      this,
      seen.length > 0 && answered * 100 === percent * seen.length,
      () => `${workload} answered ${answered} of ${seen.length}`,
    );
  },
);

Then('{workload} answered every request', async function (this: Scenario, workload: string) {
  const seen = tally(servers(this));
  await expectTraffic(
    this,
    seen.size === 1 && seen.has(workload),
    () => `answered by: ${[...seen].map(([name, count]) => `${name} ${count}`).join(', ') || 'nobody'}`,
  );
});

Then(
  'the last {count} requests were answered by {workload}',
  async function (this: Scenario, count: number, workload: string) {
    const last = servers(this).slice(-count);
    await expectTraffic(
      this,
      last.length === count && last.every((server) => server === workload),
      () => `${runLengths(last)}`,
    );
  },
);

Then(
  'the last {count} requests were answered through controller {string}',
  async function (this: Scenario, count: number, controller: string) {
    const last = this.outcomes.slice(-count).map(({ server }) => this.lab.controllerAt(server) ?? 'none');
    await expectTraffic(
      this,
      last.length === count && last.every((name) => name === controller),
      () => `${runLengths(last)}`,
    );
  },
);

Then(
  'the pods of {workload} answered {count} requests each',
  async function (this: Scenario, workload: string, count: number) {
    const pods = this.lab.world.pods().filter((pod) => pod.workload === workload);
    this.requireWorkload(workload);
    const expected = new Map(pods.map((pod) => [pod.name, count]));
    const seen = this.outcomes.map((outcome) => this.lab.podOf(outcome) ?? 'none');
    const { equal, table } = compareCounts(expected, tally(seen));
    await expectTraffic(this, equal, () => table);
  },
);

Then('one pod of {workload} answered every request', async function (this: Scenario, workload: string) {
  this.requireWorkload(workload);
  const pods = this.lab.world.pods().filter((pod) => pod.workload === workload);
  const seen = tally(this.outcomes.map((outcome) => this.lab.podOf(outcome) ?? 'none'));
  await expectTraffic(
    this,
    seen.size === 1 && pods.some(({ name }) => seen.has(name)),
    () => `answered by: ${[...seen].map(([name, count]) => `${name} ${count}`).join(', ')}`,
  );
});
