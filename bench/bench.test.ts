import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import type { Benchmark } from './benchmarks/benchmark.ts';
import { BROWSER_HEADERS } from './benchmarks/http.ts';
import { BENCHMARKS } from './benchmarks/index.ts';
import { HELP, readOptions, UsageError } from './options.ts';
import { duration, Progress } from './progress.ts';
import { entrants, runSeries, seriesOf, turns } from './run.ts';
import type { Need, Subject } from './subjects/subject.ts';
import { portOf } from './system/ports.ts';

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

describe('a run', () => {
  const ports = { http: 1 };
  const subject = (name: string, ...serves: Need[]): Subject => ({
    name,
    serves: new Set(serves),
    version: '1',
    start: async () => ({ pid: process.pid, ports, [Symbol.asyncDispose]: async () => undefined }),
  });
  const benchmark: Benchmark = {
    name: 'test',
    title: 'A test',
    what: 'Nothing.',
    unit: 'numbers',
    better: 'higher',
    needs: 'http',
    tools: [],
    quick: true,
    portable: false,
    estimate: () => 1,
    measure: async () => ({ value: 1 }),
  };
  const settings = {
    rounds: 2,
    seconds: 1,
    quick: false,
    core: undefined,
    signal: new AbortController().signal,
    subject: {
      backends: { web: 1, script: 1, datagrams: 1 },
      certificate: { certificate: '', key: '', bundle: '' },
      core: undefined,
    },
    direct: subject('no proxy', 'http'),
    progress: new Progress(
      1,
      () => undefined,
      () => 0,
    ),
  };

  it('leaves out who cannot take part', () => {
    const all = [
      subject('nginx', 'http'),
      subject('echo', 'udp'),
      subject('engine', 'http'),
      subject('engine, portable', 'http'),
      settings.direct,
    ];
    const names = (one: Benchmark): string[] => entrants(one, all).map(({ name }) => name);
    assert.deepEqual(names(benchmark), ['nginx', 'engine', 'no proxy']);
    assert.deepEqual(entrants(benchmark, [subject('engine, portable', 'http')]).length, 1);
    assert.deepEqual(names({ ...benchmark, portable: true, withoutDirect: true }), [
      'nginx',
      'engine',
      'engine, portable',
    ]);
  });

  it('takes turns, each round beginning with another, and does not count the first', async () => {
    const order: string[] = [];
    const [one, two] = [subject('one', 'http'), subject('two', 'http')];
    const running = new Map(
      [one, two].map((each, index) => [
        each,
        { pid: index, ports, [Symbol.asyncDispose]: async () => undefined },
      ]),
    );
    const measure: Benchmark['measure'] = async ({ pid }) => {
      order.push(`${pid}`);
      return { value: order.length };
    };
    const [result] = await runSeries([{ ...benchmark, measure }], running, settings);
    assert.equal(order.join(''), '011001');
    assert.deepEqual(
      result?.subjects.map(({ name, values }) => [name, values]),
      [
        ['one', [4, 5]],
        ['two', [3, 6]],
      ],
    );
  });

  it('goes on without a subject that fails', async () => {
    const one = subject('one', 'http');
    const running = new Map([[one, await one.start(settings.subject, settings.signal)]]);
    let turn = 0;
    const measure: Benchmark['measure'] = async () => {
      turn += 1;
      if (turn > 2) throw new Error('wrong bytes');
      return { value: turn };
    };
    const [result] = await runSeries([{ ...benchmark, measure }], running, settings);
    assert.deepEqual(
      result?.subjects.map(({ values, failure }) => ({ values, failure })),
      [{ values: [2], failure: 'wrong bytes' }],
    );
    assert.equal(turn, 3);
  });

  it('measures the benchmarks of a series in the same rounds', async () => {
    const order: string[] = [];
    const of = (name: string, series?: string): Benchmark => ({
      ...benchmark,
      name,
      ...(series ? { series: { name: series, step: name } } : {}),
      measure: async ({ pid }) => {
        order.push(`${pid}${name}`);
        return { value: 1 };
      },
    });
    const all = [of('x'), of('a', 's'), of('b', 's')];
    const groups = seriesOf(all);
    assert.deepEqual(
      groups.map((group) => group.map(({ name }) => name)),
      [['x'], ['a', 'b']],
    );
    const running = new Map(
      ['one', 'two'].map((name, index) => [
        subject(name, 'http'),
        { pid: index, ports, [Symbol.asyncDispose]: async () => undefined },
      ]),
    );
    const results = await runSeries(groups[1] ?? [], running, { ...settings, rounds: 1 });
    assert.equal(order.join(' '), '0a 0b 1a 1b 1b 1a 0b 0a');
    assert.deepEqual(
      results.map(({ name, series, subjects }) => [name, series?.name, subjects.length]),
      [
        ['a', 's', 2],
        ['b', 's', 2],
      ],
    );
  });

  for (const fresh of [false, true]) {
    it(`starts subjects with routes ${fresh ? 'for each turn' : 'once'}, and ends them`, async () => {
      await using server = createServer((_request, response) => void response.end());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const routes = { count: 10, by: 'host' } as const;
      const happened: string[] = [];
      const routed: Subject = {
        ...subject('routed', 'routes'),
        start: async (told) => {
          happened.push(`${told.routes?.count} routes`);
          return {
            pid: process.pid,
            ports: { routes: portOf(server.address()) },
            control: { figures: {}, move: async () => undefined },
            [Symbol.asyncDispose]: async () => void happened.push('end'),
          };
        },
      };
      const measure: Benchmark['measure'] = async ({ routed: target }) => {
        happened.push('measured');
        return { value: target?.startedMs ?? Number.NaN };
      };
      const running = new Map([[routed, await subject('x').start(settings.subject, settings.signal)]]);
      const needs = { needs: 'routes', routes, measure, ...(fresh ? { fresh } : {}) } as const;
      const [result] = await runSeries([{ ...benchmark, ...needs }], running, settings);
      const turn = ['10 routes', 'measured', 'end'];
      assert.deepEqual(
        happened,
        fresh ? [...turn, ...turn] : ['10 routes', 'measured', 'measured', 'measured', 'end'],
      );
      assert.ok(result?.subjects[0]?.values.every((ms) => ms > 0));
    });
  }

  it('has fewer rounds where that is enough', () => {
    assert.equal(turns(benchmark, 5, false), 6);
    assert.equal(turns(benchmark, 1, true), 1);
    assert.equal(turns({ ...benchmark, warmsUp: true }, 1, true), 2);
    assert.equal(turns({ ...benchmark, fresh: true, mostRounds: 3 }, 5, false), 3);
  });
});
