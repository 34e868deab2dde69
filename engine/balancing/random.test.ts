import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fnv1a32 } from './fnv.ts';
import { RandomStream, seededRandom } from './random.ts';

/** As the generator's authors wrote it down, in whole numbers of any size. */
function* xoshiro128(state: readonly [bigint, bigint, bigint, bigint]): Generator<number> {
  const mask = 0xffff_ffffn;
  const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  const s = [...state] as [bigint, bigint, bigint, bigint];
  while (true) {
    yield Number((rotl((s[1] * 5n) & mask, 7n) * 9n) & mask);
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11n);
  }
}

/** The mixer that fills the state, in whole numbers of any size. */
function splitmix32(seed: bigint, count: number): bigint[] {
  const mask = 0xffff_ffffn;
  return Array.from({ length: count }, (_, index) => {
    let z = (seed + 0x9e37_79b9n * BigInt(index + 1)) & mask;
    z = ((z ^ (z >> 16n)) * 0x21f0_aaadn) & mask;
    z = ((z ^ (z >> 15n)) * 0x735a_2d97n) & mask;
    return z ^ (z >> 15n);
  });
}

for (const seed of [0, 1, 42, 2 ** 31, 2 ** 32 - 1]) {
  test(`seed ${seed} gives the sequence of the generator's definition`, () => {
    const [a = 0n, b = 0n, c = 0n, d = 0n] = splitmix32(BigInt(seed), 4);
    const expected = xoshiro128([a, b, c, d]);
    const stream = new RandomStream(seed);
    for (let index = 0; index < 1000; index += 1) assert.equal(stream.uint32(), expected.next().value);
  });
}

test('a source of numbers in [0, 1) is a stream without a name', () => {
  const [stream, random] = [new RandomStream(7), seededRandom(7)];
  for (let index = 0; index < 100; index += 1) assert.equal(random(), stream.next());
});

test('streams of one seed with different names have nothing in common, and the same name is the same stream', () => {
  const draw = (seed: number, name?: string) => {
    const stream = new RandomStream(seed, name);
    return Array.from({ length: 1000 }, () => stream.uint32());
  };
  assert.deepEqual(draw(1, 'arrivals'), draw(1, 'arrivals'));
  const all = [draw(1), draw(1, ''), draw(1, 'arrivals'), draw(1, 'arrivals 2'), draw(2, 'arrivals')].flat();
  // Of 5,000 draws from 2^32 numbers, 0.003 pairs are expected to be equal.
  assert.ok(new Set(all).size >= all.length - 1);
});

test('names are hashed as the test vectors of FNV say', () => {
  const vectors = { '': 0x811c9dc5, a: 0xe40c292c, foobar: 0xbf9cf968 };
  for (const [text, hash] of Object.entries(vectors)) assert.equal(fnv1a32(text) >>> 0, hash);
});
