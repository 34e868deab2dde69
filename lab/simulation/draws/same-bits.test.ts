import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Arrivals, Distribution } from '../plan.ts';
import { arrivalsOf } from './arrivals.ts';
import { samplerOf } from './distribution.ts';
import { RandomStream } from './random-stream.ts';

/** Of the bits of 20,000 numbers, the lower byte of each first. */
function digestOf(numbers: { next(): number }): string {
  const bytes = new DataView(new ArrayBuffer(160_000));
  for (let at = 0; at < bytes.byteLength; at += 8) bytes.setFloat64(at, numbers.next(), true);
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

const DRAWS: readonly (readonly [Distribution, digest: string])[] = [
  [{ kind: 'exponential', meanMs: 20 }, 'fafb05a6d3129df6'],
  [{ kind: 'lognormal', medianMs: 60, sigma: 0.8 }, '9295271c8d9b4e0e'],
  [{ kind: 'pareto', minimumMs: 10, shape: 1.5 }, '479e9ed23f618cac'],
  [
    {
      kind: 'histogram',
      buckets: [
        { upToMs: 5, count: 900 },
        { upToMs: 50, count: 90 },
      ],
    },
    'ce631d0fd908bd6c',
  ],
];

const ARRIVALS: readonly (readonly [Arrivals, digest: string])[] = [
  [{ kind: 'poisson', perSecond: 7 }, '80000c4da555a941'],
  [{ kind: 'constant', perSecond: 7 }, '3e880eb9aed04db9'],
  [{ kind: 'diurnal', perSecond: 3, peakPerSecond: 11, periodMs: 60_000 }, '0c43e3e381fa3cd9'],
];

for (const [distribution, digest] of DRAWS) {
  test(`draws have the bits that they have on every machine: ${distribution.kind}`, () => {
    assert.equal(digestOf(samplerOf(distribution, new RandomStream(1, 'draws'))), digest);
  });
}

for (const [arrivals, digest] of ARRIVALS) {
  test(`arrivals have the bits that they have on every machine: ${arrivals.kind}`, () => {
    assert.equal(digestOf(arrivalsOf(arrivals, new RandomStream(1, 'arrivals'))), digest);
  });
}

/** Of `Math`, what has one result: ECMAScript says of all else that it may be approximated, and not how. */
const EXACT = new Set(
  'abs ceil clz32 floor imul LN2 max min PI round sign sqrt SQRT1_2 SQRT2 trunc'.split(' '),
);

/** The simulator's sources, from its entry on. The engine's are as they are. */
async function sourcesFrom(file: string, known = new Map<string, string>()): Promise<Map<string, string>> {
  if (known.has(file)) return known;
  const text = await readFile(file, 'utf8');
  known.set(file, text);
  const imports = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => join(dirname(file), path));
  for (const path of imports.filter((path) => path.includes('/simulation/'))) await sourcesFrom(path, known);
  return known;
}

test('a simulation asks Math for nothing that another machine may answer otherwise', async () => {
  const sources = await sourcesFrom(join(import.meta.dirname, '../simulate.ts'));
  assert.ok(sources.size > 20);
  const inexact = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/Math\.(\w+)/g)].flatMap(([call, name = '']) =>
      EXACT.has(name) ? [] : [`${file}: ${call}`],
    ),
  );
  assert.deepEqual(inexact, []);
  // A power of two with a whole exponent is exact.
  const powers = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/(\S+) \*\* /g)].flatMap(([, base]) =>
      base?.endsWith('2') ? [] : [`${file}: ${base} **`],
    ),
  );
  assert.deepEqual(powers, []);
});
