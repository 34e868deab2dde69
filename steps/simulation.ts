/**
 * Simulation. What traffic will do, computed in virtual time by the proxy's own routing and balancing: nothing is sent, hours
 * take seconds, and the same seed gives the same figures. See [simulation.md](simulation.md).
 */

import { type DataTable, Given, When } from '@cucumber/cucumber';
import { type Distribution, readReplay } from '../lab/index.ts';
import { rowsOf } from './support/expect.ts';
import { type RequestUrl, requestUrl } from './support/parameter-types.ts';
import type { Scenario } from './support/scenario.ts';

/** Of a source that asks for one thing. */
const asking = ({ entryPoint, ...request }: RequestUrl) => ({
  entryPoint,
  population: { requests: [{ share: 1, request }] },
});

/** Of a source that asks for the root of the only host that routes are for. */
const ASKING_THE_ONLY_HOST = { population: { requests: [] } };

Given(
  'backend {workload} answers in {distribution}',
  function (this: Scenario, workload: string, serviceTime: Distribution) {
    this.simulation.backend(workload, { serviceTime });
  },
);

Given(
  'backend {workload} answers in {distribution} with {percent} errors',
  function (this: Scenario, workload: string, serviceTime: Distribution, percent: number) {
    this.simulation.backend(workload, { serviceTime, errorRate: percent / 100 });
  },
);

Given(
  'backend {workload} answers in {distribution} with {count} at a time',
  function (this: Scenario, workload: string, serviceTime: Distribution, concurrency: number) {
    this.simulation.backend(workload, { serviceTime, concurrency });
  },
);

/** One more than fits into the queue of a pod is answered 503. */
Given(
  'backend {workload} answers in {distribution} with {count} at a time and a queue of {count}',
  function (this: Scenario, workload: string, serviceTime: Distribution, concurrency: number, queue: number) {
    this.simulation.backend(workload, { serviceTime, concurrency, queue });
  },
);

/** A pod that has just started; in the given time it becomes as fast as the others. */
Given(
  'a new pod of backend {workload} takes {float} times as long at first, and {span} to warm up',
  function (this: Scenario, workload: string, factor: number, ms: number) {
    this.simulation.backend(workload, { warmUp: { ms, factor } });
  },
);

/** Each of them counts for itself, as the proxies of a fleet do; requests are spread between them at random. */
Given('{count} proxies share the traffic', function (this: Scenario, engines: number) {
  this.simulation.isSharedBy(engines);
});

Given('what begins in the first {span} does not count', function (this: Scenario, warmUpMs: number) {
  this.simulation.leavesOut(warmUpMs);
});

/** Independent of each other (a Poisson process), to the root of the only host that routes are for. */
When(
  '{count} requests per second arrive for {span}',
  function (this: Scenario, perSecond: number, spanMs: number) {
    this.simulation.arrives(spanMs, {
      arrivals: { kind: 'poisson', perSecond },
      ...ASKING_THE_ONLY_HOST,
    });
  },
);

When(
  '{count} requests per second arrive at {url} for {span}',
  function (this: Scenario, perSecond: number, url: RequestUrl, spanMs: number) {
    this.simulation.arrives(spanMs, { arrivals: { kind: 'poisson', perSecond }, ...asking(url) });
  },
);

When(
  '{count} requests per second arrive for {span} at:',
  function (this: Scenario, perSecond: number, spanMs: number, table: DataTable) {
    const requests = rowsOf(table).map(([url = '', share = '']) => {
      const { entryPoint: _implied, ...request } = requestUrl(url);
      return { share: Number(share.replace(/ ?%$/, '')), request };
    });
    this.simulation.arrives(spanMs, {
      arrivals: { kind: 'poisson', perSecond },
      population: { requests },
    });
  },
);

When(
  '{count} requests per second arrive at {url} in bursts of {count} for {span}',
  function (this: Scenario, perSecond: number, url: RequestUrl, size: number, spanMs: number) {
    this.simulation.arrives(spanMs, { arrivals: { kind: 'bursts', perSecond, size }, ...asking(url) });
  },
);

When(
  '{count} requests per second arrive evenly at {url} for {span}',
  function (this: Scenario, perSecond: number, url: RequestUrl, spanMs: number) {
    this.simulation.arrives(spanMs, { arrivals: { kind: 'constant', perSecond }, ...asking(url) });
  },
);

/** The rate rises from the first to the second and falls again, as the traffic of a day does, once in all. */
When(
  '{count} to {count} requests per second arrive at {url} for {span}',
  function (this: Scenario, perSecond: number, peakPerSecond: number, url: RequestUrl, spanMs: number) {
    this.simulation.arrives(spanMs, {
      arrivals: { kind: 'diurnal', perSecond, peakPerSecond, periodMs: spanMs },
      ...asking(url),
    });
  },
);

/** Each waits for its answer before it asks again. */
When(
  '{count} clients with {distribution} between requests ask {url} for {span}',
  function (this: Scenario, clients: number, thinkTime: Distribution, url: RequestUrl, spanMs: number) {
    this.simulation.arrives(spanMs, { arrivals: { kind: 'closed', clients, thinkTime }, ...asking(url) });
  },
);

/** At the times that it tells, for so long: an access log in the common or combined format, or Traefik's in JSON. */
When(
  'the access log {string} of {host} is replayed for {span}',
  async function (this: Scenario, file: string, host: string, spanMs: number) {
    const entries = await readReplay(this.files.path(file), { host });
    this.simulation.arrives(spanMs, { arrivals: { kind: 'replay', entries }, ...ASKING_THE_ONLY_HOST });
  },
);

/** Each has an address of its own and keeps its cookies. */
When('the requests come from {count} clients', function (this: Scenario, clients: number) {
  this.simulation.comesFrom({ clients });
});

When('the requests come from {count} clients without cookies', function (this: Scenario, clients: number) {
  this.simulation.comesFrom({ clients, keepsCookies: false });
});

When(
  'at {moment} the weight of {workload} becomes {count}',
  function (this: Scenario, atMs: number, of: string, weight: number) {
    this.simulation.at(atMs, { kind: 'weight', of, weight });
  },
);

When(
  'at {moment} the mirror {workload} gets {percent}',
  function (this: Scenario, atMs: number, of: string, percent: number) {
    this.simulation.at(atMs, { kind: 'mirror', of, percent });
  },
);

When(
  'at {moment} {workload} is scaled to {count} pods',
  function (this: Scenario, atMs: number, workload: string, replicas: number) {
    this.simulation.at(atMs, { kind: 'scale', workload, replicas });
  },
);

When('at {moment} a pod of {workload} dies', function (this: Scenario, atMs: number, workload: string) {
  this.simulation.at(atMs, { kind: 'pod-dies', workload });
});

When(
  'at {moment} a pod of {workload} dies, and another is there {span} later',
  function (this: Scenario, atMs: number, workload: string, restartMs: number) {
    this.simulation.at(atMs, { kind: 'pod-dies', workload, restartMs });
  },
);

/** One pod after the other. */
When(
  'at {moment} {workload} is rolled out, each pod in {span}',
  function (this: Scenario, atMs: number, workload: string, startMs: number) {
    this.simulation.at(atMs, { kind: 'rollout', workload, startMs });
  },
);

When(
  'at {moment} {workload} takes {float} times as long',
  function (this: Scenario, atMs: number, workload: string, factor: number) {
    this.simulation.at(atMs, { kind: 'slow', workload, factor });
  },
);

When('at {moment} {workload} refuses connections', function (this: Scenario, atMs: number, workload: string) {
  this.simulation.at(atMs, { kind: 'refuse', workload, refuses: true });
});

When(
  'at {moment} {workload} accepts connections again',
  function (this: Scenario, atMs: number, workload: string) {
    this.simulation.at(atMs, { kind: 'refuse', workload, refuses: false });
  },
);

When(
  'at {moment} {workload} begins to fail {percent} of its requests',
  function (this: Scenario, atMs: number, workload: string, percent: number) {
    this.simulation.at(atMs, { kind: 'errors', workload, errorRate: percent / 100 });
  },
);

When('at {moment} this manifest is applied:', async function (this: Scenario, atMs: number, text: string) {
  this.simulation.at(atMs, { kind: 'apply', text: await this.filledIn(text), file: 'scenario.yaml' });
});
