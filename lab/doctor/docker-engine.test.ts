import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { findDockerEngine } from './docker-engine.ts';

async function scratch(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-'));
  context.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Something that answers as a container engine does. */
async function engine(context: TestContext, folder: string, status = 200): Promise<string> {
  const path = join(folder, 'engine.sock');
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/_ping' ? status : 404).end();
  }).listen(path);
  await once(server, 'listening');
  context.after(() => server.close());
  return `unix://${path}`;
}

test('the engine of DOCKER_HOST is asked', async (context) => {
  const folder = await scratch(context);
  const host = await engine(context, folder);
  assert.deepEqual(await findDockerEngine({ DOCKER_HOST: host }), { there: true, detail: host });
  const nobody = { DOCKER_HOST: `unix://${folder}/nobody.sock` };
  assert.deepEqual(await findDockerEngine(nobody), { there: false, detail: `${nobody.DOCKER_HOST}: ENOENT` });
});

test('so is that of the context that Docker is set to', async (context) => {
  const folder = await scratch(context);
  const host = await engine(context, folder);
  const meta = join(folder, 'contexts', 'meta', createHash('sha256').update('mine').digest('hex'));
  await mkdir(meta, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify({ currentContext: 'mine' }));
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Endpoints: { docker: { Host: host } } }));
  assert.deepEqual(await findDockerEngine({ DOCKER_CONFIG: folder }), { there: true, detail: host });
});

test('one that answers an error is none', async (context) => {
  const host = await engine(context, await scratch(context), 500);
  assert.deepEqual(await findDockerEngine({ DOCKER_HOST: host }), {
    there: false,
    detail: `${host}: it answers 500`,
  });
});
