import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import test from 'node:test';
import { parseEngineOptions } from './engine-options.ts';

const DEFAULTS = {
  help: false,
  workers: 1,
  transport: undefined,
  kubeconfig: '',
  context: '',
  paths: [],
  flags: [],
};

test('options, paths and flags are told apart', () => {
  const cases: readonly [
    argv: readonly string[],
    expected: Partial<ReturnType<typeof parseEngineOptions>>,
  ][] = [
    [[], {}],
    [['--help'], { help: true }],
    [['one', '--workers', '2', 'two'], { workers: 2, paths: ['one', 'two'] }],
    [['--workers=64', '--transport=portable'], { workers: 64, transport: 'portable' }],
    [
      ['--kubeconfig', 'config', '--context=lab', 'x'],
      { kubeconfig: 'config', context: 'lab', paths: ['x'] },
    ],
    [['--workers', 'auto'], { workers: Math.min(64, availableParallelism()) }],
    [
      ['--entryPoints.web.address=:80', '--ping', 'x'],
      { flags: ['--entryPoints.web.address=:80', '--ping'], paths: ['x'] },
    ],
  ];
  for (const [argv, expected] of cases) {
    assert.deepEqual(parseEngineOptions(argv), { ...DEFAULTS, ...expected }, argv.join(' '));
  }
});

test('what cannot be used is refused', () => {
  const cases: readonly [argv: readonly string[], message: RegExp][] = [
    [['--workers'], /--workers needs a value/],
    [['--kubeconfig'], /--kubeconfig needs a value/],
    [['--workers=0'], /--workers 0: write a whole number from 1 to 64, or auto/],
    [['--workers=65'], /--workers 65/],
    [['--workers=1e1'], /--workers 1e1/],
    [['--transport=quick'], /--transport quick: write fast or portable/],
  ];
  for (const [argv, message] of cases) {
    assert.throws(() => parseEngineOptions(argv), { name: 'UsageError', message }, argv.join(' '));
  }
});
