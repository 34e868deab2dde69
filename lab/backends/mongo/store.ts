import { randomUUID } from 'node:crypto';
import { calculateObjectSize, ObjectId, UUID } from 'bson';
import { copyDocument, type Document, describeValue, MAX_DOCUMENT_BYTES, valueKey } from './document.ts';
import { CommandError } from './errors.ts';

/** Databases that every server has. */
const BUILT_IN_DATABASES = ['admin', 'config', 'local'] as const;

const ID_INDEX: Document = { v: 2, key: { _id: 1 }, name: '_id_' };

/** The documents of one collection, in the order of insertion. A stored document is never changed, only replaced. */
export class Collection {
  readonly namespace: string;
  readonly uuid = new UUID(randomUUID());
  /** Index specifications by name. They are listed; queries do not need them. */
  readonly indexes = new Map<string, Document>([['_id_', ID_INDEX]]);
  readonly #documents = new Map<string, Document>();

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  get count(): number {
    return this.#documents.size;
  }

  /** All documents now; later writes do not show in the returned array. */
  documents(): Document[] {
    return [...this.#documents.values()];
  }

  /** Size of all documents as BSON, in bytes. */
  bytes(): number {
    let bytes = 0;
    for (const document of this.#documents.values()) bytes += calculateObjectSize(document);
    return bytes;
  }

  /**
   * Adds a document, with a new `_id` if it has none, and returns it as stored.
   * @throws CommandError DuplicateKey, InvalidIdField or BSONObjectTooLarge.
   */
  insert(document: Document): Document {
    const { _id = new ObjectId(), ...fields } = document;
    const stored = admit({ _id, ...fields });
    const key = valueKey(_id);
    if (this.#documents.has(key)) {
      throw new CommandError(
        'DuplicateKey',
        `E11000 duplicate key error collection: ${this.namespace} index: _id_ dup key: { _id: ${describeValue(_id)} }`,
        { keyPattern: { _id: 1 }, keyValue: { _id } },
      );
    }
    this.#documents.set(key, stored);
    return stored;
  }

  /** Puts a document in the place of the stored one with the same `_id`. */
  replace(document: Document): void {
    this.#documents.set(valueKey(document['_id']), admit(document));
  }

  remove(document: Document): void {
    this.#documents.delete(valueKey(document['_id']));
  }

  clear(): void {
    this.#documents.clear();
  }
}

function admit(document: Document): Document {
  if (Array.isArray(document['_id'])) {
    throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array");
  }
  const bytes = calculateObjectSize(document);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${bytes}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
  return copyDocument(document);
}

/** All databases of one running backend, in memory. A database exists while it has a collection. */
export class Store {
  readonly #databases = new Map<string, Map<string, Collection>>();

  /** Names of the databases: the built-in ones and those with a collection, sorted. */
  databaseNames(): string[] {
    return [...new Set([...BUILT_IN_DATABASES, ...this.#databases.keys()])].sort();
  }

  /** Collections of a database by name; empty if there is no such database. */
  collections(database: string): ReadonlyMap<string, Collection> {
    return this.#databases.get(database) ?? new Map();
  }

  collection(database: string, name: string): Collection | undefined {
    return this.#databases.get(database)?.get(name);
  }

  /** The collection, created if it is missing, as a server does on the first write. */
  ensureCollection(database: string, name: string): Collection {
    checkNamespace(database, name);
    const collections = this.#databases.get(database) ?? new Map<string, Collection>();
    this.#databases.set(database, collections);
    const collection = collections.get(name) ?? new Collection(`${database}.${name}`);
    collections.set(name, collection);
    return collection;
  }

  /** Drops a collection; false if there was none. */
  dropCollection(database: string, name: string): boolean {
    const collections = this.#databases.get(database);
    if (collections?.delete(name) !== true) return false;
    if (collections.size === 0) this.#databases.delete(database);
    return true;
  }

  /** Drops a database; false if there was none. */
  dropDatabase(database: string): boolean {
    return this.#databases.delete(database);
  }
}

/** @throws CommandError InvalidNamespace (MongoDB: reference/limits, naming restrictions). */
function checkNamespace(database: string, collection: string): void {
  if (!/^[^/\\. "$*<>:|?\0]{1,63}$/u.test(database)) {
    throw new CommandError('InvalidNamespace', `Invalid database name: '${database}'`);
  }
  const namespace = `${database}.${collection}`;
  if (!/^[^.$\0][^$\0]*$/u.test(collection) || Buffer.byteLength(namespace) > 255) {
    throw new CommandError('InvalidNamespace', `Invalid namespace specified '${namespace}'`);
  }
}
