import { type DataTable, Given, Then, When } from '@cucumber/cucumber';
import { pause } from '../lab/index.ts';
import { expect, expectTraffic, rowsOf } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

/** Milliseconds that a backend may take to see what was sent before. */
const ARRIVAL_DEADLINE_MS = 5_000;

/**
 * Programs of your own run in no lab: let a program that says who it is answer for them. An image without a tag stands
 * for every tag. Comes before the manifests.
 */
Given('the image {string} is played by {string}', function (this: Scenario, image: string, by: string) {
  this.lab.world.standIn(image, by);
});

Given(
  '{workload} answers {duration} late',
  async function (this: Scenario, workload: string, delayMs: number) {
    await this.lab.world.setFault(workload, { kind: 'slow', delayMs });
  },
);

Given(
  '{workload} answers with status {int}',
  async function (this: Scenario, workload: string, status: number) {
    await this.lab.world.setFault(workload, { kind: 'error', status });
  },
);

Given('{workload} hangs', async function (this: Scenario, workload: string) {
  await this.lab.world.setFault(workload, { kind: 'hang' });
});

Given('{workload} refuses connections', async function (this: Scenario, workload: string) {
  await this.lab.world.setFault(workload, { kind: 'refuse' });
});

Given(
  '{workload} breaks off in the middle of its answers',
  async function (this: Scenario, workload: string) {
    await this.lab.world.setFault(workload, { kind: 'reset' });
  },
);

Given('{workload} is killed', async function (this: Scenario, workload: string) {
  await this.lab.world.kill(workload);
});

When('{workload} is healthy again', async function (this: Scenario, workload: string) {
  await this.lab.world.setFault(workload, undefined);
});

When(
  'a health check finds {workload} {word}',
  async function (this: Scenario, workload: string, found: string) {
    expect(found === 'up' || found === 'down', () => `a server is up or down, not ${found}`);
    this.requireWorkload(workload);
    const { journal } = this.lab;
    const health = () => journal.healthOf(workload);
    const isFound = await journal.until(
      () => (health()?.up ?? true) === (found === 'up'),
      ARRIVAL_DEADLINE_MS,
    );
    expect(isFound, () => `the last check said: ${JSON.stringify(health() ?? 'nothing')}`);
  },
);

When(
  '{workload} is scaled to {int} replica(s)',
  async function (this: Scenario, workload: string, replicas: number) {
    await this.lab.world.scale(this.namespaceOf(workload), workload, replicas);
    await this.lab.ready();
  },
);

When('a pod of {workload} is deleted', async function (this: Scenario, workload: string) {
  const pod = this.lab.world.pods().find((candidate) => candidate.workload === workload);
  expect(pod !== undefined, () => `${workload} has no pod`);
  await this.lab.world.deletePod(pod.namespace, pod.name);
  await this.lab.ready();
});

Then(
  '{workload} received {count} request(s)',
  async function (this: Scenario, workload: string, count: number) {
    this.requireWorkload(workload);
    const { journal } = this.lab;
    await journal.until(() => journal.receivedBy(workload).length >= count, ARRIVAL_DEADLINE_MS);
    await this.lab.quiet();
    const seen = journal.receivedBy(workload);
    await expectTraffic(this, seen.length === count, () => `${workload} received ${seen.length}`);
  },
);

Then(
  '{workload} received the requests {numbers}',
  async function (this: Scenario, workload: string, numbers: number[]) {
    this.requireWorkload(workload);
    const { journal } = this.lab;
    await journal.until(() => journal.receivedBy(workload).length >= numbers.length, ARRIVAL_DEADLINE_MS);
    await this.lab.quiet();
    const ids = this.outcomes.map(({ correlationId }) => correlationId);
    const seen = journal.receivedBy(workload).map((entry) => ids.indexOf(entry.correlationId ?? '') + 1);
    const [wanted, got] = [numbers.join(', '), seen.toSorted((a, b) => a - b).join(', ')];
    await expectTraffic(
      this,
      wanted === got,
      () => `${workload} received the requests ${got || 'none'}, not ${wanted}`,
    );
  },
);

Then(
  'the log of {workload} has {count} line(s) with {string}',
  async function (this: Scenario, workload: string, count: number, text: string) {
    this.requireWorkload(workload);
    await this.lab.quiet();
    const lines = () => this.lab.world.pods().flatMap((pod) => (pod.workload === workload ? pod.log : []));
    const matching = () => lines().filter((line) => line.includes(text));
    // Of pods elsewhere the log comes after the answer.
    const { time } = this.lab;
    const deadline = time.now() + ARRIVAL_DEADLINE_MS;
    while (matching().length < count && time.now() < deadline) await pause(time, 2);
    const { length } = matching();
    expect(length === count, () => `${length} of these lines contain it:\n${lines().join('\n')}`);
  },
);

Then('{workload} received the headers:', async function (this: Scenario, workload: string, table: DataTable) {
  this.requireWorkload(workload);
  const { headers = {} } = (await this.received(workload, ARRIVAL_DEADLINE_MS)) ?? {};
  const different = rowsOf(table)
    .map(([name = '', wanted = '']) => ({ name, wanted, seen: headers[name.toLowerCase()] ?? 'none' }))
    .filter(({ wanted, seen }) => !new RegExp(`^(?:${wanted})$`).test(seen));
  const lines = () => different.map(({ name, wanted, seen }) => `${name} is ${seen}, not ${wanted}`);
  expect(different.length === 0, () => `${lines().join('\n')}\nin ${JSON.stringify(headers, null, 2)}`);
});

Then('{workload} received no byte', async function (this: Scenario, workload: string) {
  this.requireWorkload(workload);
  await this.lab.quiet();
  const { bytes, connections } = this.lab.journal.wire(workload);
  expect(bytes === 0, () => `${workload} received ${bytes} bytes over ${connections} connections`);
});
