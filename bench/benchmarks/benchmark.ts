import type { RoutedSubject } from '../subjects/routes/start.ts';
import type { RouteTable } from '../subjects/routes/table.ts';
import type { Need } from '../subjects/subject.ts';

/** What one benchmark is measured with. */
export interface LoadSettings {
  /** Whole seconds of one round. */
  readonly seconds: number;
  /** The core of the load side. */
  readonly core: number | undefined;
  /** Quick runs do with less where that is not a matter of time. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
}

/** Who is measured. */
export interface Target {
  readonly port: number;
  readonly pid: number;
  /** In a benchmark with routes. */
  readonly routed?: RoutedTarget;
}

/** A subject that was started with the routes of the benchmark. */
interface RoutedTarget extends Pick<RoutedSubject, 'startedMs' | 'control'> {
  /** Starts the same subject with other routes, beside this one. */
  start(table: RouteTable): Promise<RoutedSubject>;
}

/** What one round came to. */
export interface Sample {
  /** In the unit of the benchmark. */
  readonly value: number;
  /** What was done, for processor time for each; absent where that says nothing. */
  readonly operations?: number;
  /** More numbers, by name with unit: `p50 ms`. */
  readonly details?: Readonly<Record<string, number>>;
}

/** Where a benchmark belongs among others that differ in one thing, the first of which is what they are compared with. */
interface Series {
  readonly name: string;
  /** What is different in this one. */
  readonly step: string;
}

/** Something to measure on every subject that serves what it needs. */
export interface Benchmark {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what is sent. */
  readonly what: string;
  /** Of `value`. */
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly needs: Need;
  /** Programs that have to be installed. */
  readonly tools: readonly string[];
  /** Part of `--quick`. */
  readonly quick: boolean;
  /** Measured on the portable transport of the engine, too. */
  readonly portable: boolean;
  /** It is measured on subjects with these routes, which are its own. */
  readonly routes?: RouteTable;
  /** Benchmarks of one series take turns in the same rounds, so that they can be compared with one another. */
  readonly series?: Series;
  /** Each round has a subject of its own, which nothing was sent to before. */
  readonly fresh?: boolean;
  /** Has a round to warm up in a quick run, too: code of JavaScript is cold otherwise. */
  readonly warmsUp?: boolean;
  /** Says nothing about the backend alone. */
  readonly withoutDirect?: boolean;
  /** At most that many rounds. */
  readonly mostRounds?: number;
  /** About how long a round takes. */
  estimate(settings: Pick<LoadSettings, 'seconds' | 'quick'>): number;
  /** @throws Error if an answer is missing or wrong. */
  measure(target: Target, settings: LoadSettings): Promise<Sample>;
}
