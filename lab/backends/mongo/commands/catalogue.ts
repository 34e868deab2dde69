import { Long } from 'bson';
import type { Document } from '../document.ts';
import { CommandError } from '../errors.ts';
import { Fields } from '../fields.ts';
import { matching } from '../query.ts';
import type { Collection } from '../store.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';
import { firstBatch } from './reads.ts';
import { collectionStatistics, databaseBytes, databaseStatistics } from './statistics.ts';

/** Options of `create` that would change what a collection does, and that this server does not have. */
const UNSUPPORTED_OPTIONS = [
  'capped',
  'timeseries',
  'viewOn',
  'validator',
  'clusteredIndex',
  'encryptedFields',
  'expireAfterSeconds',
];

function listDatabases({ fields, server }: CommandCall): Document {
  const all = server.store.databaseNames().map((name) => {
    return { name, sizeOnDisk: databaseBytes(server.store, name), empty: false };
  });
  const databases = matching(all, fields.document('filter', {}));
  if (fields.flag('nameOnly')) return { databases: databases.map(({ name }) => ({ name })) };
  const totalSize = databases.reduce((total, { sizeOnDisk }) => total + sizeOnDisk, 0);
  return {
    databases: databases.map((entry) => ({ ...entry, sizeOnDisk: Long.fromNumber(entry.sizeOnDisk) })),
    totalSize: Long.fromNumber(totalSize),
    totalSizeMb: Long.fromNumber(Math.floor(totalSize / 1024 / 1024)),
  };
}

function listCollections({ database, fields, server }: CommandCall): Document {
  const all = [...server.store.collections(database)].map(([name, collection]) => ({
    name,
    type: 'collection',
    options: {},
    info: { readOnly: false, uuid: collection.uuid },
    idIndex: collection.indexes.get('_id_'),
  }));
  const found = matching(all, fields.document('filter', {}));
  const shown = fields.flag('nameOnly') ? found.map(({ name, type }) => ({ name, type })) : found;
  const cursor = new Fields('listCollections.cursor', fields.document('cursor', {}));
  return server.cursors.first(`${database}.$cmd.listCollections`, shown, firstBatch(cursor));
}

function create({ database, fields, server }: CommandCall): Document {
  const name = fields.text('create');
  const unsupported = UNSUPPORTED_OPTIONS.find(
    (option) => fields.value(option) !== false && fields.has(option),
  );
  if (unsupported !== undefined) {
    throw new CommandError(
      'CommandNotSupported',
      `create: the embedded MongoDB has no '${unsupported}'; create the collection without it, or use the real image`,
    );
  }
  if (server.store.collection(database, name) !== undefined) {
    throw new CommandError('NamespaceExists', `Collection ${database}.${name} already exists.`);
  }
  server.store.ensureCollection(database, name);
  return {};
}

function drop({ database, fields, server }: CommandCall): Document {
  const name = fields.text('drop');
  const indexes = server.store.collection(database, name)?.indexes.size;
  // Since server 7.0, dropping what is not there succeeds.
  if (!server.store.dropCollection(database, name)) return {};
  return { nIndexesWas: indexes, ns: `${database}.${name}` };
}

function dropDatabase({ database, server }: CommandCall): Document {
  return server.store.dropDatabase(database) ? { dropped: database } : {};
}

function createIndexes({ database, fields, server }: CommandCall): Document {
  const name = fields.text('createIndexes');
  const specifications = fields.documents('indexes').map(checkIndex);
  const createdCollectionAutomatically = server.store.collection(database, name) === undefined;
  const collection = server.store.ensureCollection(database, name);
  const numIndexesBefore = collection.indexes.size;
  for (const { indexName, specification } of specifications) {
    if (!collection.indexes.has(indexName)) collection.indexes.set(indexName, specification);
  }
  const numIndexesAfter = collection.indexes.size;
  return {
    numIndexesBefore,
    numIndexesAfter,
    createdCollectionAutomatically,
    ...(numIndexesAfter === numIndexesBefore && { note: 'all indexes already exist' }),
  };
}

/** Indexes are listed and otherwise ignored, so those that change what a write does are refused. */
function checkIndex(index: Document): { indexName: string; specification: Document } {
  const fields = new Fields('createIndexes.indexes', index);
  if (fields.flag('unique') || fields.has('expireAfterSeconds')) {
    throw new CommandError(
      'CommandNotSupported',
      'createIndexes: the embedded MongoDB has no unique and no TTL indexes; leave these options out, or use the real image',
    );
  }
  const indexName = fields.text('name');
  return { indexName, specification: { v: 2, key: fields.document('key'), ...index } };
}

function dropIndexes({ database, fields, server }: CommandCall): Document {
  const { indexes } = existing(database, fields.text('dropIndexes'), server);
  const nIndexesWas = indexes.size;
  const wanted = fields.value('index');
  const names = wanted === '*' ? [...indexes.keys()].filter((name) => name !== '_id_') : [wanted].flat();
  for (const name of names) {
    if (name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index');
    if (typeof name !== 'string' || !indexes.delete(name)) {
      throw new CommandError('IndexNotFound', `index not found with name [${String(name)}]`);
    }
  }
  return { nIndexesWas };
}

function listIndexes({ database, fields, server }: CommandCall): Document {
  const { namespace, indexes } = existing(database, fields.text('listIndexes'), server);
  const cursor = new Fields('listIndexes.cursor', fields.document('cursor', {}));
  return server.cursors.first(namespace, [...indexes.values()], firstBatch(cursor));
}

function existing(database: string, name: string, server: CommandCall['server']): Collection {
  const collection = server.store.collection(database, name);
  if (collection === undefined) {
    throw new CommandError('NamespaceNotFound', `ns does not exist: ${database}.${name}`);
  }
  return collection;
}

const dbStats: Command = {
  run: ({ database, fields, server }) =>
    databaseStatistics(server.store, database, fields.count('scale', 1) || 1),
};

const collStats = (name: string): Command => ({
  collectionField: name,
  run: ({ database, fields, server }) => ({
    ns: `${database}.${fields.text(name)}`,
    ...collectionStatistics(server.store.collection(database, fields.text(name))),
  }),
});

/** Commands on databases, collections and indexes themselves. */
export const catalogueCommands: CommandTable = {
  listDatabases: { adminOnly: true, run: listDatabases },
  listCollections: { run: listCollections },
  create: { collectionField: 'create', run: create },
  drop: { collectionField: 'drop', run: drop },
  dropDatabase: { run: dropDatabase },
  createIndexes: { collectionField: 'createIndexes', run: createIndexes },
  dropIndexes: { collectionField: 'dropIndexes', run: dropIndexes },
  listIndexes: { collectionField: 'listIndexes', run: listIndexes },
  dbStats,
  dbstats: dbStats,
  collStats: collStats('collStats'),
  collstats: collStats('collstats'),
};
