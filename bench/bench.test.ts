import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BROWSER_HEADERS } from './benchmarks/http.ts';
import { BENCHMARKS } from './benchmarks/index.ts';
import { HELP, readOptions, UsageError } from './options.ts';
import { duration, Progress } from './progress.ts';
import { turns } from './run.ts';

describe('the flags', () => {
  it('have defaults', () => {
    assert.deepEqual(readOptions([], {}), {
      quick: false,
      only: undefined,
      subjects: undefined,
      rounds: 3,
      seconds: 2,
      json: 'reports/bench.json',
      transports: ['fast', 'portable'],
    });
  });

  it('are read', () => {
    const options = readOptions(
      ['--quick', '--only', 'udp, tiny-get', '--subjects', 'nginx,No', '--seconds', '3'],
      {},
    );
    assert.deepEqual(options?.only, new Set(['udp', 'tiny-get']));
    assert.deepEqual(options?.subjects, ['nginx', 'no']);
    assert.deepEqual([options?.rounds, options?.seconds, options?.transports], [1, 3, ['fast']]);
  });

  it('take the transport from the environment, but not over a flag', () => {
    const environment = { INGRESS_LAB_TRANSPORT: 'portable' };
    assert.deepEqual(readOptions([], environment)?.transports, ['portable']);
    assert.deepEqual(readOptions(['--transport', 'fast'], environment)?.transports, ['fast']);
  });

  const wrong: [args: string[], message: RegExp][] = [
    [['--rounds', '0'], /--rounds 0: write a whole number from 1 to 20/],
    [['--seconds', '1.5'], /--seconds 1\.5/],
    [['--only', 'tiny'], /--only tiny: the benchmarks are tiny-get, /],
    [['--transport', 'quick'], /write fast or portable/],
    [['--fast'], /--fast/],
    [['more'], /more/],
  ];
  for (const [args, message] of wrong) {
    it(`refuse ${args.join(' ')}`, () =>
      assert.throws(
        () => readOptions(args, {}),
        (error) => error instanceof UsageError && message.test(error.message),
      ));
  }

  it('help names every benchmark', () => {
    assert.equal(readOptions(['--help'], {}), undefined);
    for (const { name } of BENCHMARKS) assert.ok(HELP.includes(name), name);
  });
});

describe('the benchmarks', () => {
  it('have names of their own', () => {
    assert.equal(new Set(BENCHMARKS.map(({ name }) => name)).size, BENCHMARKS.length);
  });

  it('send about 880 bytes of browser headers', () => {
    const bytes = BROWSER_HEADERS.join('\r\n').length;
    assert.ok(bytes > 830 && bytes < 930, `${bytes}`);
  });

  it('take less than two minutes in a quick run on five subjects', () => {
    const settings = { seconds: 1, quick: true };
    const quick = BENCHMARKS.filter((benchmark) => benchmark.quick);
    const seconds = quick.reduce(
      (sum, benchmark) => sum + benchmark.estimate(settings) * turns(benchmark, 1, true) * 5,
      0,
    );
    assert.ok(seconds < 118, `${seconds} s`);
  });
});

describe('progress', () => {
  it('learns from turns that take longer than they should', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = new Progress(
      100,
      (line) => lines.push(line),
      () => now,
    );
    progress.begin('udp: nginx', 10);
    now += 20_000;
    progress.end('5 round trips/s');
    assert.deepEqual(lines, ['udp: nginx 5 round trips/s [3 min 0 s left]']);
  });

  it('writes durations', () => {
    assert.deepEqual([0, 59.4, 60, 200].map(duration), ['0 s', '59 s', '1 min 0 s', '3 min 20 s']);
  });
});
