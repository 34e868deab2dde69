import type { ListeningAddress } from '../../engine/index.ts';
import type { ClientTls } from './client-tls.ts';
import { mongoClient } from './mongo-client.ts';

/** What scenarios do with a MongoDB server. Connects at the first use. */
export interface MongoSession {
  /**
   * Names of the databases.
   *
   * @throws Error if the server cannot be reached within the patience of the session
   */
  databases(): Promise<string[]>;
  /**
   * Inserts a document and reads all documents of its collection, as JSON without `_id`.
   *
   * @throws Error if the server cannot be reached within the patience of the session, or refuses
   */
  insertAndRead(
    database: string,
    collection: string,
    document: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** A session by the official driver, over sockets of the system. `patienceMs`: how long it tries to reach the server. */
export function driverSession(
  address: ListeningAddress,
  name: string,
  tls: ClientTls | undefined,
  patienceMs: number,
): MongoSession {
  const client = mongoClient(address, name, tls, patienceMs);
  return {
    async databases() {
      const { databases } = await client.db('admin').admin().listDatabases();
      return databases.map((database) => database.name);
    },
    async insertAndRead(database, collection, document) {
      const documents = client.db(database).collection(collection);
      await documents.insertOne({ ...document });
      return JSON.stringify(await documents.find({}, { projection: { _id: 0 } }).toArray());
    },
    close: () => client.close(),
  };
}
