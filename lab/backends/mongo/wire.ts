import { Long } from 'bson';
import { type Document, decodeDocument, encodeDocument, MAX_DOCUMENT_BYTES } from './document.ts';

/** Largest message a server accepts, in bytes; `hello` announces it. */
export const MAX_MESSAGE_BYTES = 48_000_000;

/** Room that the server leaves above the document limit for the command around it. */
const MAX_COMMAND_BYTES = MAX_DOCUMENT_BYTES + 16 * 1024;

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1 << 0;
const MORE_TO_COME = 1 << 1;
/** Bits 0 to 15 must be understood by the receiver; the others may be ignored. */
const UNKNOWN_REQUIRED_BITS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME);

/** Bytes that are no MongoDB message. The connection that sent them cannot be used further. */
export class WireError extends Error {
  readonly code = 'MONGO_WIRE_MALFORMED';

  constructor(message: string) {
    super(message);
    this.name = 'WireError';
  }
}

/** One request of a client. */
export interface WireRequest {
  readonly requestId: number;
  readonly format: 'message' | 'query';
  /** The command with its document sequences folded in, `$db` included. */
  readonly command: Document;
  /** False if the client waits for no answer (`moreToCome`). */
  readonly expectsReply: boolean;
}

/** Cuts a byte stream into whole messages, however the network split it. */
export class MessageSplitter {
  #chunks: Buffer[] = [];
  #length = 0;

  /** Bytes of a message that has begun and is not complete. */
  get pendingBytes(): number {
    return this.#length;
  }

  /**
   * Takes the next bytes and returns the messages they complete.
   * @throws WireError for a length below 16 or above {@link MAX_MESSAGE_BYTES} and for other opcodes than OP_MSG
   * and OP_QUERY, as soon as they are known.
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const messages: Buffer[] = [];
    for (;;) {
      const length = this.#nextLength();
      if (length === undefined || this.#length < length) return messages;
      const bytes = this.#join();
      messages.push(bytes.subarray(0, length));
      this.#chunks = length < bytes.length ? [bytes.subarray(length)] : [];
      this.#length -= length;
    }
  }

  #nextLength(): number | undefined {
    if (this.#length < 4) return undefined;
    const length = this.#front(4).readInt32LE(0);
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) {
      throw new WireError(
        `message length ${length} is outside ${HEADER_BYTES} to ${MAX_MESSAGE_BYTES} bytes; is the client speaking HTTP?`,
      );
    }
    // Read as a length, the start of a TLS ClientHello is plausible: waiting for that many bytes would be waiting forever.
    if (this.#length >= HEADER_BYTES) checkOpcode(this.#front(HEADER_BYTES).readInt32LE(12));
    return length;
  }

  /** The first bytes received and not taken yet, at least `count` of them in one piece. */
  #front(count: number): Buffer {
    const [first] = this.#chunks;
    return first !== undefined && first.length >= count ? first : this.#join();
  }

  #join(): Buffer {
    const [only] = this.#chunks;
    if (only !== undefined && this.#chunks.length === 1) return only;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}

/**
 * Reads one whole message (MongoDB: reference/mongodb-wire-protocol).
 * A checksum is accepted and not verified.
 * @throws WireError for other opcodes than OP_MSG and OP_QUERY and for a body that does not parse.
 */
export function decodeRequest(message: Buffer): WireRequest {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  checkOpcode(opcode);
  const body = message.subarray(HEADER_BYTES);
  try {
    if (opcode === OP_MSG) return { requestId, ...decodeMessage(body) };
    return { requestId, format: 'query', command: decodeQuery(body), expectsReply: true };
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(`unreadable message body: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkOpcode(opcode: number): void {
  if (opcode === OP_MSG || opcode === OP_QUERY) return;
  throw new WireError(
    `opcode ${opcode} is not supported, expected ${OP_MSG} (OP_MSG) or ${OP_QUERY} (OP_QUERY); is the client speaking TLS?`,
  );
}

function decodeMessage(body: Buffer): Omit<WireRequest, 'requestId'> {
  const flags = body.readUInt32LE(0);
  if ((flags & UNKNOWN_REQUIRED_BITS) !== 0) {
    throw new WireError(`OP_MSG has unknown required flag bits: 0x${flags.toString(16)}`);
  }
  const end = body.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  let command: Document | undefined;
  const sequences = new Map<string, Document[]>();
  let offset = 4;
  while (offset < end) {
    const kind = body.readUInt8(offset);
    const section = sliceBlock(body, offset + 1, end);
    if (kind === 0 && command === undefined) {
      command = decodeDocument(section);
    } else if (kind === 1) {
      const [identifier, documents] = decodeSequence(section);
      sequences.set(identifier, documents);
    } else {
      throw new WireError(
        kind === 0 ? 'OP_MSG has two body sections' : `OP_MSG section kind ${kind} is unknown`,
      );
    }
    offset += 1 + section.length;
  }
  if (command === undefined) throw new WireError('OP_MSG has no body section');
  return {
    format: 'message',
    command: { ...command, ...Object.fromEntries(sequences) },
    expectsReply: (flags & MORE_TO_COME) === 0,
  };
}

function decodeSequence(section: Buffer): [string, Document[]] {
  const terminator = section.indexOf(0, 4);
  if (terminator < 0) throw new WireError('OP_MSG document sequence has no identifier');
  const documents: Document[] = [];
  for (let offset = terminator + 1; offset < section.length; ) {
    const bytes = sliceBlock(section, offset, section.length, MAX_COMMAND_BYTES);
    documents.push(decodeDocument(bytes));
    offset += bytes.length;
  }
  return [section.toString('utf8', 4, terminator), documents];
}

function decodeQuery(body: Buffer): Document {
  const terminator = body.indexOf(0, 4);
  if (terminator < 0) throw new WireError('OP_QUERY has no collection name');
  const [database = '', collection] = body.toString('utf8', 4, terminator).split('.', 2);
  if (collection !== '$cmd') throw new WireError('OP_QUERY is supported for commands only');
  const document = decodeDocument(sliceBlock(body, terminator + 9, body.length, MAX_COMMAND_BYTES));
  const wrapped = document['$query'];
  const command = typeof wrapped === 'object' && wrapped !== null ? { ...wrapped } : document;
  return { ...command, $db: database };
}

/** A part that begins with its own length as int32, the length included. */
function sliceBlock(bytes: Buffer, offset: number, end: number, limit = MAX_MESSAGE_BYTES): Buffer {
  const length = offset + 4 <= end ? bytes.readInt32LE(offset) : -1;
  if (length < 5 || length > limit || offset + length > end) {
    throw new WireError(`a part at byte ${offset} says it is ${length} bytes long, ${end - offset} are left`);
  }
  return bytes.subarray(offset, offset + length);
}

/** Writes the answer to a request in the form it was asked in: OP_MSG, or OP_REPLY for OP_QUERY. */
export function encodeReply(request: WireRequest, reply: Document, requestId: number): Buffer {
  const document = encodeDocument(reply);
  const prefix = request.format === 'message' ? messagePrefix() : replyPrefix();
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + prefix.length + document.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(request.format === 'message' ? OP_MSG : OP_REPLY, 12);
  return Buffer.concat([header, prefix, document]);
}

/** No flags, then one section of kind 0. */
function messagePrefix(): Buffer {
  return Buffer.alloc(5);
}

/** `AwaitCapable`, cursor 0, starting from 0, one document. */
function replyPrefix(): Buffer {
  const prefix = Buffer.alloc(20);
  prefix.writeInt32LE(8, 0);
  Buffer.from(Long.ZERO.toBytesLE()).copy(prefix, 4);
  prefix.writeInt32LE(1, 16);
  return prefix;
}
