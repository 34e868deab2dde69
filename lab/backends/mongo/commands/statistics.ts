import type { Document } from '../document.ts';
import type { Collection, Store } from '../store.ts';

/** What an empty database takes on a fresh server, in bytes; shells print it in `show dbs`. */
const EMPTY_DATABASE_BYTES = 40_960;
const PAGE_BYTES = 4_096;

/** Bytes that some documents would take on disk: whole pages. */
function storageBytes(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}

/** Size of a database in bytes, for `listDatabases`. */
export function databaseBytes(store: Store, database: string): number {
  let bytes = EMPTY_DATABASE_BYTES;
  for (const collection of store.collections(database).values()) bytes += storageBytes(collection.bytes());
  return bytes;
}

/** Numbers of one collection, all sizes in bytes; zeros if it does not exist. */
export function collectionStatistics(collection: Collection | undefined): Document {
  const count = collection?.count ?? 0;
  const size = collection?.bytes() ?? 0;
  const indexes = [...(collection?.indexes.keys() ?? [])];
  return {
    size,
    count,
    numOrphanDocs: 0,
    storageSize: storageBytes(size),
    totalIndexSize: indexes.length * PAGE_BYTES,
    totalSize: storageBytes(size) + indexes.length * PAGE_BYTES,
    ...(count > 0 && { avgObjSize: Math.round(size / count) }),
    indexSizes: Object.fromEntries(indexes.map((name) => [name, PAGE_BYTES])),
    nindexes: indexes.length,
    capped: false,
    scaleFactor: 1,
  };
}

/** Numbers of one database, sizes divided by `scale`. */
export function databaseStatistics(store: Store, database: string, scale: number): Document {
  const collections = [...store.collections(database).values()];
  const objects = sum(collections, (collection) => collection.count);
  const dataSize = sum(collections, (collection) => collection.bytes());
  const storageSize = sum(collections, (collection) => storageBytes(collection.bytes()));
  const indexes = sum(collections, (collection) => collection.indexes.size);
  const indexSize = indexes * PAGE_BYTES;
  return {
    db: database,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize: dataSize / scale,
    storageSize: storageSize / scale,
    indexes,
    indexSize: indexSize / scale,
    totalSize: (storageSize + indexSize) / scale,
    scaleFactor: scale,
  };
}

function sum(collections: readonly Collection[], number: (collection: Collection) => number): number {
  return collections.reduce((total, collection) => total + number(collection), 0);
}
