import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import type { Benchmark } from './benchmarks/benchmark.ts';
import { Progress } from './progress.ts';
import { entrants, runSeries, seriesOf, turns } from './run.ts';
import type { Need, Subject } from './subjects/subject.ts';
import { portOf } from './system/ports.ts';

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
