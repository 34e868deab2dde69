import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { parseInitOptions } from './init-options.ts';

/** A repository with a chart, and manifests that a folder holds among other files. */
async function repository(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'init-command-'));
  context.after(() => rm(folder, { recursive: true }));
  await cp(new URL('fixtures/manifests/canary', packageRoot), join(folder, 'k8s', 'canary'), {
    recursive: true,
  });
  for (const path of ['node_modules/x', 'charts/shop/templates', '.hidden']) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, 'route.yaml'), 'apiVersion: v1\nkind: IngressRoute\n');
  }
  await writeFile(join(folder, 'charts/shop/Chart.yaml'), 'name: shop\n');
  await writeFile(join(folder, 'package.json'), '{}');
  return folder;
}

function init(
  cwd: string,
  ...argv: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'init', ...argv], { cwd }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('a repository gets a feature that holds and is not written over', async (context) => {
  const folder = await repository(context);
  const { code, stdout, stderr } = await init(folder);
  assert.equal(code, 0, stderr);
  assert.match(
    stdout,
    /passed over: charts\/shop is a Helm chart: helm template charts\/shop > k8s\/rendered\.yaml/,
  );
  assert.match(stdout, /features\/first\.feature: 1 scenario for 1 router; run just now: 1 passed/);
  assert.match(stdout, /npx ingress-lab test features\/first\.feature/);
  assert.match(stdout, /"scripts": \{ "test": "ingress-lab test" \}/);
  const feature = join(folder, 'features', 'first.feature');
  assert.match(await readFile(feature, 'utf8'), /Given the manifests "k8s"/);

  await writeFile(feature, 'mine');
  const again = await init(folder);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /features\/first\.feature is there already; .*--output.*--force/);
  assert.equal(await readFile(feature, 'utf8'), 'mine');

  await writeFile(join(folder, 'package-lock.json'), '{ "packages": { "node_modules/ingress-lab": {} } }');
  const workflow = await init(folder, '--workflow');
  assert.equal(workflow.code, 0);
  assert.match(
    await readFile(join(folder, '.github/workflows/ingress-lab.yml'), 'utf8'),
    /- run: npm ci\n.*npx ingress-lab test/,
  );
  assert.equal((await init(folder, '--workflow')).code, 2);
});

test('manifests that lie in the repository itself are named one by one; what kustomize builds is told', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'init-command-'));
  context.after(() => rm(folder, { recursive: true }));
  await cp(new URL('fixtures/manifests/canary', packageRoot), folder, { recursive: true });
  await mkdir(join(folder, 'overlay'));
  await writeFile(
    join(folder, 'overlay', 'kustomization.yaml'),
    'resources: [..]\npatches: [{ path: a.yaml }]\n',
  );
  const { code, stdout, stderr } = await init(folder);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /passed over: overlay is built by kustomize: kustomize build overlay > /);
  const feature = await readFile(join(folder, 'features', 'first.feature'), 'utf8');
  assert.match(feature, /Given the manifests "apps.yaml"\n {4}And the manifests "routes.yaml"\n/);
});

test('a folder without routes is a mistake, and so is a path that is not there', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'init-command-'));
  context.after(() => rm(folder, { recursive: true }));
  assert.match((await init(folder)).stderr, /no manifest with an Ingress, IngressRoute, .* was found here/);
  assert.match((await init(folder, 'k8s')).stderr, /there is no file or folder k8s/);
});

test('options, paths and flags of Traefik are told apart', () => {
  assert.deepEqual(
    parseInitOptions([
      'k8s',
      '--output=a.feature',
      '--force',
      '--traefikversion=2.11',
      '--ping.entrypoint=web',
      'x',
    ]),
    {
      help: false,
      paths: ['k8s', 'x'],
      output: 'a.feature',
      limit: 50,
      force: true,
      workflow: false,
      flags: ['--traefikversion=2.11', '--ping.entrypoint=web'],
    },
  );
  assert.throws(() => parseInitOptions(['--limit=0']), /--limit 0: write a whole number from 1/);
  assert.throws(() => parseInitOptions(['--colour']), /Unknown option '--colour'/);
});
