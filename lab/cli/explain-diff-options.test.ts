import assert from 'node:assert/strict';
import test from 'node:test';
import { parseExplainDiffOptions } from './explain-diff-options.ts';

const DEFAULTS = {
  help: false,
  before: ['old'],
  after: [],
  requests: [],
  files: [],
  format: 'text',
  failOn: new Set(),
  flags: [],
};

test('options, requests and flags are told apart', () => {
  const cases: readonly [
    argv: readonly string[],
    expected: Partial<ReturnType<typeof parseExplainDiffOptions>>,
  ][] = [
    [[], {}],
    [['--help'], { help: true }],
    [['--manifests', 'a', '--manifests=b', '--requests', '-'], { after: ['a', 'b'], files: ['-'] }],
    [
      ['--fail-on', 'lost, secured', '--format=json'],
      { failOn: new Set(['lost', 'secured']), format: 'json' },
    ],
    [
      ['--fail-on=any'],
      { failOn: new Set(['lost', 'gained', 'secured', 'routed', 'rewritten', 'balanced']) },
    ],
    [
      ['http://a.test/', 'POST', 'http://b.test/'],
      { requests: [['http://a.test/'], ['POST', 'http://b.test/']] },
    ],
    [['PUT http://a.test/', '-H', 'X: 1'], { requests: [['PUT', 'http://a.test/', '-H', 'X: 1']] }],
    [['a.test'], { requests: [['a.test']] }],
    [['--host', 'a.test', '--namespace=b'], { host: 'a.test', namespace: 'b' }],
    [['--entrypoints.web.address=:80'], { flags: ['--entrypoints.web.address=:80'] }],
  ];
  for (const [argv, expected] of cases) {
    assert.deepEqual(
      parseExplainDiffOptions(['--diff', 'old', ...argv]),
      { ...DEFAULTS, ...expected },
      argv.join(' '),
    );
  }
});

test('what cannot be used is refused', () => {
  const cases: readonly [argv: readonly string[], message: RegExp][] = [
    [['--diff'], /--diff needs a value/],
    [['--format=svg'], /--format svg: write text, markdown, json/],
    [['--fail-on=lost,slow'], /--fail-on slow: write lost, .* or any/],
  ];
  for (const [argv, message] of cases) {
    assert.throws(() => parseExplainDiffOptions(argv), { name: 'UsageError', message }, argv.join(' '));
  }
});
