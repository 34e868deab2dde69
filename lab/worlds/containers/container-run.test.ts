import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, type TestContext, test } from 'node:test';
import { ContainerRun } from './container-run.ts';
import { labelsOf, OWNER_LABEL, RUN_LABEL } from './labels.ts';
import { engineForTests, found, makeContainer, makeNetwork, volumes, volumesOf } from './test-engine.ts';

const there = await engineForTests();
const NOTHING = { containers: [], networks: [] };

/** An environment of its own, that leads to the engine. */
function environment(): Record<string, string | undefined> {
  return { HOME: '/nowhere', DOCKER_HOST: process.env['DOCKER_HOST'] };
}

/** Runs of other tests may be broken off beside this one. */
function ignore(): void {}

function children(): Promise<string> {
  return readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
}

describe('a run', { skip: there.skip ?? false }, () => {
  const { image = '' } = there;

  /** A container that is not of the run. */
  async function bystander(context: TestContext, labels = {}): Promise<string> {
    const container = await makeContainer(image, labels);
    context.after(() => container.remove({ force: true, v: true }));
    return container.id;
  }

  test('removes its containers, their volumes and its networks, and nothing else', async (context) => {
    const other = await bystander(context, { 'ingress-lab/test': 'other' });
    const run = await ContainerRun.begin(environment(), ignore);
    await makeNetwork(run.name);
    const made = await Promise.all(Array.from({ length: 3 }, () => makeContainer(image, labelsOf(run.name))));
    const owned = (await Promise.all(made.map(volumesOf))).flat();
    assert.equal(owned.length >= 3, true, `volumes: ${owned}`);
    const [paused] = made;
    await paused?.pause().catch(() => undefined);
    const before = await found(`${RUN_LABEL}=${run.name}`);
    assert.equal(before.containers.length, 3);
    assert.equal(before.networks.length, 1);
    await run.clean();
    assert.deepEqual(await found(`${RUN_LABEL}=${run.name}`), NOTHING);
    const left = await volumes();
    assert.deepEqual(
      owned.filter((name) => left.includes(name)),
      [],
    );
    assert.ok((await found('ingress-lab/test=other')).containers.includes(other));
    await run.clean();
    await run[Symbol.asyncDispose]();
  });

  test('leads testcontainers to the engine that it found, without Ryuk', async () => {
    const own = environment();
    await using run = await ContainerRun.begin(own, ignore);
    assert.deepEqual(own, {
      HOME: '/nowhere',
      DOCKER_HOST: process.env['DOCKER_HOST'],
      DOCKER_TLS_VERIFY: '',
      TESTCONTAINERS_RYUK_DISABLED: 'true',
      INGRESS_LAB_RUN: run.name,
    });
    const wanted = { ...environment(), TESTCONTAINERS_RYUK_DISABLED: 'false' };
    await using _other = await ContainerRun.begin(wanted, ignore);
    assert.equal(wanted.TESTCONTAINERS_RYUK_DISABLED, 'false');
  });

  test('ends its reaper', { skip: process.platform !== 'linux' && 'it looks into /proc' }, async () => {
    const before = await children();
    const run = await ContainerRun.begin(environment(), ignore);
    assert.notEqual(await children(), before);
    await run[Symbol.asyncDispose]();
    assert.equal(await children(), before);
  });

  test('removes what one left whose process has ended, and leaves one that goes on alone', async (context) => {
    const gone = randomBytes(4).toString('hex');
    const alive = `${gone}-alive`;
    const owner = labelsOf(gone)[OWNER_LABEL] ?? '';
    // A process of this number there was once, on this machine, started at another time.
    const dead = `${owner}0`;
    await makeContainer(image, { [RUN_LABEL]: gone, [OWNER_LABEL]: dead });
    await bystander(context, labelsOf(alive));
    const heard: string[] = [];
    await using _run = await ContainerRun.begin(environment(), (line) => heard.push(line));
    assert.deepEqual(await found(`${RUN_LABEL}=${gone}`), NOTHING);
    assert.equal((await found(`${RUN_LABEL}=${alive}`)).containers.length, 1);
    assert.ok(
      heard.includes('removed what a run that was broken off had left (containers: 1, networks: 0)'),
      heard.join(),
    );
  });
});
