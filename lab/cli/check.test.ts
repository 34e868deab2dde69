import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { APP } from '../check/test-app.ts';
import { packageRoot } from '../package-root.ts';
import { checkCommand } from './check.ts';

const PROGRAM = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

const route = (match: string, comment = ''): string => `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes:
    - match: ${match}${comment}
      services: [{ name: shop, port: 80 }]
`;

const OLD = route('Host(`a.test`, `b.test`)');
const NEW = route('Host(`a.test`) || Host(`b.test`)');
/** A warning that is not mended. */
const QUERY = route('Host(`a.test`) && Query(`page=2`)');

async function folder(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'check-'));
  context.after(() => rm(path, { recursive: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(path, name), text)));
  return path;
}

/** Runs the command here. */
async function run(argv: readonly string[], input?: string) {
  const collector = () => {
    const chunks: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    });
    return { stream, text: () => chunks.join('') };
  };
  const [out, error] = [collector(), collector()];
  const stdin = input === undefined ? {} : { stdin: Readable.from([input]) };
  const code = await checkCommand(argv, { stdout: out.stream, stderr: error.stream, ...stdin });
  return { code, out: out.text(), error: error.text() };
}

test('a process that is sent manifests through a pipe says what is wrong with them', () => {
  const child = spawnSync(process.execPath, [PROGRAM, 'check'], {
    input: `${APP}---\n${OLD}`,
    encoding: 'utf8',
  });
  assert.equal(child.stderr, '');
  assert.match(child.stdout, /^<stdin>:21:29: error\[rule-syntax-v2\] IngressRoute default\/shop: /);
  assert.match(child.stdout, /\n1 file, 3 objects: 1 error \(1 can be mended: --fix\)\n$/);
  assert.equal(child.status, 1);
});

test('a process without a pipe and without a path is a wrong use', () => {
  const child = spawnSync(process.execPath, [PROGRAM, 'check'], { input: '', encoding: 'utf8' });
  assert.equal(child.stderr, 'ingress-lab check: there is no object in <stdin>\n');
  assert.equal(child.status, 2);
});

test('through a pipe, --fix prints the text mended, and says to stderr what it did', async () => {
  const { code, out, error } = await run(['--fix', '-'], `${APP}---\n${OLD}`);
  assert.equal(out, `${APP}---\n${NEW}`);
  assert.equal(
    error,
    `<stdin>:21:29: mended[rule-syntax-v2] write Host(\`a.test\`) || Host(\`b.test\`)
  -     - match: Host(\`a.test\`, \`b.test\`)
  +     - match: Host(\`a.test\`) || Host(\`b.test\`)

1 file, 3 objects: nothing found
`,
  );
  assert.equal(code, 0);
});

test('--fix writes the files that it mends, and only those', async (context) => {
  const path = await folder(context, {
    'app.yaml': APP,
    'old.yaml': OLD,
    'query.yaml': QUERY.replace('shop', 'q'),
  });
  const { code, out } = await run(['--fix', path]);
  assert.equal(await readFile(join(path, 'app.yaml'), 'utf8'), APP);
  assert.equal(await readFile(join(path, 'old.yaml'), 'utf8'), NEW);
  assert.match(out, /\n3 files, 4 objects: 1 warning\n$/);
  assert.equal(code, 0);
  assert.match((await run(['--fix', path])).out, /^\S+query\.yaml:7:38: warning\[rule-syntax-v2\]/);
});

test('warnings fail the check only where they are to', async (context) => {
  const path = await folder(context, { 'a.yaml': `${APP}---\n${QUERY}` });
  assert.equal((await run([path])).code, 0);
  assert.equal((await run([path, '--strict'])).code, 1);
  const ignored = await run([path, '--strict', '--ignore', 'rule-syntax-v2']);
  assert.deepEqual(ignored, { code: 0, out: '1 file, 3 objects: nothing found\n', error: '' });
});

test('a comment ignores a finding at its place', async (context) => {
  const comment = ' # ingress-lab-ignore rule-syntax-v2: the page is sent once';
  const path = await folder(context, {
    'a.yaml': `${APP}---\n${route('Query(`page=2`)', comment)}`,
  });
  assert.equal((await run([path, '--strict'])).out, '1 file, 3 objects: nothing found\n');
});

test('what is ignored is not mended', async (context) => {
  const path = await folder(context, { 'a.yaml': `${APP}---\n${OLD}` });
  await run([path, '--fix', '--ignore', 'rule-syntax-v2']);
  assert.equal(await readFile(join(path, 'a.yaml'), 'utf8'), `${APP}---\n${OLD}`);
});

test('a report goes to a file, and the summary is still printed', async (context) => {
  const path = await folder(context, { 'a.yaml': `${APP}---\n${OLD}` });
  const output = join(path, 'report.sarif');
  const { code, out } = await run([path, '--format', 'sarif', '--output', output]);
  assert.equal(out, '1 file, 3 objects: 1 error (1 can be mended: --fix)\n');
  assert.equal(code, 1);
  assert.equal(JSON.parse(await readFile(output, 'utf8')).runs[0].results.length, 1);
  await assert.rejects(run([path, '--output', join(path, 'not', 'there')]), {
    code: 'environment',
    message: /^cannot write .*not\/there: ENOENT/,
  });
});

test('a dynamic file is checked where a flag names it', async (context) => {
  const path = await folder(context, {
    'dynamic.toml': '[http.routers.r]\nrule = "Host(`a`, `b`)"\nservice = "api@internal"\n',
  });
  const file = join(path, 'dynamic.toml');
  const { out } = await run([`--providers.file.filename=${file}`, '--api']);
  assert.match(out, /dynamic\.toml:2:19: error\[rule-syntax-v2\]/);
  await run([file, '--fix']);
  assert.match(await readFile(file, 'utf8'), /^rule = "Host\(`a`\) \|\| Host\(`b`\)"$/m);
});

test('what there is nothing of to check is a wrong use', async (context) => {
  const path = await folder(context, { 'notes.txt': 'text' });
  const refused: [argv: string[], message: RegExp][] = [
    [[path], /^there is no manifest of Kubernetes or Traefik in .*helm template/],
    [[join(path, 'gone')], /^there is no file or folder .*gone$/],
    [[], /^name a file or a folder of manifests, or send some through a pipe$/],
    [[path, '--ignore', 'no-such'], /^there is no finding "no-such"; ingress-lab check --codes lists them$/],
    [['--explain', 'no-such'], /^there is no finding "no-such"/],
  ];
  for (const [argv, message] of refused) await assert.rejects(run(argv), { code: 'usage', message });
  await assert.rejects(run([path, '--entrypoints.web.adress=:80']), { code: 'flag-invalid' });
});

test('codes are listed and explained', async () => {
  const { code, out } = await run(['--codes']);
  assert.equal(code, 0);
  assert.match(out, /^api-group-removed +An object is of the API group `traefik\.containo\.us`/m);
  assert.match(
    (await run(['--explain', 'api-group-removed'])).out,
    /^# api-group-removed\n[\s\S]*## Right\n/,
  );
  assert.match((await run(['--help'])).out, /^Usage: ingress-lab check /);
});
