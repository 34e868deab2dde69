import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { worldsCommand } from './worlds.ts';
import { parseWorldsOptions } from './worlds-options.ts';

const PROGRAM = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

const HOLDS = 'Feature: Holds\n  Example: Manifests are there\n    Given the manifests "udp"\n';
const FAILS = 'Feature: Fails\n  Example: None are there\n    Given the manifests "nosuchthing"\n';
const SKIPPED = '@manifests\nFeature: Skipped\n  Example: Under test\n    Given the manifests under test\n';

describe('the options of ingress-lab worlds', () => {
  test('are passed on to ingress-lab test, with one seed for all worlds', () => {
    const options = parseWorldsOptions(
      [
        '--worlds',
        'embedded,cluster,embedded/engine',
        '--tags',
        '@http',
        '--seed',
        '7',
        '--manifests',
        '.',
        'features/a',
        '--all',
      ],
      {},
    );
    assert.deepEqual(options, {
      places: [
        { name: 'embedded', world: 'embedded' },
        { name: 'cluster', world: 'cluster' },
        { name: 'embedded/engine', world: 'embedded', target: 'engine' },
      ],
      argv: ['--tags=@http', '--seed=7', '--manifests=.', '--', 'features/a'],
      seed: '7',
      all: true,
      format: 'text',
      output: undefined,
    });
  });

  test('default to the embedded world and to containers', () => {
    const options = parseWorldsOptions([], { INGRESS_LAB_SEED: '5' });
    assert.ok(options !== 'help');
    assert.deepEqual(
      options.places.map(({ name }) => name),
      ['embedded', 'containers'],
    );
    assert.deepEqual([options.argv, options.seed], [['--seed=5', '--'], '5']);
  });

  const wrong: [argv: readonly string[], message: RegExp][] = [
    [['--worlds', 'moon'], /INGRESS_LAB_WORLD=moon: there are simulated/],
    [['--worlds', 'embedded,'], /--worlds embedded,: write worlds with commas/],
    [['--worlds', 'embedded/'], /write worlds with commas/],
    [['--worlds', 'embedded/engine/x'], /write worlds with commas/],
    [['--worlds', 'embedded/nginx'], /INGRESS_LAB_TARGET=nginx: write engine or traefik/],
    [['--worlds', 'embedded,embedded'], /embedded is there twice/],
    [['--format', 'html'], /--format html: write text, markdown, json/],
    [['--manifests', 'nowhere'], /--manifests nowhere: there is no such file or folder/],
    [['--fast'], /Unknown option '--fast'/],
  ];
  for (const [argv, message] of wrong) {
    test(`cannot be ${argv.join(' ')}`, () => {
      assert.throws(() => parseWorldsOptions(argv, {}), message);
    });
  }
});

describe('ingress-lab worlds', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worlds-test-'));
    for (const [name, feature] of Object.entries({ HOLDS, FAILS, SKIPPED })) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'a.feature'), feature);
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function run(...argv: readonly string[]) {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const texts = Promise.all([text(stdout), text(stderr)]);
    const code = await worldsCommand(['--parallel', '1', ...argv], { stdout, stderr });
    stdout.end();
    stderr.end();
    const [printed, progress] = await texts;
    return { code, printed, progress };
  }

  const runs: [claim: string, names: readonly string[], code: number, printed: RegExp][] = [
    [
      'ends with 0 where scenarios hold in all worlds',
      ['HOLDS'],
      0,
      /1 scenario in embedded, embedded\/engine: 1 hold alike/,
    ],
    ['ends with 1 where one fails in all', ['HOLDS', 'FAILS'], 1, /: 1 hold alike, 1 fails in all/],
    [
      'shows why a scenario was skipped',
      ['HOLDS', 'SKIPPED'],
      0,
      /embedded\/engine: 1 skipped: no manifests are under test; name some with --manifests/,
    ],
  ];
  for (const [claim, names, code, printed] of runs) {
    test(claim, async () => {
      const ended = await run(
        '--worlds',
        'embedded,embedded/engine',
        ...names.map((name) => join(folder, name)),
      );
      assert.match(ended.printed, printed);
      assert.equal(ended.code, code);
      assert.equal(/worlds: --seed \d+ shuffles the same way again\n/.test(ended.progress), code === 1);
      assert.match(ended.progress, /\nembedded\/engine\n/);
      assert.match(ended.progress, /✓ Holds \(1 scenario\)/);
    });
  }

  test('ends with 4 where no scenario was chosen', async () => {
    const { code } = await run(
      '--worlds',
      'embedded',
      '--name',
      'nothing of the sort',
      join(folder, 'HOLDS'),
    );
    assert.equal(code, 4);
  });

  test('ends as the run in a world ends that cannot be', async () => {
    await writeFile(join(folder, 'broken.feature'), 'nonsense\n');
    const { code, progress } = await run('--worlds', 'embedded', join(folder, 'broken.feature'));
    assert.equal(code, 2);
    assert.match(progress, /there is no table, since embedded ended with exit code 2/);
  });

  test('writes the table to a file, and says how it came out', async () => {
    const file = join(folder, 'table.md');
    const argv = ['--worlds', 'embedded', '--format', 'markdown', '--output', file, join(folder, 'HOLDS')];
    assert.equal((await run(...argv)).printed, '1 scenario in embedded: 1 hold alike\n');
    assert.match(await readFile(file, 'utf8'), /^### ✅ 1 scenario in embedded: 1 hold alike\n/);
    await assert.rejects(
      run(...argv.slice(0, 5), join(folder, 'no', 'where'), ...argv.slice(6)),
      /--output .*ENOENT/,
    );
  });

  test('ends the run that is under way on Ctrl-C, and leaves nothing behind', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `      | ${index} |\n`).join('');
    const long = `Feature: Long\n  Scenario Outline: <n>\n    Given the manifests "udp"\n    Examples:\n      | n |\n${rows}`;
    await writeFile(join(folder, 'b.feature'), long);
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    const argv = [
      'worlds',
      '--worlds',
      'embedded,embedded/engine',
      '--parallel=1',
      join(folder, 'HOLDS'),
      join(folder, 'b.feature'),
    ];
    const child = spawn(process.execPath, [PROGRAM, ...argv], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let progress = '';
    for await (const chunk of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      progress += chunk;
      if (/✓ Holds/.test(progress)) break;
    }
    child.stderr.resume();
    child.kill('SIGINT');
    await once(child, 'exit');
    assert.equal(child.exitCode, 130);
    assert.deepEqual(
      (await readdir(temporary)).filter((name) => name.startsWith('ingress-lab-worlds')),
      [],
    );
  });
});
