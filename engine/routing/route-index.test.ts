import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../balancing/random.ts';
import { parseHttpRule } from '../rules/http-rule.ts';
import { parseTcpRule } from '../rules/tcp-rule.ts';
import { httpTable, type Route, RouteTable, tcpTable } from './tables.ts';
import { RuleGenerator } from './test-rules.ts';

/** How many sets of rules each test draws; `INGRESS_LAB_FUZZ_CASES` for more. */
const CASES = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 2000);
/** Seed of the first set; the others follow. `INGRESS_LAB_FUZZ_SEED` repeats a failure. */
const FIRST_SEED = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? 1);
const REQUESTS = 50;

interface Rule<F> {
  readonly source: string;
  matches(facts: F): boolean;
  explain(facts: F): string;
}

/** How often rules were asked. */
interface Work {
  scanned: number;
  indexed: number;
  chosen: number;
}

/**
 * Draws routes and asks both tables. The index has to choose what the scan chooses, and to ask, in the same order,
 * nothing that the scan does not ask.
 */
function compare<F, R extends Rule<F>>(
  seed: number,
  work: Work,
  world: {
    rule(generator: RuleGenerator): R;
    facts(generator: RuleGenerator): F;
    indexed(routes: readonly Route<R, string>[]): RouteTable<F, R, string>;
  },
): void {
  const generator = new RuleGenerator(seededRandom(seed));
  let asked: string[] = [];
  // Now and then so many that paths are looked up, too.
  const size = generator.between(0, 4) === 0 ? generator.between(20, 60) : generator.between(1, 12);
  const routes = Array.from({ length: size }, (_, index) => {
    const name = `r${index}`;
    const rule = world.rule(generator);
    const matches = (facts: F): boolean => {
      asked.push(name);
      return rule.matches(facts);
    };
    const order = { priority: generator.between(-2, 9), precedence: generator.between(0, 2) };
    return { name, rule: { ...rule, matches }, ...order, target: name };
  });
  const scan = new RouteTable<F, R, string>(routes);
  const index = changed(generator, routes, world.indexed);
  assert.deepEqual(index.routes, scan.routes);
  for (let request = 0; request < REQUESTS; request += 1) {
    const facts = world.facts(generator);
    asked = [];
    const expected = scan.match(facts)?.name;
    const byScan = asked;
    asked = [];
    const chosen = index.match(facts)?.name;
    const described = (): string => `${JSON.stringify(facts)}\n${routes.map(line).join('\n')}`;
    if (chosen !== expected) assert.fail(`the index chose ${chosen}, the scan ${expected}: ${described()}`);
    if (!isPartOf(asked, byScan)) assert.fail(`asked ${asked.join()}, not ${byScan.join()}: ${described()}`);
    work.scanned += byScan.length;
    work.indexed += asked.length;
    if (chosen !== undefined) work.chosen += 1;
  }
}

/** A table of routes that came about by some changes. */
function changed<F, R extends Rule<F>>(
  generator: RuleGenerator,
  routes: readonly Route<R, string>[],
  indexed: (routes: readonly Route<R, string>[]) => RouteTable<F, R, string>,
): RouteTable<F, R, string> {
  const changes = generator.between(0, 3);
  const at = (): number => generator.between(0, changes);
  const plans = routes.map((route) => ({
    // Before its place comes, another route may stand there.
    other: generator.between(0, 2) === 0 ? { ...route, priority: generator.between(-2, 9) } : undefined,
    route,
    comes: at(),
  }));
  const standing = (change: number): Route<R, string>[] =>
    plans.flatMap(({ other, route, comes }) => (change >= comes ? [route] : other ? [other] : []));
  let table = indexed(standing(0));
  for (let change = 1; change <= changes; change += 1) {
    const [before, after] = [standing(change - 1), standing(change)];
    table = table.changed(
      before.filter((route) => !after.includes(route)),
      after.filter((route) => !before.includes(route)),
    );
  }
  return table;
}

/** Whether `part` is `whole` with some elements left out. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  let found = 0;
  for (const name of whole) if (part[found] === name) found += 1;
  return found === part.length;
}

function line({
  name,
  priority,
  rule,
}: {
  name: string;
  priority: number;
  rule: { source: string };
}): string {
  return `${name} ${priority} ${rule.source}`;
}

function fuzz(compareOne: (seed: number, work: Work) => void): void {
  const work: Work = { scanned: 0, indexed: 0, chosen: 0 };
  for (let seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed += 1) {
    try {
      compareOne(seed, work);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  if (CASES < 100) return;
  const share = work.chosen / (CASES * REQUESTS);
  assert.ok(share > 0.3 && share < 0.98, `${share} of the requests found a router`);
  assert.ok(
    work.indexed < 0.9 * work.scanned,
    `${work.indexed} rules were asked, ${work.scanned} by the scan`,
  );
}

test('an HTTP table that changes chooses as a scan does', () => {
  fuzz((seed, work) =>
    compare(seed, work, {
      rule: (generator) =>
        generator.between(0, 3) === 0
          ? parseHttpRule(generator.httpRuleV2(), { syntax: 'v2', version: generator.between(299, 300) })
          : parseHttpRule(generator.httpRule(), { version: generator.between(306, 307) }),
      facts: (generator) => generator.httpFacts(),
      indexed: (routes) => httpTable(routes),
    }),
  );
});

test('a TCP table that changes chooses as a scan does', () => {
  fuzz((seed, work) =>
    compare(seed, work, {
      rule: (generator) =>
        generator.between(0, 3) === 0
          ? parseTcpRule(generator.tcpRuleV2(), { syntax: 'v2' })
          : parseTcpRule(generator.tcpRule()),
      facts: (generator) => generator.tcpFacts(),
      indexed: (routes) => tcpTable(routes),
    }),
  );
});

/** How many rules a table of these asks for a request. */
function askedFor(rules: readonly string[], facts: { host: string; path: string }): number {
  let asked = 0;
  const table = httpTable(
    rules.map((source, index) => {
      const rule = parseHttpRule(source);
      const matches: typeof rule.matches = (given) => {
        asked += 1;
        return rule.matches(given);
      };
      return { name: `r${index}`, rule: { ...rule, matches }, priority: source.length, target: index };
    }),
  );
  const rest = { method: 'GET', clientIp: '127.0.0.1', header: () => [], query: () => [] };
  assert.notEqual(table.match({ ...facts, ...rest }), undefined);
  return asked;
}

const thousand = Array.from({ length: 1000 }, (_, index) => index + 1000);

test('among a thousand hosts only the rules of one are asked, and none where the host says it all', () => {
  const rules = thousand.map((index) => `Host(\`h${index}.test\`)`);
  assert.equal(askedFor(rules, { host: 'h1500.test', path: '/' }), 0);
  assert.equal(askedFor(rules, { host: 'h1500.test.', path: '/' }), 1);
  const withMore = rules.map((rule) => `${rule} && Method(\`GET\`)`);
  assert.equal(askedFor(withMore, { host: 'h1500.test', path: '/' }), 1);
});

test('among a thousand paths of a host only the rules of one are asked, and none where the two say it all', () => {
  const rules = thousand.map((index) => `Host(\`a.test\`) && PathPrefix(\`/p${index}\`)`);
  assert.equal(askedFor(rules, { host: 'a.test', path: '/p1500/cart' }), 0);
  assert.equal(askedFor(rules, { host: 'a.test.', path: '/p1500/cart' }), 1);
});

test('among a thousand paths of any host only the rules of one are asked', () => {
  const rules = thousand.map((index) => `PathPrefix(\`/p${index}\`)`);
  assert.equal(askedFor(rules, { host: 'a.test', path: '/p1500/cart' }), 1);
});
