import { type DataTable, Then } from '@cucumber/cucumber';
import { compareCounts, runLengths, tally } from '../lab/index.ts';
import { expect, rowsOf, servers, story } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Then('the answers come from:', function (this: Scenario, table: DataTable) {
  const expected = new Map(
    rowsOf(table).map(([name = '', count = '']) => [name, Number(count.replaceAll(',', ''))]),
  );
  const { equal, table: comparison } = compareCounts(expected, tally(servers(this)));
  expect(equal, () => `${comparison}\n${story(this)}`);
});

Then('the answers come in the order {string}', function (this: Scenario, order: string) {
  const expected = runLengths(order.split(' '), Number.POSITIVE_INFINITY);
  const seen = runLengths(servers(this), Number.POSITIVE_INFINITY);
  expect(seen === expected, () => `expected ${expected}\nseen     ${seen}\n${story(this)}`);
});

Then(
  '{workload} answered {percent} of the requests',
  function (this: Scenario, workload: string, percent: number) {
    const seen = servers(this);
    const answered = seen.filter((server) => server === workload).length;
    expect(
      seen.length > 0 && answered * 100 === percent * seen.length,
      () => `${workload} answered ${answered} of ${seen.length}\n${story(this)}`,
    );
  },
);

Then('{workload} answered every request', function (this: Scenario, workload: string) {
  const seen = tally(servers(this));
  expect(
    seen.size === 1 && seen.has(workload),
    () =>
      `answered by: ${[...seen].map(([name, count]) => `${name} ${count}`).join(', ') || 'nobody'}\n${story(this)}`,
  );
});

Then(
  'the last {count} requests were answered by {workload}',
  function (this: Scenario, count: number, workload: string) {
    const last = servers(this).slice(-count);
    expect(
      last.length === count && last.every((server) => server === workload),
      () => `${runLengths(last)}\n${story(this)}`,
    );
  },
);

Then(
  'the last {count} requests were answered through controller {string}',
  function (this: Scenario, count: number, controller: string) {
    const last = this.outcomes
      .slice(-count)
      .map(({ correlationId }) => this.lab.controllerOf(correlationId) ?? 'none');
    expect(
      last.length === count && last.every((name) => name === controller),
      () => `${runLengths(last)}\n${story(this)}`,
    );
  },
);

Then(
  'the pods of {workload} answered {count} requests each',
  function (this: Scenario, workload: string, count: number) {
    const pods = this.lab.world.pods().filter((pod) => pod.workload === workload);
    this.requireWorkload(workload);
    const expected = new Map(pods.map((pod) => [pod.name, count]));
    const seen = this.outcomes.map(({ correlationId }) => this.lab.httpEvent(correlationId)?.pod ?? 'none');
    const { equal, table } = compareCounts(expected, tally(seen));
    expect(equal, () => `${table}\n${story(this)}`);
  },
);

Then('one pod of {workload} answered every request', function (this: Scenario, workload: string) {
  this.requireWorkload(workload);
  const pods = this.lab.world.pods().filter((pod) => pod.workload === workload);
  const seen = tally(
    this.outcomes.map(({ correlationId }) => this.lab.httpEvent(correlationId)?.pod ?? 'none'),
  );
  expect(
    seen.size === 1 && pods.some(({ name }) => seen.has(name)),
    () => `answered by: ${[...seen].map(([name, count]) => `${name} ${count}`).join(', ')}\n${story(this)}`,
  );
});
