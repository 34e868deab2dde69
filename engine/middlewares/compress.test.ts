import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { chooseEncoding, ENCODINGS, type Encoding } from './accept-encoding.ts';
import { buildMiddleware } from './build.ts';
import { composeHandler } from './chain.ts';
import type { HttpHandler, HttpReply } from './handler.ts';
import { HeaderList } from './message.ts';
import { answering, handlerOf, TestReply, TestRequest, testTools } from './test-handlers.ts';
import type { HeadSettings } from './test-support.ts';

const text = 'All that is said twice. '.repeat(100);

function serve(
  options: object,
  end: HttpHandler,
  settings: HeadSettings = { headers: ['Accept-Encoding', 'gzip'] },
): { reply: TestReply; request: TestRequest } {
  const middleware = buildMiddleware('small@file', 'compress', options);
  const reply = new TestReply();
  const request = new TestRequest(settings);
  composeHandler([middleware], end, testTools()).serve(request, reply);
  return { reply, request };
}

const decoders: Readonly<Record<Encoding, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes),
  br: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
};

for (const encoding of ENCODINGS) {
  test(`${encoding} comes out as it went in, smaller`, async () => {
    const end = answering(200, text, ['Content-Length', '2400', 'ETag', '"1"', 'Accept-Ranges', 'bytes']);
    const { reply } = serve({}, end, { headers: ['Accept-Encoding', encoding] });
    await reply.done();
    assert.ok(reply.bytes.length < 300);
    assert.equal(decoders[encoding](reply.bytes).toString(), text);
    assert.deepEqual(reply.heads[0]?.headers.lines(), [
      ['ETag', '"1"'],
      ['Vary', 'Accept-Encoding'],
      ['Content-Encoding', encoding],
    ]);
  });
}

const choices: [string, readonly Encoding[], Encoding | undefined][] = [
  ['gzip, deflate, br, zstd', ['gzip', 'br', 'zstd'], 'gzip'],
  ['gzip, br', ['br', 'gzip'], 'br'],
  ['gzip;q=0.5, br;q=0.8', ['gzip', 'br'], 'br'],
  ['GZIP ; Q=1', ['gzip'], 'gzip'],
  ['br', ['gzip'], undefined],
  ['', ['gzip'], undefined],
  ['identity', ['gzip'], undefined],
  ['gzip;q=0', ['gzip'], undefined],
  ['*', ['br', 'gzip'], 'br'],
  ['*;q=0', ['gzip'], undefined],
  ['gzip;q=0, *', ['gzip'], undefined],
  ['gzip;q=0.5, identity', ['gzip'], undefined],
  ['gzip, identity', ['gzip'], 'gzip'],
];
for (const [accepted, encodings, expected] of choices) {
  test(`"${accepted}" with ${encodings.join(' ')} gives ${expected}`, () => {
    assert.equal(chooseEncoding(accepted, encodings, encodings[0]), expected);
  });
}

const untouched: { name: string; options?: object; answer?: HttpHandler; request?: HeadSettings }[] = [
  { name: 'no Accept-Encoding', request: {} },
  { name: 'HEAD', request: { method: 'HEAD', headers: ['Accept-Encoding', 'gzip'] } },
  { name: 'a short answer', answer: answering(200, 'x'.repeat(1023)) },
  { name: 'an answer that announces to be short', answer: answering(200, 'ok', ['Content-Length', '2']) },
  { name: 'an encoded answer', answer: answering(200, text, ['Content-Encoding', 'br']) },
  { name: 'a part of an answer', answer: answering(206, text, ['Content-Range', 'bytes 0-9/20']) },
  {
    name: 'an excluded type',
    options: { excludedContentTypes: ['Text/Plain'] },
    answer: answering(200, text, ['Content-Type', 'text/plain; charset=utf-8']),
  },
  {
    name: 'a type that is not included',
    options: { includedContentTypes: ['text/html'] },
    answer: answering(200, text, ['Content-Type', 'text/plain']),
  },
  { name: 'gRPC', answer: answering(200, text, ['Content-Type', 'application/grpc']) },
  {
    name: 'a request of an excluded type',
    options: { excludedContentTypes: ['text/event-stream'] },
    request: { headers: ['Accept-Encoding', 'gzip', 'Content-Type', 'text/event-stream'] },
  },
];
for (const { name, options = {}, answer = answering(200, text), request } of untouched) {
  test(`not compressed: ${name}`, async () => {
    const expected = new TestReply();
    answer.serve(new TestRequest(), expected);
    const { reply } = serve(options, answer, request);
    await reply.done();
    assert.equal(reply.text, expected.text);
    assert.equal(reply.header('Content-Encoding'), expected.header('Content-Encoding'));
  });
}

test('the default encoding serves clients that name none, and stands for any', async () => {
  const options = { defaultEncoding: 'zstd' };
  for (const headers of [[], ['Accept-Encoding', '*']]) {
    const { reply } = serve(options, answering(200, text), { headers });
    await reply.done();
    assert.equal(reply.header('Content-Encoding'), 'zstd');
  }
});

test('a Vary that names Accept-Encoding already is enough', async () => {
  const { reply } = serve({}, answering(200, text, ['Vary', 'Origin, accept-encoding']));
  await reply.done();
  assert.deepEqual(reply.heads[0]?.headers.all('Vary'), ['Origin, accept-encoding']);
});

/** An answer whose server the test plays. */
function open(headers: readonly string[] = []) {
  const opened: HttpReply[] = [];
  const calls: string[] = [];
  const end = handlerOf((_, reply) => {
    opened.push(reply);
    reply.start(
      { status: 200, headers: new HeaderList(headers) },
      { resume: () => calls.push('resume'), cancel: () => calls.push('cancel') },
    );
  });
  return {
    end,
    calls,
    send(piece: string | Buffer): boolean {
      const bytes = Buffer.from(piece);
      const more = opened[0]?.write(bytes, 0, bytes.length) ?? false;
      bytes.fill('!');
      return more;
    },
    get reply(): HttpReply {
      assert.ok(opened[0]);
      return opened[0];
    },
  };
}

/** Waits until `holds`, five seconds at most. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) assert.fail(`never happened: ${what}`);
    await new Promise(setImmediate);
  }
}

test('a stream is sent on piece by piece, also when its pieces are small', async () => {
  const server = open(['Content-Type', 'text/event-stream']);
  const { reply } = serve({}, server.end);
  for (const piece of ['data: 1\n\n', 'data: 2\n\n']) {
    const before = reply.bytes.length;
    server.send(piece);
    await until(piece, () => reply.bytes.length > before && decoded(reply).endsWith(piece));
  }
  server.reply.end(Buffer.alloc(0), 0, 0, new HeaderList(['X-Sum', '1']));
  await reply.done();
  assert.equal(gunzipSync(reply.bytes).toString(), 'data: 1\n\ndata: 2\n\n');
  assert.equal(reply.trailers?.get('X-Sum'), '1');
});

function decoded(reply: TestReply): string {
  return gunzipSync(reply.bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}

test('a short answer in one go keeps its bytes and gets its length', async () => {
  const server = open();
  const { reply } = serve({}, server.end);
  server.send('he');
  server.reply.end(Buffer.from('llo'), 0, 3, undefined);
  await reply.done();
  assert.deepEqual([reply.text, reply.header('Content-Length')], ['hello', '5']);
});

test('a server waits for a client that does not read, without losing a byte', async () => {
  const server = open(['Content-Length', '4000000']);
  const { reply } = serve({}, server.end);
  reply.wants = false;
  const noise = Buffer.alloc(100_000);
  for (let index = 0; index < noise.length; index += 1) noise[index] = (index * 2_654_435_761) >>> 13;
  let sent = 0;
  const pump = async (): Promise<void> => {
    while (sent < 40) {
      sent += 1;
      const before = server.calls.length;
      if (!server.send(noise)) await until('resume', () => server.calls.length > before);
    }
    server.reply.end(Buffer.alloc(0), 0, 0, undefined);
  };
  const pumping = pump();
  await until('the first piece', () => reply.pieces.length === 1);
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  assert.equal(reply.pieces.length, 1, 'nothing more comes until the client wants it');
  assert.ok(sent < 10, `the server was stopped, after ${sent} pieces`);
  reply.wants = true;
  reply.source?.resume();
  await pumping;
  await reply.done();
  assert.ok(gunzipSync(reply.bytes).equals(Buffer.concat(Array(40).fill(noise))));
});

test('a client that goes away ends the server and the encoder', async () => {
  const server = open(['Content-Length', '4000']);
  const { reply, request } = serve({}, server.end);
  server.send('x'.repeat(2000));
  reply.source?.cancel();
  request.finish(false);
  assert.deepEqual(server.calls, ['cancel']);
  server.send('x'.repeat(2000));
  server.reply.end(Buffer.alloc(0), 0, 0, undefined);
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  assert.equal(reply.log.includes('end'), false);
});

test('an answer that breaks off stays broken', () => {
  const server = open(['Content-Length', '4000']);
  const { reply } = serve({}, server.end);
  server.send('x'.repeat(2000));
  server.reply.abort(new Error('reset'));
  assert.deepEqual(reply.log, ['start 200', 'abort reset']);
});
