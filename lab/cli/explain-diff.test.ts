import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { testRepository } from '../explain/diff/test-repository.ts';
import { packageRoot } from '../package-root.ts';

const PROGRAM = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function run(cwd: string, argv: readonly string[], input = ''): Promise<Ran> {
  return new Promise((fulfil) => {
    const child = execFile(
      process.execPath,
      [PROGRAM, 'explain', ...argv],
      { cwd },
      (_, output, errors) => void fulfil({ code: child.exitCode ?? -1, output, errors }),
    );
    child.stdin?.end(input);
  });
}

function route(host: string, service: string): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`${host}\`), kind: Rule, services: [{ name: ${service}, port: 80 }] }]
---
${['a', 'b'].map(workload).join('---')}`;
}

function workload(name: string): string {
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
`;
}

test('a working tree is reviewed against a revision', async (context) => {
  const { folder } = await testRepository(context, { 'k8s/shop.yaml': route('shop.test', 'a') });
  const argv = ['--diff', 'git:main'];
  const same = await run(folder, [...argv, '--fail-on', 'any']);
  assert.deepEqual([same.code, same.errors], [0, '']);
  assert.match(same.output, /^unchanged +1 request$/m);

  await writeFile(join(folder, 'k8s/shop.yaml'), route('shop.test', 'b'));
  const changed = await run(folder, argv);
  assert.deepEqual([changed.code, changed.errors], [0, '']);
  assert.match(
    changed.output,
    /^before {2}git:main\nafter {3}k8s\nasked {3}1 request, from the rules of both sides\n/,
  );
  assert.match(changed.output, /^routed: GET http:\/\/shop\.test\/ \(k8s\/shop\.yaml:\d+\)$/m);
  assert.match(changed.output, /^ {2}service +default\/a:80 -> default\/b:80$/m);

  assert.equal((await run(folder, [...argv, '--fail-on', 'lost,secured'])).code, 0);
  assert.equal((await run(folder, [...argv, '--fail-on', 'routed'])).code, 1);
  const json = await run(folder, [...argv, '--format', 'json']);
  assert.equal(JSON.parse(json.output).changes.routed.distinct, 1);
  assert.match((await run(folder, [...argv, '--format', 'markdown'])).output, /^### Ingress: /);
});

test('requests come from the command line, from files and from standard input', async (context) => {
  const log = '10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 200 12\n';
  const { folder } = await testRepository(context, {
    'old/shop.yaml': route('shop.test', 'a'),
    'new/shop.yaml': route('store.test', 'a'),
    'access.log': log.repeat(3),
  });
  const argv = ['--manifests', 'new', '--diff', 'old'];
  const asked = await run(folder, [...argv, 'POST', 'http://shop.test/x', 'http://other.test/']);
  assert.match(asked.output, /^lost: POST http:\/\/shop\.test\/x \(the command line\)$/m);
  assert.match(asked.output, /^unchanged +1 request$/m);
  const read = await run(folder, [...argv, '--requests', 'access.log', '--host', 'shop.test']);
  assert.match(read.output, /^asked +1 request, made 3 times, from access\.log \(access log\)$/m);
  assert.match(read.output, /^lost: GET http:\/\/shop\.test\/a, made 3 times \(access\.log:1\)$/m);
  const piped = await run(folder, [...argv, '--requests', '-'], 'http://store.test/\nnonsense\n');
  assert.match(piped.output, /^gained: GET http:\/\/store\.test\/ \(standard input:1\)$/m);
  assert.match(
    piped.output,
    /^1 line is no request and was left out:\n {2}standard input:2: expected a URL/m,
  );
});

test('what cannot be used is one line and an exit code', async (context) => {
  const { folder } = await testRepository(context, {
    'k8s/shop.yaml': route('shop.test', 'a'),
    empty: '# none\n',
  });
  const cases: readonly (readonly [argv: readonly string[], code: number, message: RegExp])[] = [
    [['--diff', 'git:nowhere'], 2, /has no revision "nowhere"/],
    [['--diff', 'git:main:old'], 2, /revision "main" has no old/],
    [['--manifests=-', '--diff', 'git:main'], 2, /write git:main:PATH/],
    [['--diff', 'old'], 2, /there is no file or folder old/],
    [['--diff', 'k8s', '--requests', 'nowhere.log'], 2, /there is no file nowhere\.log/],
    [['--diff', 'k8s', '--requests', 'k8s'], 3, /k8s cannot be read: EISDIR/],
    [['--diff', 'k8s', 'shop.test'], 2, /shop\.test/],
    [['--diff', 'k8s', '--requests', 'empty'], 4, /no request to compare/],
  ];
  for (const [argv, code, message] of cases) {
    const { code: found, errors } = await run(folder, ['--manifests', 'k8s', ...argv]);
    assert.deepEqual([found, errors.trimEnd().split('\n').length], [code, 1], errors);
    assert.match(errors, message);
  }
});
