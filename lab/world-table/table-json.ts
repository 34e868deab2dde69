import { tallyOf } from '../report/tally.ts';
import type { WorldTable } from './world-table.ts';

/** For programs; always all scenarios. */
export function tableJson({ runs, features, verdicts, holds }: WorldTable): string {
  const table = {
    holds,
    verdicts,
    worlds: runs.map(({ name, scenarios, problems, milliseconds }) => ({
      ...tallyOf(scenarios),
      name,
      milliseconds,
      problems,
    })),
    scenarios: features
      .flatMap(({ rows }) => rows)
      .map(({ results, ...row }) => ({
        ...row,
        results: Object.fromEntries(
          runs.map(({ name }, index) => {
            const { outcome, milliseconds, reason, failure } = results[index] ?? { outcome: 'not run' };
            return [name, { outcome, milliseconds, reason, failure }];
          }),
        ),
      })),
  };
  return `${JSON.stringify(table, undefined, 2)}\n`;
}
