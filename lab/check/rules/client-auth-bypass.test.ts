import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { check } from '../check.ts';
import { readTestManifest } from '../test-manifest.ts';

const BYPASSED = fileURLToPath(
  new URL('../../../fixtures/faulty/client-auth-bypassed.yaml', import.meta.url),
);

const FLAGS = ['--entrypoints.web.address=:80', '--entrypoints.websecure.address=:443'];

test('who is sent to https:// by the entry point has to show a certificate there', async () => {
  const { text } = await readTestManifest(BYPASSED);
  const bypassed = async (...flags: string[]) => {
    const found = await check([text], { flags: [...FLAGS, ...flags] });
    return found.some(({ code }) => code === 'client-auth-bypassed');
  };
  assert.equal(await bypassed(), true);
  assert.equal(await bypassed('--entrypoints.web.http.redirections.entrypoint.to=websecure'), false);
});
