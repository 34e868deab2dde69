import type { BenchmarkResult, Report, SubjectResult } from './model.ts';

/** A subject that had its core for itself and used it. */
export function subjectResult(
  name: string,
  values: readonly number[],
  more: Partial<SubjectResult> = {},
): SubjectResult {
  const same = (value: number): number[] => values.map(() => value);
  return {
    name,
    values,
    processorMicroseconds: same(20),
    busy: same(0.97),
    waiting: same(0.01),
    details: {},
    ...more,
  };
}

export function benchmarkResult(
  subjects: readonly SubjectResult[],
  more: Partial<BenchmarkResult> = {},
): BenchmarkResult {
  return {
    name: 'tiny-get',
    title: 'Small GET, keep-alive',
    what: 'A request.',
    unit: 'requests/s',
    better: 'higher',
    subjects,
    ...more,
  };
}

export function report(...benchmarks: readonly BenchmarkResult[]): Report {
  return {
    startedAt: '2026-11-24T10:00:00.000Z',
    rounds: 3,
    seconds: 2,
    quick: false,
    machine: { processor: 'A <fast> one', cores: 2, kernel: 'Linux 6', node: 'v24.0.0', pinned: true },
    versions: { nginx: '1.22.1', engine: '0.1.0' },
    missing: ['Traefik'],
    benchmarks,
  };
}
