import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SweepError } from '../simulation/sweeps/sweep.ts';
import { UsageError } from './command.ts';
import { parseSimulateOptions } from './simulate-options.ts';

describe('the options of simulate', () => {
  test('say what to run otherwise, and what to write', () => {
    const argv =
      'a.feature b.yaml --seed 7 --duration 1h30m --html r.html --csv r.csv --chart share=s.svg --chart latency=l.svg --quiet --name canary';
    assert.deepEqual(parseSimulateOptions(argv.split(' ')), {
      help: false,
      paths: ['a.feature', 'b.yaml'],
      seed: 7,
      durationMs: 5_400_000,
      files: [
        { content: 'html', path: 'r.html' },
        { content: 'csv', path: 'r.csv' },
        { content: { chart: 'share' }, path: 's.svg' },
        { content: { chart: 'latency' }, path: 'l.svg' },
      ],
      name: 'canary',
      quiet: true,
    });
  });

  test('say what is run through, instead of one run', () => {
    const { sweep } = parseSimulateOptions(['a.yaml', '--sweep', 'weight:appv2=1..3']);
    assert.deepEqual(sweep, { parameter: 'weight', of: 'appv2', values: [1, 2, 3] });
    assert.deepEqual(parseSimulateOptions(['a.yaml', '--replicas', '1,10,100']).replicas, [1, 10, 100]);
  });

  const REFUSED: Readonly<Record<string, RegExp>> = {
    '': /name a plan/,
    'a.yaml --seed x': /--seed x: write a whole number/,
    'a.yaml --seed 4294967296': /--seed/,
    'a.yaml --duration 0s': /--duration 0s: write a duration such as/,
    'a.yaml --duration soon': /--duration soon: write a duration such as/,
    'a.yaml --sweep wait=1..3': /"wait" cannot be swept: write weight=1\.\.50/,
    'a.yaml --replicas 0..3': /a number of engines cannot be 0/,
    'a.yaml --sweep weight=1..3 --replicas 1..3': /either --sweep or --replicas/,
    'a.yaml --chart share': /write KIND=FILE/,
  };
  for (const [argv, message] of Object.entries(REFUSED)) {
    test(`"${argv}" is refused, with what may be written`, () => {
      assert.throws(
        () => parseSimulateOptions(argv.split(' ').filter((word) => word !== '')),
        (error) =>
          (error instanceof UsageError || error instanceof SweepError) && message.test(error.message),
      );
    });
  }
});
