import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { deserialize, serialize } from 'bson';
import type { ListeningAddress } from '../../engine/index.ts';
import { type ClientTls, connectionOptions } from './client-tls.ts';
import type { MongoSession } from './mongo-session.ts';
import { type Surroundings, within } from './surroundings.ts';

type Document = Readonly<Record<string, unknown>>;

/** Opcode of all messages since MongoDB 3.6 (MongoDB: reference/mongodb-wire-protocol). */
const OP_MSG = 2013;
const HEADER_BYTES = 16;
/** The header, the flags, and the kind of the one section. */
const PREFIX_BYTES = HEADER_BYTES + 4 + 1;
/** Milliseconds from one attempt to reach a server to the next (MongoDB drivers: minHeartbeatFrequencyMS). */
const BETWEEN_ATTEMPTS_MS = 500;

/** The server said that a command failed. */
class MongoCommandError extends Error {
  readonly code: unknown;

  constructor({ errmsg, code }: Document) {
    super(String(errmsg));
    this.name = 'MongoServerError';
    this.code = code;
  }
}

/** The server could not be reached. Named as the driver names it. */
class MongoServerSelectionError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'MongoServerSelectionError';
  }
}

/**
 * A session in few messages, for a network in memory, where the official driver cannot be: it opens sockets of the
 * system, and its patience is one of real time. Asks one thing after another over one connection.
 */
export class MongoWireSession implements MongoSession {
  readonly #address: ListeningAddress;
  readonly #name: string;
  readonly #tls: ClientTls | undefined;
  readonly #patienceMs: number;
  readonly #surroundings: Surroundings;
  #connection: Promise<WireConnection> | undefined;

  /** `name`: of the server, as the client knows it. */
  constructor(
    address: ListeningAddress,
    name: string,
    tls: ClientTls | undefined,
    patienceMs: number,
    surroundings: Surroundings,
  ) {
    this.#address = address;
    this.#name = name;
    this.#tls = tls;
    this.#patienceMs = patienceMs;
    this.#surroundings = surroundings;
  }

  async databases(): Promise<string[]> {
    const { databases } = await this.#ask({ listDatabases: 1, nameOnly: true, $db: 'admin' });
    return (databases as readonly { readonly name: string }[]).map(({ name }) => name);
  }

  async insertAndRead(database: string, collection: string, document: Document): Promise<string> {
    const { writeErrors } = await this.#ask({ insert: collection, documents: [document], $db: database });
    const [failed] = (writeErrors ?? []) as readonly Document[];
    if (failed) throw new MongoCommandError(failed);
    const find = { find: collection, filter: {}, projection: { _id: 0 }, $db: database };
    const { cursor } = await this.#ask(find);
    const { id, firstBatch } = cursor as { readonly id: unknown; readonly firstBatch: Document[] };
    const documents = [...firstBatch];
    for (let next = id; String(next) !== '0'; ) {
      const answer = await this.#ask({ getMore: next, collection, $db: database });
      const more = answer['cursor'] as { readonly id: unknown; readonly nextBatch: Document[] };
      documents.push(...more.nextBatch);
      next = more.id;
    }
    return JSON.stringify(documents);
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (!connection) return;
    const closed = connection.then(
      (open) => open.close(),
      () => undefined,
    );
    await this.#surroundings.wait(closed, 'the end of a MongoDB session');
  }

  #ask(command: Document): Promise<Document> {
    const [what = ''] = Object.keys(command);
    const answer = async (): Promise<Document> => {
      this.#connection ??= this.#reach();
      return (await this.#connection).ask(command);
    };
    return this.#surroundings.wait(answer(), `the answer of MongoDB ${this.#name} to ${what}`);
  }

  /** Tries again and again, as the driver does, until its patience is at its end. */
  async #reach(): Promise<WireConnection> {
    const { clock } = this.#surroundings;
    const until = clock.now() + this.#patienceMs;
    for (;;) {
      const left = until - clock.now();
      try {
        return await this.#attempt(left);
      } catch (error) {
        const cause = error instanceof Error ? error : new Error(String(error));
        const wait = Math.min(BETWEEN_ATTEMPTS_MS, until - clock.now());
        if (wait <= 0) throw new MongoServerSelectionError(cause);
        await new Promise<void>((resolve) => void clock.after(wait, resolve));
        if (clock.now() >= until) throw new MongoServerSelectionError(cause);
      }
    }
  }

  async #attempt(milliseconds: number): Promise<WireConnection> {
    const { clock, network } = this.#surroundings;
    const plain = network.connect({ host: this.#address.host, port: this.#address.port, noDelay: true });
    const tls = this.#tls;
    const socket = tls ? connectTls({ socket: plain, ...connectionOptions(tls) }) : plain;
    const connection = new WireConnection(socket);
    try {
      const hello = connection.ask({ hello: 1, helloOk: true, $db: 'admin' });
      await within(clock, milliseconds, `the greeting of MongoDB ${this.#name}`, hello);
      return connection;
    } catch (error) {
      plain.destroy();
      socket.destroy();
      throw error;
    }
  }
}

/** One connection, and the one question that is under way on it. */
class WireConnection {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #asked = 0;
  #waiting: PromiseWithResolvers<Document> | undefined;
  #error: Error | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  async ask(command: Document): Promise<Document> {
    if (this.#error) throw this.#error;
    const body = serialize(command);
    const message = Buffer.alloc(PREFIX_BYTES + body.length);
    message.writeInt32LE(message.length, 0);
    this.#asked += 1;
    message.writeInt32LE(this.#asked, 4);
    message.writeInt32LE(OP_MSG, 12);
    message.set(body, PREFIX_BYTES);
    const waiting = Promise.withResolvers<Document>();
    this.#waiting = waiting;
    this.#socket.write(message);
    const answer = await waiting.promise;
    if (answer['ok'] !== 1) throw new MongoCommandError(answer);
    return answer;
  }

  close(): Promise<void> {
    if (this.#socket.closed) return Promise.resolve();
    return new Promise((resolve) => this.#socket.once('close', () => resolve()).destroySoon());
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= HEADER_BYTES) {
      const length = this.#received.readInt32LE(0);
      if (this.#received.readInt32LE(12) !== OP_MSG || length < PREFIX_BYTES) {
        this.#fail(new Error('the server does not speak the protocol of MongoDB'));
        this.#socket.destroy();
        return;
      }
      if (this.#received.length < length) return;
      const document = deserialize(this.#received.subarray(PREFIX_BYTES, length));
      this.#received = this.#received.subarray(length);
      this.#waiting?.resolve(document);
      this.#waiting = undefined;
    }
  }

  #fail(error: Error): void {
    this.#error ??= error;
    this.#waiting?.reject(this.#error);
    this.#waiting = undefined;
  }
}
