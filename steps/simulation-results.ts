/** Results of simulations. What has to hold of a simulation: the first of these steps runs it. See [simulation.md](simulation.md). */

import { Then } from '@cucumber/cucumber';
import type { Scenario } from './support/scenario.ts';

/** A run with a thousand million requests takes minutes. */
const PATIENT = { timeout: 30 * 60_000 };

Then('fewer than {percent} of requests fail', PATIENT, async function (this: Scenario, percent: number) {
  await this.simulation.expect(`failed < ${percent} %`);
});

Then(
  'between {percent} and {percent} of requests fail',
  PATIENT,
  async function (this: Scenario, least: number, most: number) {
    await this.simulation.expect(`failed between ${least} % and ${most} %`);
  },
);

Then('no request fails', PATIENT, async function (this: Scenario) {
  await this.simulation.expect('failed = 0 %');
});

Then(
  'from {moment} on fewer than {percent} of requests fail',
  PATIENT,
  async function (this: Scenario, fromMs: number, percent: number) {
    await this.simulation.expect(`failed < ${percent} % from ${fromMs / 1000} s on`);
  },
);

Then(
  'the {statistic} latency stays below {duration}',
  PATIENT,
  async function (this: Scenario, statistic: string, limitMs: number) {
    await this.simulation.expect(`${statistic} < ${limitMs} ms`);
  },
);

Then(
  'the {statistic} latency is above {duration}',
  PATIENT,
  async function (this: Scenario, statistic: string, limitMs: number) {
    await this.simulation.expect(`${statistic} > ${limitMs} ms`);
  },
);

/** From the arrival at a pod to its answer. */
Then(
  'the {statistic} latency of {workload} stays below {duration}',
  PATIENT,
  async function (this: Scenario, statistic: string, workload: string, limitMs: number) {
    await this.simulation.expect(`${statistic} of ${workload} < ${limitMs} ms`);
  },
);

/** In each stretch of time that the result has a figure for, about 200 in all; there are p50, p95 and p99. */
Then(
  'from {moment} on the {statistic} latency stays below {duration}',
  PATIENT,
  async function (this: Scenario, fromMs: number, statistic: string, limitMs: number) {
    await this.simulation.expect(`${statistic} < ${limitMs} ms from ${fromMs / 1000} s on`);
  },
);

Then(
  'from {moment} on the {statistic} latency stays above {duration}',
  PATIENT,
  async function (this: Scenario, fromMs: number, statistic: string, limitMs: number) {
    await this.simulation.expect(`${statistic} > ${limitMs} ms from ${fromMs / 1000} s on`);
  },
);

/** Of all requests that backends got; copies to mirrors do not count. */
Then(
  '{workload} receives between {percent} and {percent}',
  PATIENT,
  async function (this: Scenario, workload: string, least: number, most: number) {
    await this.simulation.expect(`share of ${workload} between ${least} % and ${most} %`);
  },
);

Then(
  'from {moment} on {workload} receives between {percent} and {percent}',
  PATIENT,
  async function (this: Scenario, fromMs: number, workload: string, least: number, most: number) {
    await this.simulation.expect(
      `share of ${workload} between ${least} % and ${most} % from ${fromMs / 1000} s on`,
    );
  },
);

Then(
  '{workload} receives between {count} and {count} copies',
  PATIENT,
  async function (this: Scenario, workload: string, least: number, most: number) {
    await this.simulation.expect(`copies of ${workload} between ${least} and ${most}`);
  },
);

/** In the fullest pod. */
Then(
  'no more than {count} requests wait for {workload}',
  PATIENT,
  async function (this: Scenario, most: number, workload: string) {
    await this.simulation.expect(`queue of ${workload} <= ${most}`);
  },
);

Then(
  '{workload} is busy between {percent} and {percent} of the time',
  PATIENT,
  async function (this: Scenario, workload: string, least: number, most: number) {
    await this.simulation.expect(`utilization of ${workload} between ${least} % and ${most} %`);
  },
);

Then(
  '{workload} fails between {percent} and {percent} of its requests',
  PATIENT,
  async function (this: Scenario, workload: string, least: number, most: number) {
    await this.simulation.expect(`errors of ${workload} between ${least} % and ${most} %`);
  },
);

Then(
  'between {percent} and {percent} of requests end with {word}',
  PATIENT,
  async function (this: Scenario, least: number, most: number, outcome: string) {
    await this.simulation.expect(`outcome ${outcome} between ${least} % and ${most} %`);
  },
);

/** By a retry middleware. */
Then(
  'between {percent} and {percent} of requests are sent again',
  PATIENT,
  async function (this: Scenario, least: number, most: number) {
    await this.simulation.expect(`retries between ${least} % and ${most} %`);
  },
);

Then(
  'between {count} and {count} sticky sessions lose their pod',
  PATIENT,
  async function (this: Scenario, least: number, most: number) {
    await this.simulation.expect(`sessions moved between ${least} and ${most}`);
  },
);

/** Of a stretch of time that the result has figures for, about 200 in all, the end counts. */
Then(
  '{workload} is first asked within {span}',
  PATIENT,
  async function (this: Scenario, workload: string, limitMs: number) {
    await this.simulation.expect(`first request of ${workload} <= ${limitMs / 1000} s`);
  },
);

Then(
  'between {count} and {count} requests are made',
  PATIENT,
  async function (this: Scenario, least: number, most: number) {
    await this.simulation.expect(`requests between ${least} and ${most}`);
  },
);

/** From the arrival at a pod to its answer. */
Then(
  'the {statistic} latency of {workload} is above {duration}',
  PATIENT,
  async function (this: Scenario, statistic: string, workload: string, limitMs: number) {
    await this.simulation.expect(`${statistic} of ${workload} > ${limitMs} ms`);
  },
);
