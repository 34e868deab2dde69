import { percentile } from '../load/percentile.ts';
import { answered } from '../subjects/routes/probe.ts';
import { movable, type RouteTable } from '../subjects/routes/table.ts';
import type { Benchmark, LoadSettings, Sample, Target } from './benchmark.ts';

/** Enough for a 95th percentile that a single collection of garbage does not decide; fewer where each takes long. */
const CHANGES = 100;
const LEAST_CHANGES = 30;
const ROUND_MS = 20_000;

const ROUTES: RouteTable = { count: 10_000, by: 'host', changing: true };

/** Milliseconds between two looks; more often would take the processor from the change. */
const EVERY_MS = 1;

export const ROUTE_CHANGE: Benchmark = {
  name: 'routes-change',
  title: 'One changed route of 10,000',
  what:
    `From handing over one object or file whose host has changed to the first answer at the new host over a new ` +
    `connection, asked for every millisecond; ${CHANGES} changes a round, one after the other, to 10,000 routes, or as ` +
    `many as fit into ${ROUND_MS / 1000} s, at least ${LEAST_CHANGES}.`,
  unit: 'ms at the 95th percentile',
  better: 'lower',
  needs: 'routes',
  tools: ['nginx'],
  quick: false,
  portable: false,
  mostRounds: 2,
  routes: ROUTES,
  estimate: () => 20,
  measure,
};

async function measure({ port, routed }: Target, { signal }: LoadSettings): Promise<Sample> {
  if (!routed) throw new Error('was not started with routes');
  const { moving } = movable(ROUTES);
  const times: number[] = [];
  const end = performance.now() + ROUND_MS;
  while (times.length < CHANGES && (times.length < LEAST_CHANGES || performance.now() < end)) {
    serial += 1;
    const host = `moved${serial}.bench.local`;
    const begin = performance.now();
    await routed.control.move(host);
    await answered(port, { ...moving, host }, EVERY_MS, signal);
    times.push(performance.now() - begin);
  }
  times.sort((one, other) => one - other);
  return {
    value: percentile(times, 0.95),
    details: { 'p50 ms': percentile(times, 0.5), 'most ms': percentile(times, 1) },
  };
}

/** Makes each host new. */
let serial = 0;
