import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeBlock, joinBlocks, plain } from './github-markdown.ts';
import { RunResults } from './run-results.ts';
import { runSummary } from './run-summary.ts';
import { recordedRun } from './test-recordings.ts';

const withoutTimes = (text: string): string => text.replace(/\d+\.\d s/g, 'T s');

test('a summary has totals, a table, what failed and how, and what was skipped and why', () => {
  const text = withoutTimes(runSummary(recordedRun('without-manifests')));
  assert.ok(
    text.startsWith(`### ❌ Scenarios: 2 passed, 3 failed, 1 skipped

6 scenarios in T s.

| Feature | Passed | Failed | Skipped | Time |
| --- | ---: | ---: | ---: | ---: |
| ❌ Manifests \\| found | 1 | 3 | 1 | T s |
| ✅ Datagrams | 1 |  |  | T s |

<details>
<summary>❌ The manifests "extra" are there <code>features/a.feature:10</code></summary>

Step: the manifests "extra"

\`\`\`text
Error: there are no manifests "extra"`),
    text,
  );
  assert.ok(
    text.endsWith(`<details>
<summary>➖ 1 skipped</summary>

| Scenarios | Why |
| --- | --- |
| 1 | no manifests are under test; name some with --manifests |

</details>
`),
    text,
  );
});

test('a run of nothing is no good one', () => {
  assert.match(runSummary(new RunResults()), /^### ❌ Scenarios: No scenario was run\n/);
});

test('a summary ends where there is no more room, and says so', () => {
  const blocks = ['a'.repeat(50), 'ü'.repeat(50), 'c', 'd'];
  assert.equal(
    joinBlocks(blocks, 100),
    `${'a'.repeat(50)}\n\n_3 more parts are left out: the summary would be too long._\n`,
  );
  assert.equal(joinBlocks(blocks, 1000), `${blocks.join('\n\n')}\n`);
});

test('what scenarios say is shown as it is', () => {
  assert.equal(
    plain('a | b\n<b> *c* `d` [e](f) @g'),
    'a \\| b &lt;b&gt; \\*c\\* \\`d\\` \\[e\\]\\(f\\) \\@g',
  );
  assert.equal(codeBlock('a\n````\nb'), '`````text\na\n````\nb\n`````');
});
