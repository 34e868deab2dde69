import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
        { content: 'share', path: 's.svg' },
        { content: 'latency', path: 'l.svg' },
      ],
      name: 'canary',
      quiet: true,
    });
  });

  const REFUSED: Readonly<Record<string, RegExp>> = {
    '': /name a plan/,
    'a.yaml --seed x': /--seed x: write a whole number/,
    'a.yaml --seed 4294967296': /--seed/,
    'a.yaml --duration 0s': /--duration 0s: write a duration such as/,
    'a.yaml --duration soon': /--duration soon: write a duration such as/,
    'a.yaml --chart pie=a.svg': /--chart pie=a\.svg: write KIND=FILE, with one of share/,
    'a.yaml --chart share': /write KIND=FILE/,
  };
  for (const [argv, message] of Object.entries(REFUSED)) {
    test(`"${argv}" is refused, with what may be written`, () => {
      assert.throws(
        () => parseSimulateOptions(argv.split(' ').filter((word) => word !== '')),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
