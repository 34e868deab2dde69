import type { ScenarioResult } from '../report/run-results.ts';
import { byFeature, skipReasons, type Tally, tallyOf } from '../report/tally.ts';

/** A run of the scenarios in one world. */
export interface WorldRun {
  /** `containers`, or `embedded/traefik` with a target. */
  readonly name: string;
  readonly scenarios: readonly ScenarioResult[];
  /** What went wrong and is of no scenario. */
  readonly problems: readonly string[];
  readonly milliseconds: number;
}

/**
 * What the worlds say of a scenario together. `same`: it holds wherever it was run; `differs`: it holds in one and not in
 * another, or one has not heard of it, or skipped it without a reason; `fails`: it holds in none; `skipped`: none has run it.
 */
export type Verdict = 'same' | 'differs' | 'fails' | 'skipped';

/** A scenario in all worlds. */
export interface TableRow {
  readonly uri: string;
  readonly line: number;
  readonly name: string;
  readonly feature: string;
  /** In the order of the worlds; undefined where it was not run. */
  readonly results: readonly (ScenarioResult | undefined)[];
  readonly verdict: Verdict;
}

/** Scenarios of a feature in all worlds. */
export interface TableFeature {
  readonly uri: string;
  readonly name: string;
  readonly rows: readonly TableRow[];
  /** In the order of the worlds. */
  readonly tallies: readonly Tally[];
}

/** Scenario by world. */
export interface WorldTable {
  readonly runs: readonly WorldRun[];
  readonly features: readonly TableFeature[];
  /** How many scenarios there are of each verdict. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** In the order of the worlds: why scenarios were skipped there, and how many. */
  readonly reasons: readonly ReadonlyMap<string, number>[];
  /** Nothing fails or differs. */
  readonly holds: boolean;
}

/** Puts runs of the same scenarios side by side; a scenario is known by its file, its line and its name. */
export function worldTable(runs: readonly WorldRun[]): WorldTable {
  const found = runs.map(
    ({ scenarios }) => new Map(scenarios.map((scenario) => [keyOf(scenario), scenario])),
  );
  const all = new Map(
    runs.flatMap(({ scenarios }) => scenarios).map((scenario) => [keyOf(scenario), scenario]),
  );
  const rows = [...all].map(([key, { uri, line, name, feature }]): TableRow => {
    const results = found.map((scenarios) => scenarios.get(key));
    return { uri, line, name, feature, results, verdict: verdictOf(results) };
  });
  const features = [...byFeature(rows)].map(([uri, of]) => ({
    uri,
    name: of[0]?.feature ?? uri,
    rows: of,
    tallies: runs.map(({ scenarios }) => tallyOf(scenarios.filter((scenario) => scenario.uri === uri))),
  }));
  const verdicts = { same: 0, differs: 0, fails: 0, skipped: 0 };
  for (const { verdict } of rows) verdicts[verdict] += 1;
  const isWhole = runs.every(({ problems }) => problems.length === 0);
  return {
    runs,
    features,
    verdicts,
    reasons: runs.map(({ scenarios }) => skipReasons(scenarios)),
    holds: isWhole && verdicts.differs === 0 && verdicts.fails === 0,
  };
}

function keyOf({ uri, line, name }: ScenarioResult): string {
  return `${uri}:${line} ${name}`;
}

function verdictOf(results: readonly (ScenarioResult | undefined)[]): Verdict {
  // What a world says it cannot do is no difference.
  const said = new Set(
    results.flatMap((result) => {
      if (result?.outcome === 'skipped') return result.reason === undefined ? ['skipped'] : [];
      return [result?.outcome ?? 'not run'];
    }),
  );
  if (said.size === 0) return 'skipped';
  if (said.size > 1 || said.has('not run')) return 'differs';
  if (said.has('passed')) return 'same';
  return said.has('failed') ? 'fails' : 'skipped';
}
