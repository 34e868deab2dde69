import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { Channel, Transport } from './channel.ts';
import { createTransport } from './index.ts';
import { selfTest } from './self-test.ts';
import { transports } from './test-channels.ts';

const VARIABLE = 'INGRESS_LAB_TRANSPORT';

/** Runs a module in a Node of its own. */
async function runNode(
  flags: readonly string[],
  source: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; errors: string }> {
  const { [VARIABLE]: _, NODE_OPTIONS: __, ...rest } = process.env;
  const child = spawn(process.execPath, [...flags, '--input-type=module', '--eval', source], {
    env: { ...rest, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: import.meta.dirname,
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [code, out, errors] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { code, out, errors };
}

const index = JSON.stringify(new URL('./index.ts', import.meta.url).href);
const selfTestModule = JSON.stringify(new URL('./self-test.ts', import.meta.url).href);

test('a transport is had by its name', async () => {
  for (const name of ['fast', 'portable'] as const) {
    assert.equal((await createTransport(name)).name, name);
    assert.equal(await createTransport(name), await createTransport(name));
  }
});

const choices: readonly [environment: Record<string, string>, asked: string, chosen: string][] = [
  [{}, '', 'fast'],
  [{ [VARIABLE]: '' }, '', 'fast'],
  [{ [VARIABLE]: 'portable' }, '', 'portable'],
  [{ [VARIABLE]: 'fast' }, '', 'fast'],
  [{ [VARIABLE]: 'portable' }, "'fast'", 'fast'],
  [{ [VARIABLE]: 'fast' }, "'portable'", 'portable'],
];
for (const [environment, asked, chosen] of choices) {
  test(`${VARIABLE}=${environment[VARIABLE] ?? '(none)'}, createTransport(${asked}): ${chosen}`, async () => {
    const source = `import { createTransport } from ${index}; console.log((await createTransport(${asked})).name);`;
    assert.deepEqual(await runNode([], source, environment), { code: 0, out: `${chosen}\n`, errors: '' });
  });
}

test(`a value of ${VARIABLE} that is no name is an error`, async () => {
  const source = `import { createTransport } from ${index};
    console.log(await createTransport().catch((error) => error.code + ': ' + error.message));`;
  const { out } = await runNode([], source, { [VARIABLE]: 'quick' });
  assert.equal(out, 'transport-unavailable: "quick" is no transport: write fast or portable\n');
});

test('in a Node without the internals fast is an error, and no name means portable', async () => {
  const source = `import { createTransport, TransportError } from ${index};
    const find = Object.getOwnPropertySymbols;
    Object.getOwnPropertySymbols = (of) => find(of).filter(({ description }) => description !== 'kBufferCb');
    console.log((await createTransport()).name);
    await createTransport('fast').catch((error) => console.log(error instanceof TransportError, error.message));`;
  const { code, out, errors } = await runNode([], source);
  assert.equal(errors, '');
  assert.equal(
    out,
    `portable\ntrue the fast transport does not work in Node ${process.version}: sockets have no symbol kBufferCb; use --transport portable\n`,
  );
  assert.equal(code, 0);
});

test('neither transport does anything that Node deprecates', async () => {
  const source = `import { createTransport } from ${index}; import { selfTest } from ${selfTestModule};
    for (const name of ['fast', 'portable']) await selfTest(await createTransport(name));
    console.log('done');`;
  const flags = ['--throw-deprecation', '--pending-deprecation', '--trace-warnings'];
  assert.deepEqual(await runNode(flags, source), { code: 0, out: 'done\n', errors: '' });
});

for (const transport of transports) {
  test(`${transport.name} passes the self-test`, () => selfTest(transport));
}

const portable = await createTransport('portable');

/** The portable transport, with channels that differ in one thing. */
function broken(change: (channel: Channel) => Partial<Channel>): Transport {
  const wrap = (channel: Channel): Channel => {
    const methods = {
      socket: channel.socket,
      writeText: (text: string) => channel.writeText(text),
      write: (...message: Parameters<Channel['write']>) => channel.write(...message),
      pause: () => channel.pause(),
      resume: () => channel.resume(),
      end: () => channel.end(),
      close: () => channel.close(),
      destroy: () => channel.destroy(),
      reset: () => channel.reset(),
      release: () => channel.release(),
      owner: channel.owner,
      congested: false,
      destroyed: false,
    };
    return { ...methods, ...change(channel) };
  };
  return {
    name: 'portable',
    adopt: (socket, owner) => wrap(portable.adopt(socket, owner)),
    connect: (target, owner, onConnected) => {
      const channel = portable.connect(target, owner, onConnected);
      return wrap(channel);
    },
  };
}

/** What hangs is found by the clock. */
const NO_END = /no end within/;
const faults: readonly [fault: string, transport: Transport, message: RegExp][] = [
  [
    'text loses its last character',
    broken((channel) => ({ writeText: (text) => channel.writeText(text.slice(0, -1)) })),
    /other bytes/,
  ],
  [
    'a byte changes',
    broken((channel) => ({
      write(head, bytes, start, end, tail) {
        const copy = Buffer.from(bytes.subarray(start, end));
        copy[copy.length >> 1] = 0;
        return channel.write(head, copy, 0, copy.length, tail);
      },
    })),
    /other bytes/,
  ],
  [
    'a tail is forgotten',
    broken((channel) => ({
      write: (head, bytes, start, end) => channel.write(head, bytes, start, end, ''),
    })),
    /other bytes/,
  ],
  [
    'end() closes both ways',
    broken((channel) => ({ end: () => channel.destroy(new Error('cut')) })),
    /cut|closed early|reset/i,
  ],
  ['end() does nothing', broken(() => ({ end: () => undefined })), NO_END],
  ['pause() does nothing', broken(() => ({ pause: () => undefined })), /paused channel/],
  ['resume() does nothing', broken(() => ({ resume: () => undefined })), NO_END],
];
for (const [fault, transport, message] of faults) {
  test(`the self-test rejects a transport where ${fault}`, async (context) => {
    if (message === NO_END) context.mock.timers.enable({ apis: ['setTimeout'] });
    const result = selfTest(transport);
    const ticking = setInterval(() => message === NO_END && context.mock.timers.tick(100), 20);
    try {
      await assert.rejects(result, message);
    } finally {
      clearInterval(ticking);
    }
  });
}
