import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { CORPUS, RESPONSE_CORPUS } from './corpus.ts';
import { startProxy } from './test-engine.ts';
import { type Dice, FUZZ_SEED, tryCases } from './test-fuzz.ts';
import { DEADLINE_MS, RawClient, settle, whenClosed } from './test-raw-client.ts';
import { answerTo, startRecorder } from './test-recorder.ts';
import { get, startScripted } from './test-scripted-server.ts';

const PARALLEL = 16;
const REQUESTS = CORPUS.map(({ bytes }) => bytes).filter(({ length }) => length < 2000);
const ANSWERS = RESPONSE_CORPUS.map(({ bytes }) => bytes).filter(({ length }) => length < 2000);
/** Bytes that mean something to a parser. */
const TELLING = '\r\n\0 \t:;,/?#%0159afAF"x\x7f\x80\xff';

test(`no garbage crashes, hangs or desynchronises the engine (seed ${FUZZ_SEED})`, async () => {
  const sockets = openSockets();
  {
    await using recorder = await startRecorder();
    await using proxy = await startProxy([recorder.port]);
    await tryCases(PARALLEL, async (dice) => {
      const bytes = garbage(dice, REQUESTS);
      await throwAt(proxy.port, bytes, dice.cuts(bytes.length));
      assert.deepEqual(recorder.violations, [], JSON.stringify(bytes));
    });
    await using client = await RawClient.connect(proxy.port);
    client.send(get('/marker'));
    const seen = await client.next();
    assert.ok(seen.kind === 'answer' && seen.answer.body === answerTo('GET', '/marker', 0));
  }
  await settle(10);
  assert.ok(openSockets() <= sockets, `${openSockets() - sockets} sockets leaked`);
});

test(`no garbage of a server crashes or hangs the engine, or reaches another client (seed ${FUZZ_SEED})`, async () => {
  const sockets = openSockets();
  {
    const answers = new Map<string, string>();
    await using server = await startScripted({
      onRequest: ({ line: [, target] }, connection) => {
        connection.send(
          answers.get(target) ?? `HTTP/1.1 200 OK\r\nContent-Length: ${target.length}\r\n\r\n${target}`,
        );
        if (answers.has(target)) connection.socket.end();
      },
    });
    await using proxy = await startProxy([server.port]);
    await tryCases(PARALLEL, async (dice, index) => {
      answers.set(`/${index}`, garbage(dice, ANSWERS));
      await using client = await RawClient.connect(proxy.port);
      client.send(get(`/${index}`));
      const seen = await client.next();
      assert.notEqual(seen.kind, 'nothing', JSON.stringify(answers.get(`/${index}`)));
      assert.notEqual(seen.kind, 'malformed', JSON.stringify([answers.get(`/${index}`), seen]));
      await using other = await RawClient.connect(proxy.port);
      other.send(get(`/marker/${index}`));
      const own = await other.next();
      assert.ok(own.kind === 'answer' && own.answer.body === `/marker/${index}`, JSON.stringify(own));
      answers.delete(`/${index}`);
    });
  }
  await settle(10);
  assert.ok(openSockets() <= sockets, `${openSockets() - sockets} sockets leaked`);
});

/** TCP sockets and servers of this process, both ends of each connection among them. */
function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}

/** A message with a few bytes changed, several in a row, or bytes that never were one. */
function garbage(dice: Dice, samples: readonly string[]): string {
  const kind = dice.below(10);
  if (kind === 0) return dice.text(String.fromCharCode(...Array(256).keys()), 1, 200);
  if (kind === 1) return dice.text(TELLING, 1, 200);
  let bytes = samples[dice.below(samples.length)] ?? '';
  if (kind === 2) bytes += samples[dice.below(samples.length)] ?? '';
  for (let count = dice.between(1, 4); count > 0; count -= 1) bytes = mutated(dice, bytes);
  return bytes;
}

function mutated(dice: Dice, bytes: string): string {
  const at = dice.below(bytes.length + 1);
  const span = dice.between(1, 8);
  const telling = dice.text(TELLING, 1, 2);
  switch (dice.below(6)) {
    case 0:
      return bytes.slice(0, at) + telling + bytes.slice(at);
    case 1:
      return bytes.slice(0, at) + telling + bytes.slice(at + 1);
    case 2:
      return bytes.slice(0, at) + bytes.slice(at + span);
    case 3:
      return bytes.slice(0, at) + bytes.slice(at, at + span).repeat(2) + bytes.slice(at + span);
    case 4:
      return bytes.slice(0, at);
    default:
      return bytes.slice(0, at) + String.fromCharCode(dice.below(256)) + bytes.slice(at + 1);
  }
}

/** Sends bytes and then its end: whatever they were, the connection has to be closed. */
async function throwAt(port: number, bytes: string, cuts: readonly number[]): Promise<void> {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined).resume();
  await once(socket, 'connect');
  const closed = whenClosed(socket);
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    if (!socket.destroyed) socket.write(bytes.slice(from, cut), 'latin1');
    from = cut;
    await settle();
  }
  socket.end();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy();
  }, DEADLINE_MS);
  await closed;
  clearTimeout(timer);
  assert.ok(!late, `still open after ${JSON.stringify(bytes)}`);
}
