import { type CoverageItem, type ItemKind, KINDS, type ScenarioRecord } from './item.ts';

/** An item and who reached it. */
export interface CoveredItem extends CoverageItem {
  /** How often it was used. */
  readonly hits: number;
  /** In how many scenarios. */
  readonly scenarios: number;
}

export interface Count {
  readonly covered: number;
  readonly total: number;
}

/** What a run of scenarios exercised of the manifests. */
export interface CoverageResult {
  /** By file, line and column. */
  readonly items: readonly CoveredItem[];
  readonly kinds: Readonly<Record<ItemKind, Count>>;
  readonly all: Count;
}

/** Joins what scenarios left. @param further items that are there even if no scenario met them */
export function joinRecords(
  records: readonly ScenarioRecord[],
  further: readonly CoverageItem[] = [],
): CoverageResult {
  const found = new Map(
    [...further, ...records.flatMap(({ items }) => items)].map((item) => [item.key, item]),
  );
  const hits = new Map<string, { hits: number; scenarios: number }>();
  for (const record of records) {
    for (const [key, times] of Object.entries(record.hits)) {
      const before = hits.get(key) ?? { hits: 0, scenarios: 0 };
      hits.set(key, { hits: before.hits + times, scenarios: before.scenarios + 1 });
    }
  }
  const items = [...found.values()]
    .map((item): CoveredItem => ({ ...item, ...(hits.get(item.key) ?? { hits: 0, scenarios: 0 }) }))
    .sort(byPlace);
  return { items, kinds: countKinds(items), all: count(items) };
}

/** How many of the items were reached, by kind. */
function countKinds(items: readonly CoveredItem[]): Record<ItemKind, Count> {
  const of = (kind: ItemKind): Count => count(items.filter((item) => item.kind === kind));
  return {
    router: of('router'),
    branch: of('branch'),
    service: of('service'),
    middleware: of('middleware'),
    tlsOptions: of('tlsOptions'),
  };
}

export function count(items: readonly CoveredItem[]): Count {
  return { covered: items.filter(({ hits }) => hits > 0).length, total: items.length };
}

/** Percent; 100 of nothing. Rounded down to a tenth, so that only all is 100. */
export function percentOf({ covered, total }: Count): number {
  return total === 0 ? 100 : Math.floor((covered / total) * 1000) / 10;
}

/** Those that no scenario reached. */
export function unreached({ items }: CoverageResult): CoveredItem[] {
  return items.filter(({ hits }) => hits === 0);
}

const ORDER: readonly string[] = Object.keys(KINDS);

function byPlace(a: CoverageItem, b: CoverageItem): number {
  return (
    (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
    a.line - b.line ||
    a.column - b.column ||
    ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
    (a.key < b.key ? -1 : 1)
  );
}
