import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { agreementPage, agreementText } from '../report/agreement-report.ts';
import { type Agreement, agreement, agrees, type LiveRun } from './agreement.ts';
import {
  BOUNDS,
  countsOf,
  live,
  liveAgreements,
  MORE,
  REQUESTS,
  SEEDS,
  SERVICE_TIMES,
  simulated,
} from './test-agreements.ts';

describe('the live embedded world and the simulation of the same', () => {
  const agreements: Agreement[] = [];

  before(async () => {
    agreements.push(...(await liveAgreements()));
    console.log(agreementText(agreements, BOUNDS));
  });

  it('agree on the count of every backend, exactly, with 20 seeds', () => {
    assert.equal(agreements.length, SEEDS.length);
    for (const { seed, counts } of agreements) {
      assert.deepEqual(
        counts,
        [
          { workload: 'appv1', live: 300, simulated: 300 },
          { workload: 'appv2', live: 100, simulated: 100 },
        ],
        `seed ${seed}`,
      );
    }
  });

  it('agree on the distribution of latencies, with 20 seeds', () => {
    const wrong = agreements.filter(({ latenciesAgree }) => !latenciesAgree);
    assert.equal(wrong.length, 0, agreementText(wrong, BOUNDS));
  });

  it('do not agree if the pods of one take as long as those of the other', async () => {
    const { appv1, appv2 } = SERVICE_TIMES;
    const run = await live(1);
    const other = await simulated(1, REQUESTS * MORE, { appv1: appv2, appv2: appv1 });
    const wrong = agreement(run, { counts: countsOf(other), latencies: other.latencies ?? [] }, BOUNDS);
    assert.equal(wrong.countsAgree, false);
    assert.equal(wrong.latenciesAgree, false);
  });

  it('are shown in one report', () => {
    assert.match(agreementText(agreements, BOUNDS), /^All 20 live runs agree with their simulation\n/);
    const page = agreementPage(agreements, BOUNDS);
    assert.match(page, /<title>simulated, with the overhead of the machine<\/title>/);
    assert.doesNotMatch(page, /NaN|Infinity|undefined/);
  });
});

describe('an agreement', () => {
  const buckets = Array.from({ length: 101 }, (_, ms) => ({ upToMs: ms, count: ms === 0 ? 0 : 1000 }));
  const even = Array.from({ length: 400 }, (_, index) => (index * 100) / 400);
  const counts = new Map([['appv1', 400]]);
  const run: LiveRun = { seed: 1, counts, latencies: even, overheads: [0] };
  const cases: [what: string, live: Partial<LiveRun>, expected: Partial<Agreement>][] = [
    ['holds for the same', {}, { countsAgree: true, latenciesAgree: true, isBusy: false }],
    ['fails for one request more', { counts: new Map([['appv1', 401]]) }, { countsAgree: false }],
    [
      'fails for a backend that only one has',
      { counts: new Map([...counts, ['x', 1]]) },
      { countsAgree: false },
    ],
    [
      'fails for latencies that are longer',
      { latencies: even.map((ms) => ms + 15) },
      { latenciesAgree: false },
    ],
    [
      'holds for latencies that are longer by what the machine added',
      { latencies: even.map((ms) => ms + 15), overheads: [14, 15, 16] },
      { latenciesAgree: true, isBusy: false },
    ],
    [
      'fails for a tail of its own',
      { latencies: even.map((ms) => (ms > 80 ? 300 : ms)) },
      { latenciesAgree: false },
    ],
    [
      'tells of a machine that is busy',
      { latencies: even.map((ms) => ms + 100), overheads: [100] },
      { latenciesAgree: true, isBusy: true },
    ],
    [
      'fails on a machine so busy that nothing can be seen',
      { latencies: even.map((ms) => ms + 500), overheads: [500] },
      { latenciesAgree: false, isBusy: true },
    ],
  ];
  for (const [what, live, expected] of cases) {
    it(what, () => {
      const found = agreement({ ...run, ...live }, { counts, latencies: buckets }, BOUNDS);
      assert.deepEqual({ ...found, ...expected }, found);
      assert.equal(agrees(found), found.countsAgree && found.latenciesAgree);
    });
  }

  it('that fails says what differs, and that a run was the second', () => {
    const wrong = agreement(
      { ...run, counts: new Map([['appv1', 399]]), latencies: even.map((ms) => ms + 30), isSecond: true },
      { counts, latencies: buckets },
      BOUNDS,
    );
    assert.match(
      agreementText([wrong], BOUNDS),
      /^0 of 1 live runs agree .*\n +1 +399, 400 .* counts and latencies differ, second run\n/s,
    );
  });
});
