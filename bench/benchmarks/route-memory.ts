import { runRouteLoad } from '../load/route-load.ts';
import type { RoutedSubject } from '../subjects/routes/start.ts';
import type { RouteTable } from '../subjects/routes/table.ts';
import type { Benchmark, LoadSettings, Sample, Target } from './benchmark.ts';
import { settled } from './memory.ts';

const MANY: RouteTable = { count: 10_000, by: 'host' };
const FEW: RouteTable = { count: 10, by: 'host' };

export const ROUTE_MEMORY: Benchmark = {
  name: 'routes-memory',
  title: 'Memory of a route',
  what:
    'Resident memory with 10,000 routes, less that with 10, for each route, after a second of load each. Of it, where a ' +
    'subject tells: what objects use once garbage is collected.',
  unit: 'bytes/route',
  better: 'lower',
  needs: 'routes',
  tools: ['wrk', 'nginx'],
  quick: false,
  portable: false,
  fresh: true,
  mostRounds: 3,
  routes: MANY,
  estimate: () => 8,
  measure,
};

async function measure({ pid, port, routed }: Target, settings: LoadSettings): Promise<Sample> {
  if (!routed) throw new Error('was not started with routes');
  await using few = await routed.start(FEW);
  const before = await usedBy(few, FEW, settings);
  const after = await usedBy({ pid, port, control: routed.control }, MANY, settings);
  const each = (more: number, less: number): number => (more - less) / (MANY.count - FEW.count);
  return {
    value: each(after.resident, before.resident),
    details: {
      ...(after.heap === undefined || before.heap === undefined
        ? {}
        : { 'heap bytes': each(after.heap, before.heap) }),
      'MiB in all': after.resident / 2 ** 20,
    },
  };
}

async function usedBy(
  { pid, port, control }: Pick<RoutedSubject, 'pid' | 'port' | 'control'>,
  table: RouteTable,
  { core, signal }: LoadSettings,
): Promise<{ readonly resident: number; readonly heap: number | undefined }> {
  await runRouteLoad({ port, table, seconds: 1, core }, signal);
  const { resident } = await settled(pid, signal);
  return { resident, heap: await control.heapBytes?.() };
}
