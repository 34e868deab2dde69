import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ActionRepository } from './test-action.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: hello }
spec:
  selector: { matchLabels: { app: hello } }
  template:
    metadata: { labels: { app: hello } }
    spec: { containers: [{ name: hello, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: hello }
spec: { selector: { app: hello }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: hello }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`hello.test\`), kind: Rule, services: [{ name: hello, port: 80 }] }]
`;

function feature(name: string, status: number, tag = ''): string {
  return `Feature: ${name}

  ${tag}
  Example: ${name} answers ${status}
    Given the manifests under test
    When a client requests http://hello.test/
    Then the answer is ${status}
`;
}

const REPORTS = ['summary.md', 'report.html', 'junit.xml', 'output.txt', 'coverage/coverage.json'];

describe('the action', () => {
  test('runs what its inputs name, whatever their names are, and reports it', async () => {
    await using repository = await ActionRepository.make({
      "my k8s/it's.yaml": MANIFESTS,
      'features/one two.feature': feature('The first', 200),
      'more "features"/a.feature': feature('The second', 200),
      'more "features"/b.feature': feature('Another', 404, '@wrong'),
    });
    await repository.install();
    const { code, printed, outputs, summary } = await repository.run({
      features: '\n  features/one two.feature\r\n  more "features"\n',
      manifests: 'my k8s\n',
      tags: 'not\n@wrong',
      args: '--parallel\n1\n',
      report: `the "team's" report/$USER`,
    });
    assert.equal(code, 0, printed);
    const report = join(repository.folder, `the "team's" report/$USER`);
    assert.deepEqual(
      [...outputs],
      [
        ['report', report],
        ['passed', '2'],
        ['failed', '0'],
        ['skipped', '0'],
        ['exit-code', '0'],
      ],
    );
    for (const name of REPORTS) assert.ok((await stat(join(report, name))).size > 0, name);
    assert.equal(summary, `before\n${await readFile(join(report, 'summary.md'), 'utf8')}\n`);
    assert.match(await readFile(join(report, 'junit.xml'), 'utf8'), /The second/);
    assert.match(await readFile(join(report, 'coverage/coverage.json'), 'utf8'), /my k8s/);
  });

  test('fails with the scenarios, after it has told of them', async () => {
    await using repository = await ActionRepository.make({
      'k8s/hello.yaml': MANIFESTS,
      'features/good.feature': feature('The good', 200),
      'features/bad.feature': feature('The bad', 404),
    });
    await repository.install();
    const { code, outputs, summary } = await repository.run({ manifests: 'k8s' });
    assert.equal(code, 1);
    assert.equal(outputs.get('passed'), '1');
    assert.equal(outputs.get('failed'), '1');
    assert.equal(outputs.get('exit-code'), '1');
    assert.match(summary, /^before\n[\s\S]*The bad answers 404/);
    for (const name of REPORTS)
      assert.ok(existsSync(join(repository.folder, 'reports/ingress-lab', name)), name);
  });

  const unusable = [
    { inputs: { features: 'elsewhere' }, code: 2, says: /there is no elsewhere/ },
    { inputs: { world: 'moon' }, code: 2, says: /INGRESS_LAB_WORLD=moon/ },
    { inputs: { target: 'traefik', traefik: '/no/traefik' }, code: 3, says: /\/no\/traefik is no program/ },
    { inputs: { tags: '@nobody' }, code: 4, says: /no scenario/ },
  ];
  for (const { inputs, code: expected, says } of unusable) {
    test(`says in the summary why there is none to tell of: ${JSON.stringify(inputs)}`, async () => {
      await using repository = await ActionRepository.make({ 'features/a.feature': feature('One', 200) });
      await repository.install();
      const { code, outputs, summary } = await repository.run(inputs);
      assert.equal(code, expected);
      assert.equal(outputs.get('exit-code'), String(expected));
      assert.equal(outputs.get('passed'), '0');
      assert.match(summary, says);
    });
  }

  test('takes no input for code', async () => {
    await using repository = await ActionRepository.make({});
    await repository.write('node_modules/.bin/ingress-lab', '#!/bin/sh\nprintf "<%s> " "$@"\n', 0o755);
    const names = ['features', 'manifests', 'tags', 'args', 'images', 'traefik', 'world', 'report'];
    for (const evil of ['$(touch pwned)', '`touch pwned`', "'; touch pwned; '", '"; touch pwned; "']) {
      for (const name of names) {
        const { code, printed } = await repository.run({ [name]: evil });
        assert.equal(code, 0, printed);
        if (['features', 'args'].includes(name)) assert.ok(printed.includes(`<${evil}>`), printed);
      }
    }
    assert.ok(!existsSync(join(repository.folder, 'pwned')));
  });

  test('gets the version that it is asked for from npm, else its own where none is installed', async () => {
    await using repository = await ActionRepository.make({});
    await repository.write('bin/npx', '#!/bin/sh\nprintf "<%s> " "$@"\n', 0o755);
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const path = join(repository.folder, 'bin');
    assert.ok((await repository.run({}, path)).printed.includes(`<--yes> <ingress-lab@${version}> <test>`));
    await repository.install();
    assert.match((await repository.run({ version: '9.8.7' }, path)).printed, /<ingress-lab@9\.8\.7> <test>/);
    assert.match((await repository.run({}, path)).printed, /there is no features/);
  });

  test('finds the program that a folder above has installed', async () => {
    await using repository = await ActionRepository.make({ 'shop/features/a.feature': feature('One', 200) });
    await repository.install();
    const { printed, outputs } = await repository.run({ 'working-directory': 'shop', tags: '@nobody' });
    assert.match(printed, /no scenario of features was chosen/);
    assert.equal(outputs.get('report'), join(repository.folder, 'shop/reports/ingress-lab'));
  });
});
