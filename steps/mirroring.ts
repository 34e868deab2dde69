import { Then } from '@cucumber/cucumber';
import { expectTraffic } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Then(
  '{workload} received a body of {count} bytes',
  async function (this: Scenario, workload: string, bytes: number) {
    this.requireWorkload(workload);
    await this.lab.quiet();
    const sizes = this.lab.journal.receivedBy(workload).map((entry) => entry.bytes);
    await expectTraffic(
      this,
      sizes.at(-1) === bytes,
      () => `${workload} received bodies of ${sizes.join(', ') || 'no'} bytes`,
    );
  },
);
