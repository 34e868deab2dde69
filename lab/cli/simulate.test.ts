import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { exitCodeOf } from './command.ts';
import { simulateCommand } from './simulate.ts';
import { CommandProcess } from './test-process.ts';

const PLAN = `
manifests: canary
duration: 1m
backends: { appv1: 20ms, appv2: "lognormal(60ms, p99 400ms)" }
traffic: { rate: 100/s }
changes: { at: 30s, weight: { of: appv2, to: 9 } }
expect: [failed < 0.1 %, p50 < 10 ms]
`;

const FEATURE = `
@simulation
Feature: A canary
  Example: has its share
    Given the manifests "canary"
    And backend appv1 answers in 20 ms
    When 100 requests per second arrive for 1 minute
    Then appv2 receives between 24 % and 26 %
  Example: is misspelled
    Given the manifests "canary"
    And backend appv3 answers in 20 ms
    When 100 requests per second arrive for 1 minute
    Then no request fails
`;

describe('ingress-lab simulate', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ingress-lab-simulate-'));
    await writeFile(join(folder, 'canary.simulation.yaml'), PLAN);
    await writeFile(join(folder, 'canary.feature'), FEATURE);
  });
  after(() => rm(folder, { recursive: true }));
  const at = (name: string): string => join(folder, name);

  test('runs a plan, says what holds and what does not, and writes it to files', async (context) => {
    const files = [
      '--json',
      at('a.json'),
      '--csv',
      at('a.csv'),
      '--html',
      at('a.html'),
      '--chart',
      `share=${at('a.svg')}`,
    ];
    const command = new CommandProcess(
      context,
      'simulate',
      at('canary.simulation.yaml'),
      '--seed',
      '7',
      ...files,
    );
    await command.line(/^appv1 +\S+ +50\.\d\d %/);
    await command.line(/weight of appv2: 9$/);
    await command.line(/^seed 7/);
    await command.line(/^✓ failed < 0\.1 %: 0 %$/);
    await command.line(/^✗ p50 < 10 ms: \d/);
    assert.equal(await command.exitCode(), 1, command.errors);
    assert.equal(JSON.parse(await readFile(at('a.json'), 'utf8')).seed, 7);
    assert.match(await readFile(at('a.csv'), 'utf8'), /^from ms,requests,/);
    assert.match(
      await readFile(at('a.html'), 'utf8'),
      /ingress-lab simulate .*canary\.simulation\.yaml --seed 7/,
    );
    assert.match(await readFile(at('a.svg'), 'utf8'), /^<svg/);
  });

  test('gives the same bytes for the same seed', async () => {
    const texts = await Promise.all(
      ['b.json', 'c.json'].map(async (name) => {
        await run('canary.simulation.yaml', '--seed', '3', '--json', at(name));
        return readFile(at(name), 'utf8');
      }),
    );
    assert.equal(texts[0], texts[1]);
  });

  test('runs a plan through values, and through fleets', async () => {
    const swept = await run('canary.simulation.yaml', '--sweep', 'weight=1,9');
    assert.match(swept.output, /\n +1 .* 7\d\.\d\d % +2\d\.\d\d %\n +9 .* 5\d\.\d\d % +4\d\.\d\d %\n/);
    assert.equal(swept.code, 0);
    const fleets = await run('canary.simulation.yaml', '--replicas', '1,4', '--duration', '20s');
    assert.match(fleets.output, /\n +4 +/);
    assert.equal(fleets.code, 0);
  });

  test('runs the scenarios of a feature that are tagged so, by their own steps', async (context) => {
    const command = new CommandProcess(context, 'simulate', at('canary.feature'), '--name', 'share');
    await command.line(/^✓ share of appv2 between 24 % and 26 %: 2\d/);
    assert.equal(await command.exitCode(), 0, command.errors);
  });

  test('names every scenario where there is one file for all', async (context) => {
    const command = new CommandProcess(context, 'simulate', at('canary.feature'), '--csv', 'x.csv');
    assert.equal(await command.exitCode(), 2);
    assert.match(command.errors, /choose one by --name:\n {2}has its share\n {2}is misspelled/);
  });

  const REFUSED: readonly (readonly [what: string, argv: readonly string[], message: RegExp])[] = [
    ['a path that is not there', ['no.yaml'], /there is no .*no\.yaml/],
    ['a plan that speaks of what is not there', ['misspelled.yaml'], /appv3.*appv1, appv2/],
    ['a chart that there is not', ['canary.simulation.yaml', '--chart', 'pie=x.svg'], /there is share, rate/],
    ['a folder without a plan', ['empty'], /no plan and no scenario/],
  ];
  for (const [what, [path = '', ...argv], message] of REFUSED) {
    test(`refuses ${what}`, async () => {
      await writeFile(at('misspelled.yaml'), PLAN.replace('appv1:', 'appv3:'));
      await mkdir(at('empty'), { recursive: true });
      const { code, errors } = await run(path, ...argv);
      assert.match(errors, message);
      assert.equal(code, path === 'empty' ? 4 : 2);
    });
  }

  test('says how far it is, and ends with 130 at Ctrl-C', async (context) => {
    await writeFile(at('long.yaml'), PLAN.replace('duration: 1m', 'duration: 30000h'));
    const command = new CommandProcess(context, 'simulate', at('long.yaml'));
    await Promise.race([
      command.error(/^\d+ % of 30,000 h, .* requests, .* a second, .* to go$/m),
      command.exitCode(),
    ]);
    command.signal('SIGINT');
    assert.equal(await command.exitCode(), 130);
    assert.match(command.errors, /stopped; what was not simulated to its end has no result\n$/);
  });

  /** In this process. */
  async function run(path: string, ...argv: readonly string[]) {
    const streams = {
      stdout: new PassThrough({ encoding: 'utf8' }),
      stderr: new PassThrough({ encoding: 'utf8' }),
    };
    const code = await simulateCommand([at(path), ...argv], streams).catch((error: unknown) => {
      streams.stderr.write(String(error));
      return exitCodeOf(error);
    });
    return { code, output: streams.stdout.read() ?? '', errors: streams.stderr.read() ?? '' };
  }
});
