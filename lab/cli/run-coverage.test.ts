import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { UsageError } from './command.ts';
import { readCoverageOptions } from './run-coverage.ts';
import { CommandProcess } from './test-process.ts';

const FEATURE = `Feature: f
  Example: e
    Given the manifests under test
    When a client requests http://wrr.xinn.cc/
    Then the answer is 200
`;

test('a run that covers too little ends with 5 and says what was not reached', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'test-coverage-'));
  context.after(() => rm(folder, { recursive: true }));
  const feature = join(folder, 'f.feature');
  await writeFile(feature, FEATURE);
  const manifests = ['--manifests', 'fixtures/manifests/canary', '--parallel', '1'];
  const reports = ['--coverage', folder, '--coverage-fail-under', '90'];
  const command = new CommandProcess(context, 'test', feature, ...manifests, ...reports);
  assert.equal(await command.exitCode(), 5, command.lines.join('\n') + command.errors);
  assert.match(command.errors, /less than the 90 % of --coverage-fail-under/);
  const output = command.lines.join('\n');
  assert.match(output, /^ {2}routers 1 of 1$/m);
  assert.match(output, /^ {2}fixtures\/manifests\/canary\/routes\.yaml:\d+:\d+: service \S+appv[12]-80/m);
  const json = JSON.parse(await readFile(join(folder, 'coverage.json'), 'utf8')) as {
    readonly unreached: readonly unknown[];
    readonly files: readonly { readonly file: string; readonly branches: { readonly hit: number } }[];
  };
  assert.equal(json.unreached.length, 1);
  assert.deepEqual(
    json.files.map(({ file, branches }) => [file, branches.hit]),
    [['fixtures/manifests/canary/routes.yaml', 1]],
  );
  const page = await readFile(join(folder, 'coverage.html'), 'utf8');
  assert.match(page, /<tr [^>]*class="miss"/);
  assert.doesNotMatch(page, /<script|https?:\/\/(?!wrr)/);
});

test('options that cannot be used are refused', () => {
  const cases: readonly [Parameters<typeof readCoverageOptions>[0], RegExp][] = [
    [{ 'coverage-fail-under': '101' }, /write a number from 0 to 100/],
    [{ 'coverage-fail-under': 'x' }, /write a number from 0 to 100/],
    [{ 'coverage-fail-under': '1', 'no-coverage': true }, /give one of them/],
    [{ manifests: ['nowhere'] }, /there is no such file or folder/],
  ];
  for (const [values, message] of cases) {
    assert.throws(
      () => readCoverageOptions(values),
      (error) => error instanceof UsageError && message.test(error.message),
    );
  }
});

test('a folder that cannot be written is told in a sentence, with exit code 3', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'test-coverage-'));
  context.after(() => rm(folder, { recursive: true }));
  const feature = join(folder, 'f.feature');
  await writeFile(feature, FEATURE);
  const manifests = ['--manifests', 'fixtures/manifests/canary', '--parallel', '1'];
  const command = new CommandProcess(context, 'test', feature, ...manifests, '--coverage', feature);
  assert.equal(await command.exitCode(), 3, command.errors);
  assert.match(
    command.errors,
    /^ingress-lab test: the coverage cannot be written to .*; name another folder/m,
  );
});

test('no scenario at a time is refused', async (context) => {
  const command = new CommandProcess(context, 'test', '--parallel', '0');
  assert.equal(await command.exitCode(), 2);
  assert.match(command.errors, /--parallel 0: at least one scenario/);
});

test('a run that is interrupted leaves nothing of its coverage behind', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'test-coverage-'));
  const before = process.env['TMPDIR'];
  context.after(() => rm(folder, { recursive: true }));
  process.env['TMPDIR'] = folder;
  const command = new CommandProcess(context, 'test', 'features', '--parallel', '1');
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  await command.line(/^✓ /);
  const ofCoverage = async () => (await readdir(folder)).filter((name) => name.includes('-coverage-'));
  assert.equal((await ofCoverage()).length, 1);
  command.signal('SIGINT');
  await command.exitCode();
  assert.deepEqual(await ofCoverage(), []);
});
