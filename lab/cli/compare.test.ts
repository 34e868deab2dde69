import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { engineTarget } from '../targets/engine.ts';
import type { Target } from '../targets/target.ts';
import { compareCommand } from './compare.ts';

const MANIFESTS = `
apiVersion: v1
kind: Pod
metadata: { name: shop, labels: { app: shop } }
spec: { containers: [{ name: shop, image: example.test/shop, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec: { routes: [{ match: Host(\`shop.test\`), kind: Rule, services: [{ name: shop, port: 80 }] }] }
`;

/** The engine, which looks only at routes of a class that nobody has. */
const blind: Target = {
  ...engineTarget,
  start: (options) =>
    engineTarget.start({ ...options, flags: [...options.flags, '--providers.kubernetescrd.ingressclass=x'] }),
};

async function ask(context: TestContext, argv: readonly string[], targets?: readonly [Target, Target]) {
  const folder = await mkdtemp(join(tmpdir(), 'compare-'));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'shop.yaml'), MANIFESTS);
  await writeFile(join(folder, 'requests.txt'), 'GET http://shop.test/cart\nPUT http://shop.test/\n');
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const words = argv.map((word) => word.replace('FOLDER', folder));
  const code = await compareCommand(words, { stdout, stderr }, targets);
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

const REQUESTS = ['--manifests', 'FOLDER/shop.yaml', '--requests', 'FOLDER/requests.txt'];

test('nothing differs: 0', async (context) => {
  const { code, out } = await ask(context, REQUESTS, [engineTarget, engineTarget]);
  assert.deepEqual([code, out], [0, '2 requests were sent to engine and engine: 0 differ\n']);
});

test('something differs: 1, in text and JSON', async (context) => {
  const text = await ask(context, REQUESTS, [engineTarget, blind]);
  assert.equal(text.code, 1);
  assert.match(
    text.out,
    /^GET http:\/\/shop\.test\/cart {2}\(.*requests\.txt:1\)\n {2}status\n {4}engine {2}200×4\n/,
  );
  const json = await ask(context, [...REQUESTS, '--format=json', '--repeat', '1'], [engineTarget, blind]);
  const { unknown, compared, differing } = JSON.parse(json.out);
  assert.deepEqual([json.code, unknown, compared, differing.length], [1, 2, 2, 2]);
});

test('several requests at a time come to the same', async (context) => {
  const argv = ['--manifests=FOLDER/shop.yaml', '--generate=60', '--concurrency=8', '--seed=4'];
  const { code, out, err } = await ask(context, argv, [engineTarget, engineTarget]);
  assert.deepEqual([code, out], [0, '60 requests were sent to engine and engine: 0 differ\n']);
  assert.equal(err, '50 of 60 requests were compared\n');
});

test('without a Traefik it says what to set', async (context) => {
  const before = process.env['INGRESS_LAB_TRAEFIK'];
  delete process.env['INGRESS_LAB_TRAEFIK'];
  context.after(() => {
    if (before !== undefined) process.env['INGRESS_LAB_TRAEFIK'] = before;
  });
  await assert.rejects(ask(context, REQUESTS), {
    code: 'target-unavailable',
    message: /set INGRESS_LAB_TRAEFIK/,
  });
});

const wrong: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
  [[], /which requests\?/],
  [['--generate', '0'], /--generate 0: write a whole number from 1/],
  [['--generate'], /--generate needs a value/],
  [['--requests', '/nowhere', '--manifests', 'FOLDER'], /there is no file \/nowhere/],
  [['--generate=1', 'k8s'], /k8s is no option/],
  [['--generate=1', '--image=a'], /--image a: write IMAGE=PROGRAM/],
  [['--generate=1', '--format=xml'], /--format xml: write text or json/],
];

for (const [argv, message] of wrong) {
  test(`${argv.join(' ') || 'nothing'} is told`, (context) =>
    assert.rejects(ask(context, argv, [engineTarget, engineTarget]), { code: 'usage', message }));
}

test('a list without requests is 4', async (context) => {
  const argv = ['--manifests', 'FOLDER/shop.yaml', '--requests', '/dev/null'];
  assert.equal((await ask(context, argv, [engineTarget, engineTarget])).code, 4);
});
