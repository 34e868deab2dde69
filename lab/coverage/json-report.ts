import { type FileCoverage, fileCoverage } from './file-coverage.ts';
import { type ItemKind, KINDS } from './item.ts';
import { type CoverageResult, type CoveredItem, percentOf, unreached } from './result.ts';

/** Counts up when a field is renamed or removed. */
const FORMAT = 1;

/** The coverage as data: for each file lines and branches as lcov has them, and everything by name. */
export function coverageJson(result: CoverageResult): string {
  const kinds = Object.entries(result.kinds).map(([kind, count]) => [
    KINDS[kind as ItemKind],
    { ...count, percent: percentOf(count) },
  ]);
  const report = {
    format: FORMAT,
    ...result.all,
    percent: percentOf(result.all),
    kinds: Object.fromEntries(kinds) as unknown,
    unreached: unreached(result).map((item) => ({ file: item.file, ...itemData(item) })),
    files: fileCoverage(result).map(fileData),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function fileData({ file, count, lines, items }: FileCoverage) {
  const branches = items.filter(({ kind }) => kind === 'branch');
  return {
    file,
    ...count,
    percent: percentOf(count),
    lines: {
      found: lines.length,
      hit: lines.filter(({ hit }) => hit > 0).length,
      details: lines.map(({ line, hit }) => ({ line, hit })),
    },
    branches: {
      found: branches.length,
      hit: branches.filter(({ hits }) => hits > 0).length,
      details: branches.map(({ line, column, name, hits }) => ({ line, column, branch: name, taken: hits })),
    },
    items: items.map(itemData),
  };
}

function itemData({ kind, name, object, line, column, hits, scenarios }: CoveredItem) {
  return { kind, name, object, line, column, hits, scenarios };
}
