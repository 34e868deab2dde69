import type { Benchmark } from './benchmark.ts';

export const ROUTE_START: Benchmark = {
  name: 'routes-start',
  title: 'Start with 10,000 routes',
  what:
    'From the start of the process to the first answer by the last of 10,000 routes. Of it, where a subject tells: the ' +
    'time from text to objects, and from objects to routes in force, in a process that has compiled nothing before.',
  unit: 'ms',
  better: 'lower',
  needs: 'routes',
  tools: ['nginx'],
  quick: false,
  portable: false,
  fresh: true,
  mostRounds: 3,
  routes: { count: 10_000, by: 'host' },
  estimate: () => 3,
  measure: async ({ routed }) => {
    if (!routed) throw new Error('was not started with routes');
    return { value: routed.startedMs, details: routed.control.figures };
  },
};
