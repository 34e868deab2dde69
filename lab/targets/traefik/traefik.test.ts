import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DEFAULT_CONTROLLER, Lab } from '../../lab.ts';
import { traefikTarget } from './traefik.ts';

const FLAGS = ['--entrypoints.web.address=127.0.0.1:0'];

async function program(context: TestContext, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'traefik');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test('a Traefik that ends at once is an error with its last words', async (context) => {
  const binary = await program(context, 'echo "command error: no such flag" >&2; exit 1');
  await using lab = new Lab({ target: traefikTarget(binary) });
  await assert.rejects(lab.startController(DEFAULT_CONTROLLER, FLAGS), {
    code: 'target-failed',
    message: "Traefik ended with exit code 1\nTraefik's last words:\n  command error: no such flag",
  });
});

test('where others take the ports it is started again, with others', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'starts-'));
  context.after(() => rm(folder, { recursive: true }));
  const binary = await program(
    context,
    `echo x >> ${folder}/starts; echo "listen tcp: bind: address already in use"; exit 1`,
  );
  await using lab = new Lab({ target: traefikTarget(binary) });
  await assert.rejects(lab.startController(DEFAULT_CONTROLLER, FLAGS), /address already in use/);
  assert.equal((await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n').length, 5);
});

test('what is no program is told', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'nothing-'));
  context.after(() => rm(folder, { recursive: true }));
  await using lab = new Lab({ target: traefikTarget(folder) });
  await assert.rejects(lab.startController(DEFAULT_CONTROLLER, FLAGS), /Traefik cannot be started: .*EACCES/);
});

const binary = process.env['INGRESS_LAB_TRAEFIK'] ?? '';
const skip = binary === '' && 'INGRESS_LAB_TRAEFIK names no Traefik binary';

const APPLIED = `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: alive }
spec: { entryPoints: [web], routes: [{ match: Path(\`/alive\`), kind: Rule, services: [{ kind: TraefikService, name: ping@internal }] }] }
`;

test('a Traefik that is killed is an error of whoever waits for it', { skip }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'));
  context.after(() => rm(folder, { recursive: true }));
  const wrapped = await program(context, `echo $$ > ${folder}/pid; exec ${binary} "$@"`);
  await using lab = new Lab({ target: traefikTarget(wrapped) });
  await lab.startController(DEFAULT_CONTROLLER, FLAGS);
  process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), 'SIGKILL');
  await lab.world.apply(APPLIED);
  await assert.rejects(lab.ready(), { code: 'target-failed', message: /^Traefik was ended by SIGKILL\n/ });
});

test('what was applied is served when the lab is ready, round after round', { skip }, async () => {
  await using lab = new Lab({ target: traefikTarget(binary) });
  const proxy = await lab.startController(DEFAULT_CONTROLLER, [...FLAGS, '--ping=true']);
  for (let round = 0; round < 20; round += 1) {
    await lab.world.apply(APPLIED.replace('/alive', `/alive/${round}`));
    await lab.ready();
    assert.match(await proxy.rawConfiguration(), new RegExp(`Path\\(.{1,2}/alive/${round}.{1,2}\\)`));
  }
});

test('one that was stopped on purpose is waited for by nobody', { skip }, async () => {
  await using lab = new Lab({ target: traefikTarget(binary) });
  const proxy = await lab.startController(DEFAULT_CONTROLLER, FLAGS);
  await proxy[Symbol.asyncDispose]();
  await lab.world.apply(APPLIED);
  await lab.ready();
});
