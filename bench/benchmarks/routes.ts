import { runRouteLoad } from '../load/route-load.ts';
import type { RouteTable } from '../subjects/routes/table.ts';
import type { Benchmark } from './benchmark.ts';
import { ROUTE_CHANGE } from './route-change.ts';
import { ROUTE_MEMORY } from './route-memory.ts';
import { ROUTE_START } from './route-start.ts';

/** Tables and how many of their routes are asked for; the first is what the others are compared with. */
const STEPS: readonly (readonly [count: number, asked: number])[] = [
  [10, 10],
  [1_000, 1_000],
  [10_000, 10_000],
  [10_000, 10],
];

const WORDS = {
  host: { title: 'a host each', what: 'each a host of its own' },
  path: { title: 'host and path', what: 'ten prefixes of the path on each host' },
} as const;

export const ROUTE_BENCHMARKS: readonly Benchmark[] = [
  ...STEPS.map(([count, asked]) => routeLoad({ count, by: 'host' }, asked)),
  ...STEPS.map(([count, asked]) => routeLoad({ count, by: 'path' }, asked)),
  ROUTE_START,
  ROUTE_CHANGE,
  ROUTE_MEMORY,
];

/** Requests for some or all routes of a table. */
function routeLoad(routes: RouteTable, asked: number): Benchmark {
  const { count, by } = routes;
  const size = count.toLocaleString('en-US');
  const few = asked < count;
  return {
    name: `routes-${by}-${count}${few ? '-few' : ''}`,
    title: `${size} routes, ${WORDS[by].title}${few ? `, ${asked} asked for` : ''}`,
    what:
      `Small GETs for ${few ? `${asked} of ${size}` : `all ${size}`} routes, ${WORDS[by].what}, in a random order that is ` +
      'always the same, over 64 keep-alive connections; the server behind a route refuses what is for another.',
    unit: 'requests/s',
    better: 'higher',
    needs: 'routes',
    tools: ['wrk', 'nginx'],
    quick: false,
    portable: false,
    routes,
    series: { name: `Routes, ${WORDS[by].title}`, step: few ? `${asked} of ${size}` : size },
    estimate: ({ seconds }) => seconds + 1,
    measure: async ({ port }, { seconds, core, signal }) => {
      const result = await runRouteLoad({ port, table: routes, asked, seconds, core }, signal);
      return { value: result.requestsPerSecond, operations: result.requests };
    },
  };
}
