import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDuration, readNumber, readRate, readShare } from './quantities.ts';

interface Reading {
  readonly what: string;
  readonly read: (text: string) => number | undefined;
  readonly texts: Readonly<Record<string, number | undefined>>;
}

const READINGS: readonly Reading[] = [
  {
    what: 'durations are milliseconds',
    read: readDuration,
    texts: {
      '250ms': 250,
      '1.5 s': 1500,
      '10 minutes': 600_000,
      '1 minute': 60_000,
      '1h30m': 5_400_000,
      '1 h 30 min': 5_400_000,
      '1 day': 86_400_000,
      '1,500 ms': 1500,
      '': undefined,
      '10': undefined,
      '10 parsecs': undefined,
      '10 constructor': undefined,
      soon: undefined,
    },
  },
  {
    what: 'shares are from 0 to 1',
    read: readShare,
    texts: { '2 %': 0.02, '0.5%': 0.005, '100 %': 1, '101 %': undefined, '2': undefined, '%': undefined },
  },
  {
    what: 'rates are per second',
    read: readRate,
    texts: {
      '2000/s': 2000,
      '2,000 per second': 2000,
      '90/min': 1.5,
      '3,600 / h': 1,
      '2000': undefined,
      '/s': undefined,
      '10/parsec': undefined,
    },
  },
  {
    what: 'numbers may have commas between thousands',
    read: readNumber,
    texts: { '1,000': 1000, '12.5': 12.5, '10,00': undefined, x: undefined },
  },
];

for (const { what, read, texts } of READINGS) {
  describe(what, () => {
    for (const [text, value] of Object.entries(texts)) {
      test(`${JSON.stringify(text)} is ${value ?? 'none'}`, () => assert.equal(read(text), value));
    }
  });
}
