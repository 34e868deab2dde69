import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { prepareCertificates } from './lab-certificates.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('certificates are kept, and made anew when they are incomplete or about to end', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-certificates-'));
  context.after(() => rm(folder, { recursive: true }));
  // A first lab that was interrupted while it wrote.
  await writeFile(join(folder, 'ca.crt'), 'half');
  const replaced = async () => (await readdir(folder)).filter((name) => name.startsWith('replaced-'));

  const first = await prepareCertificates(folder);
  const [former = ''] = await replaced();
  assert.equal(await readFile(join(folder, former, 'ca.crt'), 'utf8'), 'half');
  assert.match(first.secret.text, /kind: Secret/);

  const kept = await prepareCertificates(folder, new Date(Date.now() + 363 * DAY_MS));
  assert.equal(kept.secret.text, first.secret.text);
  assert.equal((await replaced()).length, 1);

  const anew = await prepareCertificates(folder, new Date(Date.now() + 364.5 * DAY_MS));
  assert.notEqual(anew.secret.text, first.secret.text);
  assert.equal((await replaced()).length, 2);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('.')),
    [],
  );
});

test('a folder that cannot be used is an error of the environment that names the option', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-certificates-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(prepareCertificates(file), {
    code: 'environment',
    message: /another folder with --certs/,
  });
});
