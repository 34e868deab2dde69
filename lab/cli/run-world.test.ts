import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { RUN_LABEL } from '../worlds/containers/labels.ts';
import {
  engineForTests,
  found,
  hasImage,
  makeContainer,
  owned,
  volumes,
} from '../worlds/containers/test-engine.ts';
import { EXIT } from './command.ts';
import { CommandProcess } from './test-process.ts';

const there = await engineForTests();
const PROGRAM = fileURLToPath(new URL('./test-container-run.ts', import.meta.url));
const COMMAND = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

/** Milliseconds in which the reaper has to have done its work: it looks until there is nothing for two seconds. */
const REAPED_MS = 30_000;

/** A run in a process group of its own, as a shell starts one. */
class Run {
  readonly child: ChildProcess;
  name = '';
  /** Of containers that were made, with their volumes. */
  readonly made: string[] = [];
  readonly volumes: string[] = [];
  errors = '';
  readonly #exit: Promise<unknown[]>;

  constructor(context: TestContext, ...argv: readonly string[]) {
    const child = spawn(process.execPath, argv, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    this.#exit = once(child, 'close');
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, id = '', ...owned] = line.split(' ');
      if (what === 'run') this.name = id;
      if (what !== 'made') return;
      this.made.push(id);
      this.volumes.push(...owned);
      child.emit('made');
    });
    context.after(async () => {
      child.kill('SIGKILL');
      await this.#exit;
    });
  }

  /** Until the engine has so many containers of it: for a program that does not tell. */
  async has(count: number): Promise<void> {
    for (;;) {
      const mine = (await owned()).filter(({ owner }) => owner.split('/')[1] === `${this.child.pid}`);
      this.name = mine[0]?.run ?? '';
      if (mine.length >= count) return;
      assert.equal(this.child.exitCode, null, this.errors);
      await pause(50);
    }
  }

  async hasMade(count: number): Promise<void> {
    while (this.made.length < count) {
      const isOver = await Promise.race([
        once(this.child, 'made').then(() => false),
        this.#exit.then(() => true),
      ]);
      assert.ok(!isOver, this.errors);
    }
  }

  /** To its whole group, as a terminal does. */
  signal(name: NodeJS.Signals): void {
    process.kill(-(this.child.pid ?? 0), name);
  }

  async exit(): Promise<unknown> {
    const [code, signal] = await this.#exit;
    return signal ?? code;
  }

  /** What of it is there. */
  async left(): Promise<{ containers: string[]; networks: string[]; volumes: string[] }> {
    assert.notEqual(this.name, '');
    const all = await volumes();
    return {
      ...(await found(`${RUN_LABEL}=${this.name}`)),
      volumes: this.volumes.filter((name) => all.includes(name)),
    };
  }

  async untilNothingIsLeft(): Promise<void> {
    const deadline = performance.now() + REAPED_MS;
    for (;;) {
      const left = await this.left();
      if (isNothing(left)) return;
      assert.ok(performance.now() < deadline, `still there: ${JSON.stringify(left)}`);
      await pause(100);
    }
  }
}

function isNothing(left: Readonly<Record<string, readonly string[]>>): boolean {
  return Object.values(left).every(({ length }) => length === 0);
}

function setVariable(context: TestContext, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  context.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

describe('of a run in the containers world nothing is left', {
  skip: there.skip ?? false,
  concurrency: true,
}, () => {
  const { image = '' } = there;

  test('when it ends, and what others have is as before', async (context) => {
    const other = await makeContainer(image, { 'ingress-lab/test': 'bystander' });
    context.after(() => other.remove({ force: true, v: true }));
    const run = new Run(context, PROGRAM, image, 'ends');
    assert.equal(await run.exit(), EXIT.ok, run.errors);
    assert.equal(run.made.length, 3);
    assert.ok(run.volumes.length >= 3);
    assert.deepEqual(await run.left(), { containers: [], networks: [], volumes: [] });
    assert.ok((await found('ingress-lab/test=bystander')).containers.includes(other.id));
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`when ${signal} ends it in the middle`, async (context) => {
      const run = new Run(context, PROGRAM, image);
      await run.hasMade(3);
      run.signal(signal);
      assert.equal(await run.exit(), EXIT.aborted);
      assert.match(run.errors, /stopping: what scenarios have made is removed/);
      assert.deepEqual(await run.left(), { containers: [], networks: [], volumes: [] });
    });
  }

  test('when a second Ctrl-C does not let it clean, once its reaper has', async (context) => {
    const run = new Run(context, PROGRAM, image);
    await run.hasMade(3);
    run.signal('SIGINT');
    run.signal('SIGTERM');
    assert.equal(await run.exit(), EXIT.aborted);
    await run.untilNothingIsLeft();
  });

  test('when SIGKILL ends all of its process group, once its reaper has', async (context) => {
    const run = new Run(context, PROGRAM, image);
    await run.hasMade(3);
    run.signal('SIGKILL');
    assert.equal(await run.exit(), 'SIGKILL');
    await run.untilNothingIsLeft();
  });
});

const whoami = there.skip === undefined && (await hasImage(/^ingress-lab\/whoami:/));
const offline = there.skip ?? (whoami ? false : 'the offline images are not built (make images)');

describe('of scenarios in containers nothing is left', { skip: offline }, () => {
  const rows: [signal: NodeJS.Signals, parallel: string, exit: unknown][] = [
    ['SIGINT', '2', EXIT.aborted],
    ['SIGTERM', '1', EXIT.aborted],
    ['SIGKILL', '2', 'SIGKILL'],
  ];
  for (const [signal, parallel, exit] of rows) {
    test(`when ${signal} ends them in the middle, ${parallel} at a time`, async (context) => {
      setVariable(context, 'INGRESS_LAB_WORLD', 'containers');
      setVariable(context, 'INGRESS_LAB_IMAGES', 'offline');
      const argv = ['test', 'features/canary', '--no-coverage', '--parallel', parallel];
      const run = new Run(context, COMMAND, ...argv);
      await run.has(2);
      run.signal(signal);
      assert.equal(await run.exit(), exit, run.errors);
      if (signal === 'SIGKILL') await run.untilNothingIsLeft();
      else assert.deepEqual(await run.left(), { containers: [], networks: [], volumes: [] });
    });
  }
});

test('without an engine a run ends soon, and says who was asked', { timeout: 30_000 }, async (context) => {
  const silent = join(tmpdir(), `silent-${process.pid}.sock`);
  const server = createServer().listen(silent);
  await once(server, 'listening');
  context.after(() => server.close());
  setVariable(context, 'INGRESS_LAB_WORLD', 'containers');
  setVariable(context, 'DOCKER_HOST', `unix://${silent}`);
  const command = new CommandProcess(context, 'test', 'features/canary', '--no-coverage');
  assert.equal(await command.exitCode(), EXIT.environment);
  assert.match(command.errors, /^ingress-lab test: .* needs a container engine, and none answers\. /);
  assert.ok(
    command.errors.includes(`  DOCKER_HOST unix://${silent}: no answer within 2 s\n`),
    command.errors,
  );
  assert.match(command.errors, /Install and start Docker or Podman/);
});
