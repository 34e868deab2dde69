import { type Count, type CoverageResult, type CoveredItem, count } from './result.ts';

/** What is known of one line that has something to be covered. */
export interface LineCoverage {
  /** From 1. */
  readonly line: number;
  /** How often what is on it was used: the most used of it. */
  readonly hit: number;
  /** Some of it was not. */
  readonly partly: boolean;
  readonly items: readonly CoveredItem[];
}

/** What a run exercised of one manifest file. */
export interface FileCoverage {
  readonly file: string;
  readonly count: Count;
  readonly items: readonly CoveredItem[];
  readonly lines: readonly LineCoverage[];
}

/** The coverage by file, in the order of their names. */
export function fileCoverage({ items }: CoverageResult): FileCoverage[] {
  return Array.from(
    Map.groupBy(items, ({ file }) => file),
    ([file, within]) => ({
      file,
      count: count(within),
      items: within,
      lines: Array.from(
        Map.groupBy(within, ({ line }) => line),
        ([line, there]) => ({
          line,
          hit: Math.max(...there.map(({ hits }) => hits)),
          partly: there.some(({ hits }) => hits === 0) && there.some(({ hits }) => hits > 0),
          items: there,
        }),
      ),
    }),
  );
}
