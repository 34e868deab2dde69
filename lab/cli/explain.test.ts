import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Story } from '../explain/story.ts';
import { packageRoot } from '../package-root.ts';
import { CommandProcess } from './test-process.ts';

const CANARY = fileURLToPath(new URL('fixtures/manifests/canary', packageRoot));
const FREE_PORTS = [
  '--kubernetes=127.0.0.1:0',
  ...['web', 'websecure', 'traefik', 'metrics', 'mongo', 'udpep'].map(
    (name) => `--entrypoints.${name}.address=127.0.0.1:0/${name === 'udpep' ? 'udp' : 'tcp'}`,
  ),
];

test('a request is explained from files, as JSON', async (context) => {
  const command = new CommandProcess(
    context,
    ...['explain', 'POST', 'http://wrr.xinn.cc/x', '--manifests', CANARY, '--count=4', '--format', 'json'],
  );
  assert.equal(await command.exitCode(), 0, command.errors);
  const { question, decisions } = JSON.parse(command.lines.join('\n')) as Story;
  assert.equal(question.kind === 'http' && question.method, 'POST');
  assert.deepEqual(
    decisions.map(({ entryPoint, next }) => [entryPoint, next.map(({ server }) => server?.workload).sort()]),
    [['web', ['appv1', 'appv1', 'appv1', 'appv2']]],
  );
});

test('a request that no router takes is explained too, and the command fails', async (context) => {
  const command = new CommandProcess(context, 'explain', 'http://nobody.test/', '--manifests', CANARY);
  await command.line(/^the proxy answers 404: no router matches/);
  assert.equal(await command.exitCode(), 1);
});

test('what is not there is a usage error that names it', async (context) => {
  const command = new CommandProcess(context, 'explain', 'http://a.test/', '--manifests', 'no/such/folder');
  assert.equal(await command.exitCode(), 2);
  assert.equal(command.errors, 'ingress-lab explain: there is no file or folder no/such/folder\n');
});

test('a running lab is asked what it has in force', async (context) => {
  const lab = new CommandProcess(context, 'lab', CANARY, '--quiet', ...FREE_PORTS);
  const [web, traefik] = [await lab.line(/^traefik +web /), await lab.line(/^traefik +traefik /)].map(
    (line) => Number(/:(\d+)\/tcp$/.exec(line)?.[1]),
  );
  await lab.line(/^watching /);
  const api = `http://127.0.0.1:${traefik}`;
  const known = new CommandProcess(context, 'explain', `http://wrr.xinn.cc:${web}/`, '--lab', api);
  await known.line(new RegExp(`^entry point web 127.0.0.1:${web}/tcp`));
  await known.line(/^ {2}├ weight 3 of 4: test-pod-appv1-80@kubernetescrd/);
  assert.equal(await known.exitCode(), 0, known.errors);
  const unknown = new CommandProcess(context, 'explain', 'udp', '--entrypoint', 'none', '--lab', api);
  assert.equal(await unknown.exitCode(), 2);
  assert.match(unknown.errors, /no UDP entry point is called none; there are: /);
  lab.signal('SIGINT');
  assert.equal(await lab.exitCode(), 0);
  const nobody = new CommandProcess(context, 'explain', 'http://wrr.xinn.cc/', '--lab', api);
  assert.equal(await nobody.exitCode(), 3);
  assert.match(nobody.errors, /no lab answers at http:/);
});
