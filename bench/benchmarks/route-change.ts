import { percentile } from '../load/percentile.ts';
import { answered } from '../subjects/routes/probe.ts';
import { movable, type RouteTable } from '../subjects/routes/table.ts';
import type { Benchmark, LoadSettings, Sample, Target } from './benchmark.ts';

const CHANGES = 30;

const ROUTES: RouteTable = { count: 10_000, by: 'host', changing: true };

/** Milliseconds between two looks; more often would take the processor from the change. */
const EVERY_MS = 1;

export const ROUTE_CHANGE: Benchmark = {
  name: 'routes-change',
  title: 'One changed route of 10,000',
  what:
    `From handing over one object or file whose host has changed to the first answer at the new host over a new ` +
    `connection, asked for every millisecond; ${CHANGES} changes a round, one after the other, to 10,000 routes.`,
  unit: 'ms at the 95th percentile',
  better: 'lower',
  needs: 'routes',
  tools: ['nginx'],
  quick: false,
  portable: false,
  mostRounds: 2,
  routes: ROUTES,
  estimate: () => 15,
  measure,
};

async function measure({ port, routed }: Target, { signal }: LoadSettings): Promise<Sample> {
  if (!routed) throw new Error('was not started with routes');
  const { moving } = movable(ROUTES);
  const times = new Float64Array(CHANGES);
  for (const at of times.keys()) {
    serial += 1;
    const host = `moved${serial}.bench.local`;
    const begin = performance.now();
    await routed.control.move(host);
    await answered(port, { ...moving, host }, EVERY_MS, signal);
    times[at] = performance.now() - begin;
  }
  times.sort();
  return {
    value: percentile(times, 0.95),
    details: { 'p50 ms': percentile(times, 0.5), 'most ms': percentile(times, 1) },
  };
}

/** Makes each host new. */
let serial = 0;
