import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { certsCommand } from './certs.ts';

async function scratch(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'certs-command-'));
  context.after(() => rm(directory, { recursive: true }));
  return directory;
}

async function run(...argv: readonly string[]) {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof texts) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  const code = await certsCommand(argv, { stdout: sink('stdout'), stderr: sink('stderr') });
  return { code, ...texts };
}

test('prints a line for each file', async (context) => {
  const directory = await scratch(context);
  const { code, stdout, stderr } = await run(
    directory,
    '--key',
    'ecdsa',
    '--host',
    'a.example',
    '--host',
    '::1',
  );
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const files = (await readdir(directory, { recursive: true })).filter((name) => name !== 'bad');
  const printed = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/)[0]);
  assert.deepEqual(printed.sort(), files.map((name) => join(directory, name)).sort());
});

test('takes the passphrase from the environment or from the first line of a file', async (context) => {
  const directory = await scratch(context);
  const file = join(directory, 'passphrase');
  await writeFile(file, 'from the file\r\nnot this\n');
  process.env['CERTS_TEST_PASSPHRASE'] = 'from the environment';
  context.after(() => delete process.env['CERTS_TEST_PASSPHRASE']);
  const cases: readonly [string, string, string][] = [
    ['--passphrase-file', file, 'from the file'],
    ['--passphrase-env', 'CERTS_TEST_PASSPHRASE', 'from the environment'],
  ];
  for (const [option, value, passphrase] of cases) {
    const { code } = await run(directory, '--key', 'ecdsa', '--force', option, value);
    assert.equal(code, 0);
    const key = await readFile(join(directory, 'ca.key'), 'utf8');
    assert.ok(createPrivateKey({ key, passphrase }));
  }
});

test('a mistake is exit code 2, one reason on stderr, and no file', async (context) => {
  const directory = await scratch(context);
  const empty = join(await scratch(context), 'empty');
  await writeFile(empty, '\n');
  const cases: readonly [readonly string[], RegExp][] = [
    [[], /expected one directory, found 0/],
    [[directory, 'other'], /expected one directory, found 2/],
    [[directory, '--unknown'], /--unknown/],
    [[directory, '--key', 'dsa'], /--key dsa: expected rsa or ecdsa/],
    [[directory, '--days', '0'], /--days 0: expected a whole number from 1 to 3650/],
    [[directory, '--days', '1e2'], /--days 1e2/],
    [[directory, '--host', 'not a host'], /"not a host": expected/],
    [[directory, '--passphrase-env', 'CERTS_TEST_UNSET'], /CERTS_TEST_UNSET: the environment variable/],
    [[directory, '--passphrase-file', `${empty}-missing`], /cannot be read/],
    [[directory, '--passphrase-file', empty], /first line is empty/],
    [[directory, '--passphrase-file', empty, '--passphrase-env', 'HOME'], /both given/],
  ];
  for (const [argv, reason] of cases) {
    const { code, stdout, stderr } = await run(...argv);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    assert.match(stderr, reason);
  }
  assert.deepEqual(await readdir(directory), []);
});

test('refuses to overwrite, with exit code 2, unless forced', async (context) => {
  const directory = await scratch(context);
  await writeFile(join(directory, 'ca.crt'), 'mine');
  const { code, stderr } = await run(directory, '--key', 'ecdsa');
  assert.equal(code, 2);
  assert.match(stderr, /ca\.crt would be overwritten/);
  assert.equal((await run(directory, '--key', 'ecdsa', '--force')).code, 0);
});

test('--help needs no directory', async () => {
  const { code, stdout } = await run('--help');
  assert.equal(code, 0);
  assert.match(stdout, /--passphrase-file FILE/);
});
