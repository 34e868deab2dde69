import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Picker } from './candidate.ts';
import { EarliestDeadlinePicker } from './earliest-deadline-picker.ts';
import { fnv1a64, fnv1Hex64 } from './fnv.ts';
import { HighestRandomWeight } from './highest-random-weight.ts';
import { LeastTime } from './least-time.ts';
import { seededRandom } from './random.ts';
import { ServerState } from './server-state.ts';
import { client, servers, unshuffled } from './test-balancers.ts';
import { TwoChoices } from './two-choices.ts';

function picks(picker: Picker<ServerState<string>>, count: number, clientIp = '192.0.2.1'): string {
  return Array.from({ length: count }, () => picker.pick(client(clientIp))?.item ?? '-').join('');
}

describe('weighted round robin with health', () => {
  const rows: [title: string, weights: number[], down: string, fenced: string, expected: string][] = [
    ['all up', [3, 1], '', '', 'AABAAAABAA'],
    ['one of two down', [1, 1], 'A', '', 'BBBB'],
    ['who is down has its turns passed over', [1, 1, 1], 'B', '', 'ACCAAC'],
    ['a fenced one gets nothing new', [1, 1], '', 'B', 'AAAA'],
    ['all down', [1, 1], 'AB', '', '--'],
    ['all fenced', [1, 1], '', 'AB', '--'],
    ['one down, the other fenced', [1, 1], 'A', 'B', '--'],
    ['none', [], '', '', '--'],
  ];
  for (const [title, weights, down, fenced, expected] of rows) {
    test(title, () => {
      const candidates = servers(weights).map((server) =>
        fenced.includes(server.name)
          ? new ServerState({ ...server, name: server.name, fenced: true, measured: false, now: () => 0 })
          : server,
      );
      for (const server of candidates) if (down.includes(server.name)) server.check(false);
      assert.equal(picks(new EarliestDeadlinePicker(candidates, unshuffled), expected.length), expected);
    });
  }

  test('who comes up again takes part again', () => {
    const [a, b] = servers([1, 1]);
    assert.ok(a && b);
    const picker = new EarliestDeadlinePicker([a, b], unshuffled);
    a.check(false);
    assert.equal(picks(picker, 4), 'BBBB');
    a.check(true);
    assert.deepEqual([...picks(picker, 8)].toSorted().join(''), 'AAAABBBB');
  });
});

describe('two choices', () => {
  test('the less busy of the two', () => {
    const [a, b] = servers([1, 1]);
    assert.ok(a && b);
    a.inFlight = 2;
    b.inFlight = 1;
    assert.equal(picks(new TwoChoices([a, b], seededRandom(7)), 20), 'B'.repeat(20));
  });

  test('the first drawn if they are equally busy; the second moves on if it is the same', () => {
    const drawn = [0, 0, 0.5, 0.5, 0.9, 0.1];
    const candidates = servers([1, 1, 1]);
    candidates.forEach((server, index) => {
      server.inFlight = [1, 1, 0][index] ?? 0;
    });
    // Draws A and A, so A and B; B and B, so B and C; C and A.
    assert.equal(picks(new TwoChoices(candidates, () => drawn.shift() ?? 0), 3), 'ACC');
  });

  test('weights do not count; who is down is not drawn', () => {
    const candidates = servers([100, 1, 1]);
    candidates[1]?.check(false);
    const chosen = picks(new TwoChoices(candidates, seededRandom(3)), 600);
    assert.equal(chosen.includes('B'), false);
    const share = [...chosen].filter((letter) => letter === 'A').length;
    // 5 standard deviations of a fair coin thrown 600 times.
    assert.ok(Math.abs(share - 300) < 62, `${share} of 600`);
  });

  test('the only one left, and none', () => {
    const candidates = servers([1, 1]);
    candidates[0]?.check(false);
    const picker = new TwoChoices(candidates, seededRandom(1));
    assert.equal(picks(picker, 2), 'BB');
    candidates[1]?.check(false);
    assert.equal(picks(picker, 1), '-');
  });
});

/** Servers 1, 2 and 3 as they are named by their URLs. */
function urls(weights: readonly number[]): ServerState<string>[] {
  return weights.map((weight, index) => {
    const name = `http://10.0.0.${index + 1}:80`;
    return new ServerState({
      item: `${index + 1}`,
      name,
      weight,
      fenced: false,
      measured: false,
      now: () => 0,
    });
  });
}

describe('highest random weight', () => {
  // Clients 192.0.2.1 to 192.0.2.30; computed apart from this code.
  const rows: [weights: number[], down: number[], expected: string][] = [
    [[1, 1, 1], [], '333232233223123321222321212122'],
    [[5, 1, 1], [], '113231113211121311122111211121'],
    [[1, 1, 1], [1], '333133333113113331131311111133'],
  ];
  for (const [weights, down, expected] of rows) {
    test(`weights ${weights.join(' ')}, down: ${down.length === 0 ? 'none' : 'the second'}`, () => {
      const candidates = urls(weights);
      for (const index of down) candidates[index]?.check(false);
      const picker = new HighestRandomWeight(candidates);
      const chosen = Array.from({ length: 30 }, (_, index) => picks(picker, 1, `192.0.2.${index + 1}`));
      assert.equal(chosen.join(''), expected);
      assert.equal(picks(picker, 3, '192.0.2.1'), expected.slice(0, 1).repeat(3));
    });
  }

  test('none up', () => {
    const candidates = urls([1]);
    candidates[0]?.check(false);
    assert.equal(picks(new HighestRandomWeight(candidates), 1), '-');
  });

  test('hashes', () => {
    // http://www.isthe.com/chongo/tech/comp/fnv/#FNV-test-vectors
    assert.deepEqual(['', 'a', 'foobar'].map(fnv1Hex64), [
      'cbf29ce484222325',
      'af63bd4c8601b7be',
      '340d8765a4dda9c2',
    ]);
    assert.deepEqual(['a', 'foobar'].map(fnv1a64), ['0xaf63dc4c8601ec8c', '0x85944171f73967e8'].map(Number));
    assert.equal(fnv1Hex64('é'), '831c507b4ea243d');
  });
});

describe('least time', () => {
  test('unmeasured ones have turns by weight', () => {
    assert.equal(picks(new LeastTime(servers([2, 1])), 9), 'AAABAABAA');
  });

  test('the mean time, the requests under way and the weight decide', () => {
    const candidates = servers([1, 1, 2]);
    const [a, b, c] = candidates;
    assert.ok(a && b && c);
    a.answeredAfter(10.9);
    b.answeredAfter(30);
    c.answeredAfter(30);
    const picker = new LeastTime(candidates);
    assert.equal(picks(picker, 2), 'AA');
    a.inFlight = 1;
    assert.equal(picks(picker, 1), 'C');
    c.inFlight = 1;
    assert.equal(picks(picker, 1), 'A');
    a.inFlight = 3;
    assert.equal(picks(picker, 2), 'BC');
  });

  test('the last hundred answers count', () => {
    const [a] = servers([1]);
    assert.ok(a);
    for (let count = 0; count < 100; count += 1) a.answeredAfter(100);
    for (let count = 0; count < 50; count += 1) a.answeredAfter(0);
    assert.equal(a.meanTime, 50);
  });
});
