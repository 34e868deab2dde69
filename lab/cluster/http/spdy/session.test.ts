import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type Duplex, duplexPair } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { constants, createDeflate } from 'node:zlib';
import fc from 'fast-check';
import {
  type ControlFrame,
  controlFrame,
  type DataFrame,
  dataFrame,
  FIN,
  FRAME,
  readFrames,
} from './frames.ts';
import { DICTIONARY } from './header-blocks.ts';
import { SpdySession } from './session.ts';
import type { SpdyStream } from './stream.ts';

/** The side that opens streams, as a client of Kubernetes does. */
class Client {
  readonly #connection: Duplex;
  readonly #deflate = createDeflate({ dictionary: DICTIONARY });
  readonly frames: AsyncGenerator<DataFrame | ControlFrame>;

  constructor(connection: Duplex) {
    this.#connection = connection;
    this.frames = readFrames(connection);
  }

  async open(stream: number, headers: Readonly<Record<string, string>>): Promise<void> {
    const texts = Object.entries(headers)
      .flat()
      .map((value) => [uint32(value.length), Buffer.from(value)]);
    this.#deflate.write(Buffer.concat([uint32(Object.keys(headers).length), ...texts.flat()]));
    await new Promise<void>((resolve) => this.#deflate.flush(constants.Z_SYNC_FLUSH, resolve));
    const block: Buffer = this.#deflate.read();
    this.write(controlFrame(FRAME.synStream, stream, 0, Buffer.alloc(2), block));
    const reply = await this.next();
    assert.ok(reply?.kind === 'control' && reply.type === FRAME.synReply);
  }

  write(bytes: Buffer): void {
    this.#connection.write(bytes);
  }

  async next(): Promise<DataFrame | ControlFrame | undefined> {
    const { value, done } = await this.frames.next();
    return done ? undefined : value;
  }

  end(): void {
    this.#connection.destroy();
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function connected(context: TestContext, onStream: (stream: SpdyStream) => void): Client {
  const [near, far] = duplexPair();
  new SpdySession(far, onStream);
  const client = new Client(near);
  context.after(() => client.end());
  return client;
}

describe('a session', () => {
  test('answers streams, whose headers are packed against those before', async (context) => {
    const seen: Record<string, string>[] = [];
    const client = connected(context, (stream) => {
      seen.push(Object.fromEntries(stream.headers));
      stream.end('hello');
    });
    for (const [id, port] of [
      [1, '80'],
      [3, '8080'],
    ] as const) {
      await client.open(id, { streamtype: 'data', port, requestid: `${id}` });
      const [first, last] = [await client.next(), await client.next()];
      assert.deepEqual(first, { kind: 'data', stream: id, flags: 0, content: Buffer.from('hello') });
      assert.deepEqual(last, { kind: 'data', stream: id, flags: FIN, content: Buffer.alloc(0) });
    }
    assert.deepEqual(seen, [
      { streamtype: 'data', port: '80', requestid: '1' },
      { streamtype: 'data', port: '8080', requestid: '3' },
    ]);
  });

  test('carries what comes in pieces, byte by byte, to the end', async (context) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const client = connected(context, (stream) => void text(stream).then(resolve));
    await client.open(1, { port: '80' });
    const sent = Buffer.concat([dataFrame(1, Buffer.from('one, ')), dataFrame(1, Buffer.from('two'), FIN)]);
    for (const byte of sent) client.write(Buffer.from([byte]));
    assert.equal(await promise, 'one, two');
  });

  test('answers a ping, and ends what the other side resets', async (context) => {
    const { promise, resolve } = Promise.withResolvers<SpdyStream>();
    const client = connected(context, resolve);
    await client.open(1, { port: '80' });
    client.write(controlFrame(FRAME.ping, 7));
    assert.deepEqual(await client.next(), {
      kind: 'control',
      type: FRAME.ping,
      flags: 0,
      content: uint32(7),
    });
    const closed = once(await promise, 'close');
    client.write(controlFrame(FRAME.rstStream, 1, 5));
    await closed;
  });

  test('holds up a client whose stream nobody reads', async (context) => {
    const client = connected(context, () => undefined);
    await client.open(1, { port: '80' });
    for (let written = 0; written < 100; written += 1) client.write(dataFrame(1, Buffer.alloc(64 * 1024)));
    client.write(controlFrame(FRAME.ping, 1));
    const answer = client.next().then(() => 'answered');
    assert.equal(
      await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, 'held up'))]),
      'held up',
    );
  });

  test('ends the streams of a connection that is over', async (context) => {
    const { promise, resolve } = Promise.withResolvers<SpdyStream>();
    const client = connected(context, resolve);
    await client.open(1, { port: '80' });
    const closed = once(await promise, 'close');
    client.write(controlFrame(FRAME.goAway, 1, 0));
    await closed;
    await assert.rejects(client.next(), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  test('ends a connection of anything else, whatever its bytes are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const [near, far] = duplexPair();
        new SpdySession(far, (stream) => stream.resume().end());
        near.on('error', () => undefined).resume();
        near.end(Buffer.from(bytes));
        await new Promise<void>((resolve) => {
          far.once('close', resolve);
        });
      }),
      { numRuns: 300 },
    );
  });
});
