import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { parseManifests } from '../../engine/index.ts';
import { freePort, listening, portOf } from '../system/ports.ts';
import { end, nextMessage, startNode } from '../system/processes.ts';
import { allowedCores } from '../system/programs.ts';
import { scratchFolder } from '../system/scratch.ts';
import { memoryUse, processorTime } from '../system/usage.ts';
import { manifests } from './engine-manifests.ts';
import { startProgram } from './program.ts';
import { dynamicConfiguration } from './traefik.ts';

const never = new AbortController().signal;

describe('configurations', () => {
  it('of the engine are ten routes each with and without TLS, without findings', () => {
    const text = manifests({ web: 1, script: 2, datagrams: 3, certificatePem: 'C', keyPem: 'K' });
    const { resources, diagnostics } = parseManifests(text, 'bench.yaml');
    assert.deepEqual(diagnostics, []);
    assert.equal(resources.length, 11);
    assert.equal(text.match(/kind: Rule/g)?.length, 20);
  });

  it('of Traefik are as many', () => {
    const backends = { web: 1, script: 2, datagrams: 3 };
    const certificate = { certificate: 'c', key: 'k', bundle: 'b' };
    const text = JSON.stringify(dynamicConfiguration({ backends, certificate, core: undefined }));
    assert.equal(text.match(/"entryPoints":\["web"\]/g)?.length, 10);
    assert.equal(text.match(/"entryPoints":\["websecure"\]/g)?.length, 10);
  });
});

describe('programs', () => {
  it('that do not start tell why, and leave nothing', async () => {
    const settings = {
      program: process.execPath,
      core: undefined,
      ports: { http: await freePort() },
      files: () => ({ 'broken.js': 'console.error("no such thing"); process.exit(3)' }),
      args: (folder: string) => [`${folder}/broken.js`],
    };
    await assert.rejects(startProgram(settings, never), /did not start: no such thing/);
  });

  it('that listen are ready, and end when they are disposed of', async () => {
    const port = await freePort();
    const source = `require('net').createServer().listen(${port}, '127.0.0.1')`;
    const settings = {
      program: process.execPath,
      core: allowedCores()[0],
      ports: { http: port },
      files: () => ({ 'server.js': source }),
      args: (folder: string) => [`${folder}/server.js`],
    };
    const running = await startProgram(settings, never);
    await listening(port, never);
    await running[Symbol.asyncDispose]();
    assert.throws(() => process.kill(running.pid, 0), { code: 'ESRCH' });
  });

  it('of Node tell where they listen', async () => {
    const child = startNode('udp-backend-process.ts', ['{}'], undefined);
    try {
      const message = await nextMessage(child, never);
      assert.ok(typeof message === 'object' && message !== null && 'port' in message);
    } finally {
      await end(child);
    }
    assert.equal(child.signalCode, 'SIGTERM');
  });
});

describe('the system', () => {
  it('tells what a process uses', { skip: process.platform !== 'linux' && 'Linux only' }, async () => {
    const time = await processorTime(process.pid);
    const memory = await memoryUse(process.pid);
    assert.ok(time && time.running > 0);
    assert.ok(memory && memory.resident >= memory.proportional && memory.proportional > 2 ** 20);
    assert.equal(await processorTime(2 ** 30), undefined);
  });

  it('waits for a port until somebody listens', async () => {
    const port = await freePort();
    const ready = listening(port, never);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    await ready;
    assert.equal(portOf(server.address()), port);
    server.close();
  });

  it('gives folders that go', async () => {
    const { existsSync } = await import('node:fs');
    const folder = await scratchFolder();
    assert.ok(existsSync(folder.path));
    await folder[Symbol.asyncDispose]();
    assert.ok(!existsSync(folder.path));
  });
});
