import type { Benchmark } from './benchmark.ts';
import { HTTP_BENCHMARKS } from './http.ts';
import { LATENCY } from './latency.ts';
import { MEMORY } from './memory.ts';
import { ROUTE_BENCHMARKS } from './routes.ts';
import { STREAM_BENCHMARKS } from './streams.ts';
import { TLS_BENCHMARKS } from './tls.ts';

/** Everything that can be measured, in the order of the reports. */
export const BENCHMARKS: readonly Benchmark[] = [
  ...HTTP_BENCHMARKS,
  ...TLS_BENCHMARKS,
  ...STREAM_BENCHMARKS,
  LATENCY,
  MEMORY,
  ...ROUTE_BENCHMARKS,
];
