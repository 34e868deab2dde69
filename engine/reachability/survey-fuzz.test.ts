import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { httpTable, RouteTable } from '../routing/tables.ts';
import type { Contest } from './contest.ts';
import { httpContest, tcpContest } from './contests.ts';
import { survey } from './survey.ts';
import { httpRuleSet, tcpRuleSet } from './test-rule-sets.ts';

/** How many rule sets are drawn; `INGRESS_LAB_FUZZ_CASES` for more. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 2000);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const httpCase = httpRuleSet.map((set) => {
  const table = httpTable(set.routes);
  return { ...set, table, contest: httpContest(table) };
});
const tcpCase = tcpRuleSet.map((set) => {
  const table = new RouteTable(set.routes);
  return { ...set, table, contest: tcpContest(table, true) };
});

for (const [protocol, run] of [
  ['HTTP', (how?: How) => compare(httpCase, how)],
  ['TCP', (how?: How) => compare(tcpCase, how)],
] as const) {
  test(`${protocol}: no router that a request reaches is called unreachable, and every tie is one`, (t) => {
    const { sets, silent, found, claimed, ties } = run();
    const share = ((100 * found) / silent).toFixed(1);
    t.diagnostic(
      `${sets} rule sets, seed ${seed}: no false alarm; ${claimed} routers called unreachable; of ${silent} that no request of the universe reaches ${found} were found (${share} %); ${ties} ties`,
    );
    if (sets < 100) return;
    assert.ok(found > silent / 2, `only ${found} of ${silent} were found`);
    assert.ok(ties > 0, 'no tie was found at all');
  });

  test(`${protocol}: neither is there a false alarm where only a few routers of a crowd are asked`, () => {
    const { sets, claimed } = run({ questions: 12, numRuns: Math.ceil(numRuns / 4) });
    if (sets >= 100) assert.ok(claimed > sets / 10, `only ${claimed} routers were called unreachable`);
  });
}

interface How {
  /** See `survey`. */
  readonly questions?: number;
  readonly numRuns?: number;
}

interface Case<F> {
  readonly rules: readonly unknown[];
  readonly routes: readonly { readonly name: string }[];
  readonly table: { match(facts: F): { readonly name: string } | undefined };
  readonly contest: Contest<F>;
  readonly universe: readonly F[];
}

/** Compares with brute force: each request of a small universe is put to the engine's own table. */
function compare<F>(
  cases: fc.Arbitrary<Case<F>>,
  { questions, numRuns: runs = numRuns }: How = {},
): {
  sets: number;
  silent: number;
  found: number;
  claimed: number;
  ties: number;
} {
  const count = { sets: 0, silent: 0, found: 0, claimed: 0, ties: 0 };
  const property = fc.property(cases, ({ routes, table, contest, universe }) => {
    const { shadowed, ties } = survey(contest, questions);
    const reached = new Map<string, F>();
    for (const facts of universe) {
      const taker = table.match(facts);
      if (taker && !reached.has(taker.name)) reached.set(taker.name, facts);
    }
    const called = new Set(Array.from(shadowed.keys(), ({ name }) => name));
    for (const name of called) {
      assert.ok(!reached.has(name), `${name} is reached by ${JSON.stringify(reached.get(name))}`);
    }
    for (const { winner, loser, model } of ties) {
      const facts = contest.factsOf(model);
      assert.equal(winner.priority, loser.priority);
      assert.equal(table.match(facts)?.name, winner.name);
      assert.ok(loser.matches(facts));
    }
    const silent = routes.filter(({ name }) => !reached.has(name));
    count.sets += 1;
    count.silent += silent.length;
    count.found += silent.filter(({ name }) => called.has(name)).length;
    count.claimed += called.size;
    count.ties += ties.length;
  });
  fc.assert(property, {
    numRuns: runs,
    seed,
    reporter(details) {
      if (!details.failed) return;
      const [set] = details.counterexample ?? [];
      throw new Error(`${details.errorInstance} seed ${seed}: ${JSON.stringify(set?.rules, undefined, 1)}`);
    },
  });
  return count;
}
