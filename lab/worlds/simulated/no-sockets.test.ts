import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const FEATURES = ['features/canary', 'features/mongodb-tls', 'features/tcp', 'features/tls', 'features/udp'];

/** What a run of features says, and how many sockets of the system it made. */
function run(world: string): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      `--import=${new URL('test-socket-count.ts', import.meta.url)}`,
      'bin/ingress-lab.js',
      'test',
      ...FEATURES,
      '--tags=not @live',
      '--no-coverage',
      '--parallel=1',
    ],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: { ...process.env, INGRESS_LAB_WORLD: world },
      encoding: 'utf8',
    },
  );
  return stdout + stderr;
}

test('features with HTTP, TLS, TCP and UDP in virtual time make no socket of the system', () => {
  const said = run('simulated');
  assert.match(said, /^scenarios: \d+ passed, 0 failed$/m);
  assert.match(said, /^sockets of the system: 0$/m);
  // The count is one that counts.
  assert.match(run('embedded'), /^sockets of the system: [1-9]\d{2,}$/m);
});
