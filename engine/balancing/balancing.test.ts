import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EarliestDeadline } from './earliest-deadline.ts';
import { GreatestDivisor } from './greatest-divisor.ts';
import { seededRandom } from './random.ts';
import type { ServiceNode } from './service-node.ts';
import { LoadBalancerNode, MirroringNode, WeightedNode } from './service-nodes.ts';

/** Leaves the order as written: Fisher-Yates swaps each element with itself. */
const unshuffled = () => 0.999_999_999;

function children(text: string): { item: string; weight: number }[] {
  return text.split(' ').map((part) => ({ item: part.slice(0, 1), weight: Number(part.slice(1)) }));
}

function picks(balancer: { next(): string | undefined }, count: number): string {
  return Array.from({ length: count }, () => balancer.next() ?? '-').join('');
}

function tally(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const letter of text) counts[letter] = (counts[letter] ?? 0) + 1;
  return counts;
}

describe('earliest deadline (HTTP)', () => {
  const sequences: [weights: string, first: string][] = [
    ['A1 B1', 'ABABABABAB'],
    ['A1 B1 C1', 'ACBCBABACACB'],
    ['A1 B1 C1 D1', 'ADBCBCADADBCBCAD'],
    ['A2 B1', 'ABAABAABAABAABAABAAB'],
    ['A3 B1', 'AABAAAABAABAAABAAAABAAABAAABAAABAAABAABA'],
    ['A9 B1', 'AAAAAAAABAAAAAAAAABAAAAAAAAABAAAAAAAAAB'],
    ['A90 B10', 'AAAAAAAABAAAAAAAAAABAAAAAAAAABAAAAAAAAB'],
    ['A80 B20', 'AAABAAAAABAAAABAAABAAAAB'],
    ['A7 B3', 'AABAABAAABAABAABAAAB'],
    ['A5 B3 C2', 'ABACABABACABACABABACABACABABCA'],
    ['A50 B50', 'ABABAB'],
    ['A3 B0', 'AAAAAA'],
  ];
  for (const [weights, expected] of sequences) {
    test(`${weights} gives ${expected}`, () => {
      assert.equal(picks(new EarliestDeadline(children(weights), unshuffled), expected.length), expected);
    });
  }

  const counts: [weights: string, picks: number, share: string][] = [
    ['A1 B1', 10, 'A5 B5'],
    ['A2 B1', 10, 'A7 B3'],
    ['A2 B1', 30, 'A20 B10'],
    ['A3 B1', 10, 'A8 B2'],
    ['A3 B1', 20, 'A15 B5'],
    ['A3 B1', 100, 'A75 B25'],
    ['A9 B1', 10, 'A9 B1'],
    ['A9 B1', 100, 'A90 B10'],
    ['A90 B10', 10, 'A9 B1'],
    ['A90 B10', 100, 'A90 B10'],
    ['A80 B20', 10, 'A8 B2'],
    ['A80 B20', 100, 'A80 B20'],
    ['A99 B1', 50, 'A50'],
    ['A99 B1', 98, 'A98'],
    ['A99 B1', 100, 'A99 B1'],
    ['A7 B3', 10, 'A7 B3'],
    ['A5 B3 C2', 10, 'A5 B3 C2'],
    ['A50 B50', 10, 'A5 B5'],
    ['A7', 10, 'A10'],
  ];
  for (const [weights, count, share] of counts) {
    test(`${count} of ${weights} are ${share}`, () => {
      const counted = tally(picks(new EarliestDeadline(children(weights), unshuffled), count));
      assert.equal(
        Object.entries(counted)
          .map(([letter, times]) => `${letter}${times}`)
          .join(' '),
        share,
      );
    });
  }

  const blocks: [weights: string, size: number, period: number][] = [
    ['A1 B1 C1', 3, 9],
    ['A1 B1 C1 D1', 4, 8],
  ];
  for (const [weights, size, period] of blocks) {
    test(`${weights}: each block of ${size} has each once, and ${period} picks repeat`, () => {
      const sequence = picks(new EarliestDeadline(children(weights), unshuffled), period * 10);
      for (let start = 0; start < sequence.length; start += size) {
        assert.equal(new Set(sequence.slice(start, start + size)).size, size, `picks from ${start}`);
      }
      assert.equal(sequence, sequence.slice(0, period).repeat(10));
    });
  }

  test('of two, the heavier begins however they are shuffled; of equals the one shuffled first', () => {
    for (const weights of ['A3 B1', 'B1 A3']) {
      assert.equal(picks(new EarliestDeadline(children(weights), unshuffled), 10), 'AABAAAABAA', weights);
    }
    assert.equal(picks(new EarliestDeadline(children('A1 B1'), () => 0), 4), 'BABA');
  });

  test('after any number of picks each of two is within one of its part', () => {
    for (const weights of ['A1 B1', 'A2 B1', 'A3 B1', 'A9 B1', 'A7 B3', 'A80 B20', 'A99 B1', 'A5 B2']) {
      const balancer = new EarliestDeadline(children(weights), unshuffled);
      const [heavy = 0, light = 0] = children(weights).map(({ weight }) => weight);
      let chosen = 0;
      for (let count = 1; count <= 1000; count += 1) {
        if (balancer.next() === 'A') chosen += 1;
        const part = (count * heavy) / (heavy + light);
        // Sums of fractions are a little off.
        assert.ok(Math.abs(chosen - part) < 1 + 1e-9, `${weights}: ${chosen} of ${count}`);
      }
    }
  });

  test('counts are exact over multiples of the reduced weight sum, however the children are shuffled', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const balancer = new EarliestDeadline(children('A75 B25'), seededRandom(seed));
      assert.deepEqual(tally(picks(balancer, 4000)), { A: 3000, B: 1000 }, `seed ${seed}`);
    }
  });

  test('nothing to choose from gives undefined', () => {
    assert.equal(new EarliestDeadline(children('A0 B0'), unshuffled).next(), undefined);
  });
});

describe('greatest divisor (TCP, UDP)', () => {
  const sequences: [weights: string, first: string][] = [
    ['A1 B1', 'ABABAB'],
    ['A3 B1', 'AAABAAAB'],
    ['B1 A3', 'AABAAABA'],
    ['A3 B2 C1', 'AABABCAABABC'],
    ['A9 B1', 'AAAAAAAAAB'],
    ['A80 B20', 'AAAABAAAAB'],
    ['A3 B0', 'AAAA'],
    ['A0', '--'],
  ];
  for (const [weights, expected] of sequences) {
    test(`${weights} gives ${expected}`, () => {
      assert.equal(picks(new GreatestDivisor(children(weights), unshuffled), expected.length), expected);
    });
  }

  const partly: [weights: string, usable: string, first: string][] = [
    ['A1 B1 C1', 'AC', 'ACACAC'],
    ['A3 B2 C1', 'BC', 'BBCBBC'],
    ['A3 B1', 'B', 'BBBB'],
    ['A3 B0', 'B', '--'],
    ['A1 B1', '', '--'],
  ];
  for (const [weights, usable, expected] of partly) {
    test(`${weights}, of which ${usable || 'none'} can be chosen, gives ${expected}`, () => {
      const balancer = new GreatestDivisor(children(weights), unshuffled);
      const next = () => balancer.next((item) => usable.includes(item));
      assert.equal(picks({ next }, expected.length), expected);
    });
  }
});

describe('service nodes', () => {
  const leaf = (name: string): ServiceNode<string> =>
    new LoadBalancerNode(name, new EarliestDeadline([{ item: `${name}:80`, weight: 1 }], unshuffled));
  const empty = new LoadBalancerNode<string>('empty', new EarliestDeadline<string>([], unshuffled));

  test('a weighted service names the services passed', () => {
    const node = new WeightedNode('app', new EarliestDeadline([{ item: leaf('v1'), weight: 1 }], unshuffled));
    assert.deepEqual(node.select(), { server: 'v1:80', trail: ['app', 'v1'], mirrorings: [] });
  });

  test('a child without servers keeps its share', () => {
    const choices = [
      { item: leaf('v1'), weight: 3 },
      { item: empty, weight: 1 },
    ];
    const node = new WeightedNode('app', new EarliestDeadline(choices, unshuffled));
    const served = Array.from({ length: 8 }, () => node.select().server ?? 'none');
    assert.equal(served.filter((server) => server === 'none').length, 2);
  });

  const shares: [percent: number, mirrored: number[], ofHundred: number][] = [
    [0, [], 0],
    [1, [1, 101, 201], 1],
    [10, [1, 11, 21, 31], 10],
    [20, [1, 6, 11, 16], 20],
    [25, [1, 5, 9, 13], 25],
    [30, [1, 4, 7, 11, 14, 17, 21], 30],
    [33, [1, 4, 7, 10, 13], 33],
    [50, [1, 3, 5, 7], 50],
    [75, [1, 2, 3, 5, 6, 7, 9], 75],
    [90, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11], 90],
    [100, [1, 2, 3], 100],
  ];
  for (const [percent, numbers, ofHundred] of shares) {
    test(`${percent} % mirrors the requests ${numbers.join(', ') || 'none'}`, () => {
      const body = { mirrorBody: true, maxBodySize: -1 };
      const node = new MirroringNode('m', leaf('v1'), [{ service: leaf('v2'), percent }], body);
      const mirrored: number[] = [];
      for (let request = 1; request <= 300; request += 1) {
        if (node.select().mirrorings.length > 0) mirrored.push(request);
      }
      assert.deepEqual(mirrored.slice(0, numbers.length), numbers);
      assert.equal(mirrored.filter((request) => request <= 100).length, ofHundred);
    });
  }
});
