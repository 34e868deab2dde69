/** What a run of the benchmarks came to: what is written as JSON. Numbers of rounds are in their order. */
export interface Report {
  readonly startedAt: string;
  readonly rounds: number;
  /** Of each round. */
  readonly seconds: number;
  readonly quick: boolean;
  readonly machine: Machine;
  /** By the name of the subject. */
  readonly versions: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  readonly benchmarks: readonly BenchmarkResult[];
}

/** What it was measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Proxy and load side each had a core. */
  readonly pinned: boolean;
}

/** A benchmark on all subjects. */
export interface BenchmarkResult {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Benchmarks of one name differ in the step alone, were measured in the same rounds and are compared with their first. */
  readonly series?: { readonly name: string; readonly step: string };
  readonly subjects: readonly SubjectResult[];
}

/** A benchmark on one subject. */
export interface SubjectResult {
  readonly name: string;
  /** In the unit of the benchmark. */
  readonly values: readonly number[];
  /** Processor time of the proxy for each operation in microseconds; empty where it says nothing. */
  readonly processorMicroseconds: readonly number[];
  /** The share of the time that the proxy was on a processor; more than 1 if on several. */
  readonly busy: readonly number[];
  /** The share of the time that it was ready to run while others were on its core. */
  readonly waiting: readonly number[];
  readonly details: Readonly<Record<string, readonly number[]>>;
  /** Why rounds are missing. */
  readonly failure?: string;
}
