import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestStepResultStatus } from '@cucumber/messages';
import { RunResults } from './run-results.ts';
import { byFeature, counts, duration, skipReasons, tallyOf } from './tally.ts';
import { recordedRun } from './test-recordings.ts';

test('the results of a run are read from its messages', () => {
  const { scenarios, problems, milliseconds } = recordedRun('without-manifests');
  assert.deepEqual(
    scenarios.map(({ uri, line, name, outcome, reason, failure }) => [
      `${uri}:${line}`,
      name,
      outcome,
      reason ?? failure?.message.split(':')[0],
      failure?.step,
    ]),
    [
      ['features/a.feature:9', 'The manifests "udp" are there', 'passed', undefined, undefined],
      [
        'features/a.feature:10',
        'The manifests "extra" are there',
        'failed',
        'Error',
        'the manifests "extra"',
      ],
      [
        'features/a.feature:11',
        'The manifests "nosuchthing" are there',
        'failed',
        'Error',
        'the manifests "nosuchthing"',
      ],
      [
        'features/a.feature:14',
        'What is under test is applied',
        'skipped',
        'no manifests are under test; name some with --manifests',
        undefined,
      ],
      [
        'features/a.feature:17',
        'Nobody knows the step',
        'failed',
        'there is no such step',
        'nothing of the sort',
      ],
      ['features/b.feature:2', 'The manifests are there', 'passed', undefined, undefined],
    ],
  );
  assert.deepEqual(problems, []);
  assert.ok(milliseconds > 0 && scenarios.every((scenario) => scenario.milliseconds <= milliseconds));
});

test('scenarios are counted, by feature, and by why they were skipped', () => {
  const { scenarios } = recordedRun('without-manifests');
  const { milliseconds, ...tally } = tallyOf(scenarios);
  assert.deepEqual(tally, { passed: 2, failed: 3, skipped: 1 });
  assert.ok(milliseconds > 0);
  assert.deepEqual(
    [...byFeature(scenarios)].map(([uri, of]) => [uri, of.length]),
    [
      ['features/a.feature', 5],
      ['features/b.feature', 1],
    ],
  );
  assert.deepEqual(
    [...skipReasons(scenarios)],
    [['no manifests are under test; name some with --manifests', 1]],
  );
});

test('what goes wrong outside of scenarios is a problem', () => {
  const results = new RunResults();
  results.update({ parseError: { source: { uri: 'a.feature' }, message: '(1:1): expected: #EOF' } });
  results.update({
    testRunHookFinished: {
      testRunHookStartedId: '1',
      result: { status: TestStepResultStatus.FAILED, duration: { seconds: 0, nanos: 0 }, message: 'no way' },
      timestamp: { seconds: 0, nanos: 0 },
    },
  });
  assert.deepEqual(results.problems, ['a.feature: (1:1): expected: #EOF', 'no way']);
});

for (const [milliseconds, text] of [
  [0, '0.0 s'],
  [1234, '1.2 s'],
  [59_940, '59.9 s'],
  [60_000, '1 min 0 s'],
  [200_500, '3 min 20 s'],
] as const) {
  test(`${milliseconds} ms are ${text}`, () => assert.equal(duration(milliseconds), text));
}

for (const [passed, failed, skipped, text] of [
  [0, 0, 0, '0 passed'],
  [7, 0, 0, '7 passed'],
  [7, 1, 2, '7 passed, 1 failed, 2 skipped'],
  [0, 1, 0, '1 failed'],
  [0, 0, 3, '3 skipped'],
] as const) {
  test(`counts are told as "${text}"`, () => assert.equal(counts({ passed, failed, skipped }), text));
}
