import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test, { type TestContext } from 'node:test';
import { KIND_VARIABLE } from '../kind/kind.ts';
import { standIn } from '../kind/test-stand-in.ts';
import { exitCodeOf } from './command.ts';
import { kindCommand } from './kind.ts';
import { parseKindOptions } from './kind-options.ts';

/** Runs the command with a program in the place of kind. */
async function run(context: TestContext, script: string, ...argv: readonly string[]) {
  const { program, calls } = await standIn(context, script);
  const before = process.env[KIND_VARIABLE];
  process.env[KIND_VARIABLE] = program;
  context.after(() => {
    if (before === undefined) delete process.env[KIND_VARIABLE];
    else process.env[KIND_VARIABLE] = before;
  });
  const texts = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof texts) =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk);
        done();
      },
    });
  const code = await kindCommand(argv, { stdout: sink('stdout'), stderr: sink('stderr') });
  return { code, ...texts, calls: await calls() };
}

async function scratch(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-kind-command-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

test('create tells where the ports lead and how kubectl reaches the cluster', async (context) => {
  const folder = await scratch(context);
  const kubeconfig = join(folder, 'deep', 'trial.yaml');
  const { code, stdout, stderr, calls } = await run(
    context,
    'echo "Ready" >&2',
    ...['create', '--name=trial', `--kubeconfig=${kubeconfig}`, '--wait=9', '--node-image=node:1'],
  );
  assert.equal(code, 0);
  assert.equal(
    calls[0],
    `create cluster --name trial --kubeconfig ${kubeconfig} --config - --wait 9s --image node:1`,
  );
  assert.match(stdout, /^web +127\.0\.0\.1:8000\/tcp +NodePort 30080$/m);
  assert.match(stdout, /^udpep {6}127\.0\.0\.1:31888\/udp {2}NodePort 31888$/m);
  assert.ok(stdout.endsWith(`export KUBECONFIG=${kubeconfig}\n`));
  assert.equal(stderr, 'Ready\n');
  assert.ok(existsSync(join(folder, 'deep')));
});

test('create --no-ports maps none', async (context) => {
  const kubeconfig = join(await scratch(context), 'trial.yaml');
  const { stdout, calls } = await run(context, '', 'create', '--no-ports', '--kubeconfig', kubeconfig);
  assert.match(calls[1] ?? '', /"extraPortMappings":\[\]/);
  assert.equal(stdout, `export KUBECONFIG=${kubeconfig}\n`);
});

const simple: [argv: string[], call: string, stdout: string][] = [
  [
    ['load', 'engine:1'],
    'load docker-image engine:1 --name ingress-lab',
    'engine:1 is in the cluster ingress-lab\n',
  ],
  [['kubeconfig', '--name', 'trial'], 'get kubeconfig --name trial', 'said\n'],
  [['list'], 'get clusters', 'said\n'],
  [
    ['delete'],
    'delete cluster --name ingress-lab --kubeconfig .cache/kind/ingress-lab.yaml',
    'the cluster ingress-lab is gone\n',
  ],
];
for (const [argv, call, stdout] of simple) {
  test(argv.join(' '), async (context) => {
    const outcome = await run(context, 'echo said', ...argv);
    assert.deepEqual([outcome.code, outcome.calls, outcome.stdout], [0, [call], stdout]);
  });
}

test('what kind fails at is exit code 3', async (context) => {
  const failed = run(context, 'echo "ERROR: no nodes found for cluster \\"x\\"" >&2; exit 1', 'load', 'a:1');
  await assert.rejects(failed, (error) => {
    assert.match(String(error), /could not load the image a:1: no nodes.*; there is no such cluster/);
    return exitCodeOf(error) === 3;
  });
});

test('a folder that cannot be made is exit code 3', async (context) => {
  const file = join(await scratch(context), 'file');
  await writeFile(file, '');
  await assert.rejects(
    run(context, '', 'create', '--kubeconfig', join(file, 'a.yaml')),
    (error) => /its folder cannot be made/.test(String(error)) && exitCodeOf(error) === 3,
  );
});

const mistakes: [argv: string[], message: RegExp][] = [
  [[], /write one of create, load, kubeconfig, list, delete, not ""/],
  [['start'], /not "start"/],
  [['load'], /kind load takes one image/],
  [['load', 'a', 'b'], /kind load takes one image/],
  [['delete', 'a'], /kind delete takes no "a"/],
  [['delete', '--no-ports'], /--no-ports is for kind create/],
  [['list', '--wait', '1'], /--wait is for kind create/],
  [['create', '--name', 'No'], /--name No: write small letters/],
  [['create', '--wait', '1m'], /--wait 1m: write a whole number of seconds/],
  [['create', '--unknown'], /unknown/],
];
for (const [argv, message] of mistakes) {
  test(`kind ${argv.join(' ')} is a mistake`, () => {
    assert.throws(
      () => parseKindOptions(argv),
      (error) => message.test(String(error)) && exitCodeOf(error) === 2,
    );
  });
}

test('--help needs no kind', async () => {
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  assert.equal(await kindCommand(['--help'], { stdout, stderr: stdout }), 0);
  assert.match(text, /^Usage: ingress-lab kind create\|load/);
});
