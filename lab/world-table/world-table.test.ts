import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScenarioResult } from '../report/run-results.ts';
import { recordedRun } from '../report/test-recordings.ts';
import { tableJson } from './table-json.ts';
import { tableMarkdown } from './table-markdown.ts';
import { tableText } from './table-text.ts';
import { type Verdict, type WorldRun, worldTable } from './world-table.ts';

function run(name: string, scenarios: readonly ScenarioResult[]): WorldRun {
  return { name, scenarios, problems: [], milliseconds: 1234 };
}

function recorded(): readonly WorldRun[] {
  return (['with-manifests', 'without-manifests'] as const).map((name) =>
    run(name, recordedRun(name).scenarios),
  );
}

type Said = 'passed' | 'failed' | 'skipped' | 'skipped: why' | 'not run';

function scenario(said: Said): readonly ScenarioResult[] {
  if (said === 'not run') return [];
  const outcome = said === 'skipped: why' ? 'skipped' : said;
  return [
    {
      uri: 'a.feature',
      line: 3,
      name: 'A',
      feature: 'F',
      outcome,
      milliseconds: 1,
      ...(said === 'skipped: why' ? { reason: 'why' } : {}),
      ...(said === 'failed' ? { failure: { step: 'it holds', message: 'it does not\nat all' } } : {}),
    },
  ];
}

const verdicts: [said: readonly Said[], verdict: Verdict, holds: boolean][] = [
  [['passed', 'passed'], 'same', true],
  [['passed', 'skipped: why'], 'same', true],
  [['passed', 'passed', 'skipped: why'], 'same', true],
  [['skipped: why', 'skipped: why'], 'skipped', true],
  [['skipped', 'skipped'], 'skipped', true],
  [['passed', 'failed'], 'differs', false],
  [['passed', 'skipped'], 'differs', false],
  [['passed', 'not run'], 'differs', false],
  [['failed', 'skipped: why', 'passed'], 'differs', false],
  [['failed', 'failed'], 'fails', false],
  [['failed', 'skipped: why'], 'fails', false],
];
for (const [said, verdict, holds] of verdicts) {
  test(`worlds that say ${said.join(', ')}: ${verdict}`, () => {
    const table = worldTable(said.map((one, index) => run(`w${index}`, scenario(one))));
    assert.equal(table.features[0]?.rows[0]?.verdict, verdict);
    assert.equal(table.verdicts[verdict], 1);
    assert.equal(table.holds, holds);
  });
}

test('a world with a problem does not hold, whatever its scenarios say', () => {
  const [world] = recorded();
  assert.ok(world);
  assert.equal(worldTable([{ ...run('w', scenario('passed')), problems: ['it broke'] }]).holds, false);
});

test('the same line under another name is another scenario', () => {
  const renamed = scenario('passed').map((one) => ({ ...one, name: 'B' }));
  const { verdicts } = worldTable([run('one', scenario('passed')), run('other', renamed)]);
  assert.equal(verdicts.differs, 2);
});

test('people are shown the features, what differs or fails, why, and what was skipped', () => {
  assert.equal(
    tableText(worldTable(recorded()), false),
    `                                             with-manifests      without-manifests
Manifests | found                            3 passed, 2 failed  1 passed, 3 failed, 1 skipped
  :10 The manifests "extra" are there        passed              failed                         differs
  :11 The manifests "nosuchthing" are there  failed              failed                         fails in all
  :17 Nobody knows the step                  failed              failed                         fails in all
Datagrams                                    1 passed            1 passed
time                                         1.2 s               1.2 s

features/a.feature:10 The manifests "extra" are there
  without-manifests: the manifests "extra": Error: there are no manifests "extra": neither from here (/srv/shop) nor among those of the lab

features/a.feature:11 The manifests "nosuchthing" are there
  with-manifests: the manifests "nosuchthing": Error: there are no manifests "nosuchthing": neither from here (/srv/shop) nor among those of the lab
  without-manifests: the manifests "nosuchthing": Error: there are no manifests "nosuchthing": neither from here (/srv/shop) nor among those of the lab

features/a.feature:17 Nobody knows the step
  with-manifests: nothing of the sort: there is no such step: ingress-lab steps WORD... lists those that speak of something
  without-manifests: nothing of the sort: there is no such step: ingress-lab steps WORD... lists those that speak of something

without-manifests: 1 skipped: no manifests are under test; name some with --manifests

6 scenarios in with-manifests, without-manifests: 3 hold alike, 1 differs, 2 fail in all
`,
  );
});

test('of what begins on a line of its own that line is shown', () => {
  const failure = { step: 'it holds', message: 'ExpectationError: \nretries: it is 3\n\nname  count' };
  const failed = scenario('failed').map((one) => ({ ...one, failure }));
  const table = worldTable([run('w', failed)]);
  assert.match(tableText(table, false), /\n {2}w: it holds: ExpectationError: retries: it is 3\n/);
});

test('with all, each scenario has its line', () => {
  const lines = tableText(worldTable(recorded()), true).split('\n');
  assert.equal(lines.filter((line) => line.startsWith('  :')).length, 6);
  assert.ok(lines.some((line) => /:14 What is under test is applied +passed +skipped$/.test(line)));
});

test('the summary of a job has the table, and the failures to be opened', () => {
  const text = tableMarkdown(worldTable(recorded()), false);
  assert.match(
    text,
    /^### ❌ 6 scenarios in with-manifests, without-manifests: 3 hold alike, 1 differs, 2 fail in all\n/,
  );
  assert.match(text, /\n\| The manifests "extra" are there <code>:10<\/code> \| ✅ passed \| ❌ failed \|\n/);
  assert.equal(text.match(/<summary>❌ /g)?.length, 5);
  assert.match(
    text,
    /\| without-manifests \| 1 \| no manifests are under test; name some with --manifests \|/,
  );
});

test('programs read all of it', () => {
  const { holds, verdicts, worlds, scenarios } = JSON.parse(tableJson(worldTable(recorded())));
  assert.deepEqual([holds, verdicts], [false, { same: 3, differs: 1, fails: 2, skipped: 0 }]);
  assert.deepEqual(
    worlds.map(({ name, failed }: { name: string; failed: number }) => [name, failed]),
    [
      ['with-manifests', 2],
      ['without-manifests', 3],
    ],
  );
  assert.deepEqual(Object.keys(scenarios[0].results), ['with-manifests', 'without-manifests']);
  assert.equal(scenarios[1].results['without-manifests'].outcome, 'failed');
});
