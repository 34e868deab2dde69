import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseDistribution } from '../draws/parse-distribution.ts';
import type { PlannedSimulation } from '../planned.ts';
import { PlanFileError } from './error.ts';
import { readPlanFile } from './plan-file.ts';
import { planFile } from './schema.ts';
import { PlanText } from './yaml.ts';

const FULL = `
manifests: canary
flags: --entrypoints.web.address=:80
namespace: shop
seed: 7
duration: 10m
warmUp: 30s
engines: 3
clientTimeout: 5s
bucket: 10s
backends:
  appv1: 20ms
  appv2:
    answers: lognormal(60ms, p99 400ms)
    concurrency: 4
    queue: 50
    errors: 2 %
    errorStatus: 503
    warmUp: { for: 30s, times: 3 }
traffic:
  - { name: people, url: "https://wrr.xinn.cc/a?b", rate: 2000/s, clients: 500, cookies: false, from: 1m, to: minute 2 }
  - rate: 200/s
    arrivals: wave up to 1000/s every 24h
    addresses: 203.0.113.0/24
    entryPoint: web
    requests:
      - http://wrr.xinn.cc/
      - { url: http://wrr.xinn.cc/cart, share: 20 %, method: POST, headers: { x-beta: "1" } }
  - { thinkTime: 2s, clients: 50 }
  - { replay: { log: access.log, host: wrr.xinn.cc, speed: 2 } }
changes:
  - { at: 3m, weight: { of: appv2, to: 10 } }
  - { at: 3m, mirror: { of: appv2, to: 50 % } }
  - { at: minute 4, podDies: appv1 }
  - { at: 4m, podDies: { of: appv1, restart: 5s } }
  - { at: 5m, rollout: { of: appv2, start: 10s } }
  - { at: 5m, scale: { of: appv2, to: 3 } }
  - { at: 6m, slow: { of: appv2, times: 3 } }
  - { at: 6m, refuse: appv1 }
  - { at: 7m, accept: appv1 }
  - { at: 8m, errors: { of: appv1, to: 10 % } }
  - { at: 9m, apply: change.yaml }
expect:
  - failed < 0.1 %
  - share of appv2 between 24 % and 26 %
`;

const LOG = [0, 10]
  .map((second) => `- - - [10/Oct/2026:12:00:${second + 10} +0000] "GET /${second} HTTP/1.1" 200 1\n`)
  .join('');

describe('a plan file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ingress-lab-plan-'));
    await writeFile(join(folder, 'access.log'), LOG);
    await writeFile(join(folder, 'change.yaml'), 'kind: Nothing\n');
  });
  after(() => rm(folder, { recursive: true }));

  async function read(text: string): Promise<PlannedSimulation> {
    const file = join(folder, 'plan.yaml');
    await writeFile(file, text);
    return readPlanFile(file);
  }

  test('says all that a simulation is made of', async () => {
    const { manifests, flags, namespace, plan, expectations } = await read(FULL);
    assert.deepEqual(
      manifests.map(({ file }) => file),
      ['fixtures/manifests/canary/apps.yaml', 'fixtures/manifests/canary/routes.yaml'],
    );
    assert.deepEqual([flags, namespace], [['--entrypoints.web.address=:80'], 'shop']);
    assert.deepEqual(
      expectations.map(({ text }) => text),
      ['failed < 0.1 %', 'share of appv2 between 24 % and 26 %'],
    );
    const root = { scheme: 'http', host: 'wrr.xinn.cc', path: '/' };
    const request = (second: number) => ({
      method: 'GET',
      scheme: 'http',
      host: 'wrr.xinn.cc',
      path: `/${second}`,
    });
    assert.deepEqual(plan, {
      seed: 7,
      durationMs: 600_000,
      sources: [
        {
          name: 'people',
          arrivals: { kind: 'poisson', perSecond: 2000 },
          population: {
            clients: 500,
            keepsCookies: false,
            requests: [{ share: 1, request: { scheme: 'https', host: 'wrr.xinn.cc', path: '/a?b' } }],
          },
          fromMs: 60_000,
          toMs: 120_000,
        },
        {
          name: 'traffic 2',
          arrivals: { kind: 'diurnal', perSecond: 200, peakPerSecond: 1000, periodMs: 86_400_000 },
          population: {
            addresses: '203.0.113.0/24',
            requests: [
              { share: 1, request: root },
              { share: 0.2, request: { ...root, path: '/cart', method: 'POST', headers: { 'x-beta': '1' } } },
            ],
          },
          entryPoint: 'web',
        },
        {
          name: 'traffic 3',
          arrivals: { kind: 'closed', clients: 50, thinkTime: { kind: 'constant', ms: 2000 } },
          population: { clients: 50, requests: [] },
        },
        {
          name: 'traffic 4',
          arrivals: {
            kind: 'replay',
            entries: [
              { atMs: 0, request: request(0) },
              { atMs: 5000, request: request(10) },
            ],
          },
          population: { requests: [] },
        },
      ],
      backends: [
        { workload: 'appv1', serviceTime: { kind: 'constant', ms: 20 } },
        {
          workload: 'appv2',
          serviceTime: parseDistribution('lognormal(60ms, p99 400ms)'),
          concurrency: 4,
          queue: 50,
          errorRate: 0.02,
          errorStatus: 503,
          warmUp: { ms: 30_000, factor: 3 },
        },
      ],
      changes: [
        { atMs: 180_000, change: { kind: 'weight', of: 'appv2', weight: 10 } },
        { atMs: 180_000, change: { kind: 'mirror', of: 'appv2', percent: 50 } },
        { atMs: 240_000, change: { kind: 'pod-dies', workload: 'appv1' } },
        { atMs: 240_000, change: { kind: 'pod-dies', workload: 'appv1', restartMs: 5000 } },
        { atMs: 300_000, change: { kind: 'rollout', workload: 'appv2', startMs: 10_000 } },
        { atMs: 300_000, change: { kind: 'scale', workload: 'appv2', replicas: 3 } },
        { atMs: 360_000, change: { kind: 'slow', workload: 'appv2', factor: 3 } },
        { atMs: 360_000, change: { kind: 'refuse', workload: 'appv1', refuses: true } },
        { atMs: 420_000, change: { kind: 'refuse', workload: 'appv1', refuses: false } },
        { atMs: 480_000, change: { kind: 'errors', workload: 'appv1', errorRate: 0.1 } },
        {
          atMs: 540_000,
          change: { kind: 'apply', text: 'kind: Nothing\n', file: join(folder, 'change.yaml') },
        },
      ],
      engines: 3,
      clientTimeoutMs: 5000,
      bucketMs: 10_000,
      warmUpMs: 30_000,
    });
  });

  const RIGHT = 'manifests: canary\nduration: 1m\n';
  const FAULTS: readonly (readonly [what: string, text: string, faults: readonly RegExp[]])[] = [
    [
      'what is missing has the place of what it should be in',
      'seed: 1\n',
      [
        /^1:1 "manifests" is missing: /,
        /^1:1 "duration" is missing: a duration/,
        /^1:1 "traffic" is missing: /,
      ],
    ],
    [
      'a slip of the pen is named with what may be written',
      `${RIGHT}traffic: { rate: 1/s, arivals: poisson }\n`,
      [/^3:23 there is no "arivals" here: write name, url, /],
    ],
    [
      'every fault is named, not only the first',
      `${RIGHT}backends:\n  a: soon\n  b: { answers: 1ms, queue: -1 }\ntraffic:\n  - rate: 5\n`,
      [/^4:6 "soon": a time such as/, /^5:29 a whole number from 0/, /^7:11 a rate such as/],
    ],
    [
      'traffic comes in one way',
      `${RIGHT}traffic:\n  - { rate: 1/s, thinkTime: 1s, clients: 5 }\n  - { url: "http://a/" }\n`,
      [/^4:29 one of rate/, /^5:5 one of rate/],
    ],
    [
      'thinking clients are counted, and a log says itself what is asked for',
      `${RIGHT}traffic:\n  - thinkTime: 1s\n  - { replay: a.log, url: "http://a/" }\n`,
      [/^4:5 "clients" is missing: a whole number/, /^5:27 what is asked for, the access log says/],
    ],
    [
      'one thing changes at a time',
      `${RIGHT}traffic: { rate: 1/s }\nchanges:\n  - { at: 1m }\n  - { at: 1m, refuse: a, accept: b }\n`,
      [/^5:5 one of weight, mirror, apply, /, /^6:34 one of weight/],
    ],
    [
      'an expectation is read before anything runs',
      `${RIGHT}traffic: { rate: 1/s }\nexpect:\n  - failed < 0.1 %\n  - p98 < 3 ms\n`,
      [/^6:5 there is no figure "p98"/],
    ],
    [
      'a file that is nowhere is where it is named',
      'manifests: [canary, canry]\nduration: 1m\ntraffic: { rate: 1/s }\n',
      [/^1:21 there is no file or folder canry/],
    ],
    [
      'an access log that cannot be replayed is, too',
      `${RIGHT}traffic:\n  replay: { log: change.yaml }\n`,
      [/^4:18 .*change\.yaml:1: expected an access log line/],
    ],
    ['what is no YAML is said so', 'a: [\n', [/^2:1 Flow sequence/]],
  ];
  for (const [what, text, expected] of FAULTS) {
    test(what, async () => {
      const error = await read(text).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof PlanFileError, String(error));
      const seen = error.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
      assert.equal(seen.length, expected.length, seen.join('\n'));
      for (const [index, pattern] of expected.entries()) assert.match(seen[index] ?? '', pattern);
    });
  }

  test('is shown with a caret', async () => {
    await assert.rejects(read(`${RIGHT}traffic: { rate: often }\n`), {
      message: `${join(folder, 'plan.yaml')}:3:18: "often": a rate such as 2000/s, 2,000 per second, 90/min or 1,000,000/h is expected\n    traffic: { rate: often }\n                     ^`,
    });
  });
});

describe('what docs/simulation.md shows of plans', async () => {
  const page = await readFile('docs/simulation.md', 'utf8');
  const blocks = [...page.matchAll(/```yaml[^\n]*\n(.*?)```/gs)].map(([, text = '']) => text);
  const least = {
    manifests: 'manifests: canary',
    duration: 'duration: 1m',
    traffic: 'traffic: { rate: 1/s }',
  };
  for (const block of blocks) {
    const [first = ''] = block.split('\n');
    test(`${first} can be written`, () => {
      const text = first === 'appv2:' ? `backends:\n${block.replace(/^/gm, '  ').trimEnd()}\n` : block;
      const missing = Object.entries(least).filter(
        ([name]) => !text.startsWith(`${name}:`) && !text.includes(`\n${name}:`),
      );
      const whole = [text, ...missing.map(([, line]) => line)].join('\n');
      assert.ok(new PlanText('docs/simulation.md', whole).read(planFile));
    });
  }
});
