import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'bson';
import { decodeDocument } from './document.ts';
import { decodeRequest, encodeReply, MAX_MESSAGE_BYTES, MessageSplitter, WireError } from './wire.ts';

const OP_QUERY = 2004;
const OP_MSG = 2013;

function message(opcode: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(16 + body.length), int32(7), int32(0), int32(opcode), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function section(document: Record<string, unknown>): Buffer {
  return Buffer.concat([Buffer.of(0), serialize(document)]);
}

function sequence(name: string, ...documents: readonly Record<string, unknown>[]): Buffer {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))]);
  return Buffer.concat([Buffer.of(1), int32(4 + body.length), body]);
}

const ping = { ping: 1, $db: 'admin' };

describe('MessageSplitter', () => {
  const stream = Buffer.concat([
    message(OP_MSG, int32(0), section(ping)),
    message(OP_MSG, int32(0), section({ ping: 2 })),
  ]);
  for (const size of [1, 3, 15, 17, stream.length]) {
    it(`joins messages that arrive ${size} bytes at a time`, () => {
      const splitter = new MessageSplitter();
      const messages: Buffer[] = [];
      for (let offset = 0; offset < stream.length; offset += size) {
        messages.push(...splitter.push(stream.subarray(offset, offset + size)));
      }
      assert.deepEqual(Buffer.concat(messages), stream);
      assert.equal(messages.length, 2);
      assert.equal(splitter.pendingBytes, 0);
    });
  }

  for (const length of [-1, 0, 15, MAX_MESSAGE_BYTES + 1]) {
    it(`refuses the length ${length} before any further byte`, () => {
      assert.throws(() => new MessageSplitter().push(int32(length)), WireError);
    });
  }

  it('refuses an unknown opcode as soon as the header is there', () => {
    const header = message(9999, Buffer.alloc(100)).subarray(0, 16);
    assert.throws(() => new MessageSplitter().push(header), WireError);
  });

  it('accepts the largest length', () => {
    assert.deepEqual(new MessageSplitter().push(int32(MAX_MESSAGE_BYTES)), []);
  });
});

describe('decodeRequest', () => {
  it('folds document sequences into the command', () => {
    const body = { insert: 'movies', $db: 'test' };
    const request = decodeRequest(
      message(OP_MSG, int32(0), sequence('documents', { _id: 1 }, { _id: 2 }), section(body)),
    );
    assert.deepEqual(request, {
      requestId: 7,
      format: 'message',
      command: { ...body, documents: [{ _id: 1 }, { _id: 2 }] },
      expectsReply: true,
    });
  });

  it('tolerates a checksum', () => {
    assert.deepEqual(decodeRequest(message(OP_MSG, int32(1), section(ping), int32(0x1234))).command, ping);
  });

  it('sees that no answer is expected', () => {
    assert.equal(decodeRequest(message(OP_MSG, int32(2), section(ping))).expectsReply, false);
  });

  for (const [title, document] of [
    ['plain', { isMaster: 1 }],
    ['wrapped', { $query: { isMaster: 1 }, $readPreference: { mode: 'primary' } }],
  ] as const) {
    it(`reads a ${title} legacy query and answers in kind`, () => {
      const request = decodeRequest(
        message(OP_QUERY, int32(4), Buffer.from('admin.$cmd\0'), int32(0), int32(-1), serialize(document)),
      );
      assert.deepEqual(request.command, { isMaster: 1, $db: 'admin' });
      const reply = encodeReply(request, { ok: 1 }, 3);
      assert.deepEqual(
        [0, 4, 8, 12].map((at) => reply.readInt32LE(at)),
        [reply.length, 3, 7, 1],
      );
      assert.deepEqual(decodeDocument(reply.subarray(36)), { ok: 1 });
    });
  }

  const truncated = section(ping).subarray(0, -3);
  const malformed: Record<string, Buffer> = {
    'an unknown opcode': message(9999, int32(0), section(ping)),
    'a compressed message': message(2012, int32(0)),
    'no body at all': message(OP_MSG),
    'flags without a section': message(OP_MSG, int32(0)),
    'an unknown required flag': message(OP_MSG, int32(4), section(ping)),
    'an unknown section kind': message(OP_MSG, int32(0), Buffer.of(7), serialize(ping)),
    'two bodies': message(OP_MSG, int32(0), section(ping), section(ping)),
    'only a sequence': message(OP_MSG, int32(0), sequence('documents', ping)),
    'a truncated document': message(OP_MSG, int32(0), truncated),
    'a document with garbage inside': message(
      OP_MSG,
      int32(0),
      Buffer.of(0),
      int32(8),
      Buffer.of(0x20, 97, 0, 0),
    ),
    'a sequence without a name': message(OP_MSG, int32(0), Buffer.of(1), int32(6), Buffer.from('ab')),
    'a query for documents': message(
      OP_QUERY,
      int32(0),
      Buffer.from('test.movies\0'),
      int32(0),
      int32(1),
      serialize({}),
    ),
  };
  for (const [title, bytes] of Object.entries(malformed)) {
    it(`refuses ${title}`, () => {
      assert.throws(() => decodeRequest(bytes), { name: 'WireError', code: 'MONGO_WIRE_MALFORMED' });
    });
  }
});
