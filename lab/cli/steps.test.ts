import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { select } from '../vocabulary/select.ts';
import { vocabularyJson, vocabularyText } from '../vocabulary/text.ts';
import type { Step, Vocabulary } from '../vocabulary/vocabulary.ts';
import { CommandProcess } from './test-process.ts';

const step = (expression: string, text: string, comment = ''): Step => ({
  keyword: 'When',
  expression,
  file: 'steps/a.ts',
  line: 1,
  comment,
  body: '',
  uses: [{ file: 'features/a.feature', line: 3, text, argument: ['| a |'] }],
});

const VOCABULARY: Vocabulary = {
  groups: [
    {
      file: 'steps/a.ts',
      title: 'Traffic',
      introduction: '',
      steps: [
        step('a client sends {count} requests', 'a client sends 4 requests'),
        step('it ends', 'it ends', 'At once.'),
      ],
    },
  ],
  parameterTypes: [{ name: 'count', patterns: ['\\d+'], comment: 'A number.' }],
  ambiguous: [],
};

test('steps are listed with an example, and parameters with what they take', () => {
  assert.equal(
    vocabularyText(VOCABULARY),
    `Traffic
  When a client sends {count} requests
      When a client sends 4 requests
        | a |
  When it ends
      When it ends
        | a |

Parameters
  {count}  A number.
`,
  );
  const { steps } = JSON.parse(vocabularyJson(VOCABULARY)) as { steps: { group: string; example: string }[] };
  assert.deepEqual(steps[0]?.example, 'When a client sends 4 requests\n  | a |');
});

test('words choose among steps, in whatever of them they occur', () => {
  const cases: readonly [words: string[], expressions: string[]][] = [
    [[], ['a client sends {count} requests', 'it ends']],
    [['CLIENT', '4'], ['a client sends {count} requests']],
    [['once'], ['it ends']],
    [['traffic', 'it', 'ends', 'once'], ['it ends']],
    [['nothing'], []],
  ];
  for (const [words, expressions] of cases) {
    const { groups, parameterTypes } = select(VOCABULARY, words);
    const found = groups.flatMap(({ steps }) => steps.map(({ expression }) => expression));
    assert.deepEqual(found, expressions, words.join(' '));
    assert.equal(parameterTypes.length, found.some((text) => text.includes('{count}')) ? 1 : 0);
  }
});

test('the command lists the steps of the lab; words that none has are exit code 1', async (context) => {
  const [udp, none, wrong] = [['udp', 'pods'], ['no-such-word'], ['--format=xml']].map(
    (argv) => new CommandProcess(context, 'steps', ...argv),
  );
  assert.equal(await udp?.exitCode(), 0, udp?.errors);
  assert.ok(udp?.lines.includes('  Then the pods of {workload} took turns'), udp?.lines.join('\n'));
  assert.equal(await none?.exitCode(), 1);
  assert.match(none?.errors ?? '', /no step speaks of no-such-word/);
  assert.equal(await wrong?.exitCode(), 2);
});

test('a reader that has seen enough is no error', async () => {
  const program = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));
  const child = spawn(process.execPath, [program, 'steps', 'udp'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [errors] = await Promise.all([text(child.stderr), once(child, 'close')]);
  assert.equal(errors, '');
});
