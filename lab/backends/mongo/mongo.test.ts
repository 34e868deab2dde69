import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Db, MongoBulkWriteError, MongoClient, MongoServerError, UUID } from 'mongodb';
import type { ReceivedRequest, RunningBackend } from '../backend.ts';
import { mongo } from './mongo.ts';

describe('the mongodb driver', () => {
  const received: ReceivedRequest[] = [];
  const logged: string[] = [];
  let backend: RunningBackend;
  let client: MongoClient;
  let db: Db;

  before(async () => {
    backend = await mongo.start({
      hostname: 'mongo-1',
      ports: [{ port: 5353, protocol: 'UDP' }],
      args: [],
      env: {},
      onReceived: (request) => received.push(request),
      onLog: (line) => logged.push(line),
    });
    const address = backend.addresses.get(27017);
    client = new MongoClient(`mongodb://${address?.host}:${address?.port}`, {
      serverSelectionTimeoutMS: 2000,
    });
    db = client.db('test');
  });
  after(async () => {
    await client.close();
    await backend.close();
  });
  beforeEach(async () => {
    await db.dropDatabase();
    received.length = 0;
  });

  const summaries = () => received.map(({ summary }) => summary).filter((summary) => summary !== 'hello');
  const names = async () => (await db.admin().listDatabases()).databases.map(({ name }) => name);

  it('lists the built-in databases and those with a collection', async () => {
    assert.deepEqual(await names(), ['admin', 'config', 'local']);
    await db.collection('movies').insertOne({ title: 'Alien' });
    assert.deepEqual(await names(), ['admin', 'config', 'local', 'test']);
    const filtered = await db.admin().listDatabases({ nameOnly: true, filter: { name: /^t/ } });
    assert.deepEqual(filtered.databases, [{ name: 'test' }]);
    assert.deepEqual(summaries(), ['listDatabases', 'insert test.movies', 'listDatabases', 'listDatabases']);
  });

  it('creates, reads, updates and deletes documents', async () => {
    const movies = db.collection<{ title: string; year: number; tags?: string[] }>('movies');
    const { insertedIds } = await movies.insertMany([
      { title: 'Alien', year: 1979, tags: ['space'] },
      { title: 'Brazil', year: 1985 },
      { title: 'Coma', year: 1978 },
    ]);
    const ids = Object.values(insertedIds);
    assert.equal((await movies.findOne({ _id: { $in: ids.slice(1) } }))?.title, 'Brazil');
    assert.equal(await movies.countDocuments({ _id: { $in: ids } }), 3);
    const found = movies.find(
      { year: { $lt: 1980 } },
      { projection: { _id: 0, title: 1 }, sort: { year: 1 } },
    );
    assert.deepEqual(await found.toArray(), [{ title: 'Coma' }, { title: 'Alien' }]);
    const page = movies.find().sort({ title: -1 }).skip(1).limit(1);
    assert.deepEqual(
      (await page.toArray()).map(({ title }) => title),
      ['Brazil'],
    );

    const one = await movies.updateOne({ title: 'Alien' }, { $push: { tags: 'crew' } });
    const many = await movies.updateMany({}, [{ $set: { year: { $add: ['$year', 1] } } }]);
    const upsert = await movies.updateOne({ title: 'Dune' }, { $set: { year: 1984 } }, { upsert: true });
    assert.deepEqual([one.modifiedCount, many.modifiedCount, upsert.upsertedCount], [1, 3, 1]);
    assert.deepEqual(await movies.distinct('tags'), ['space', 'crew']);
    const changed = await movies.findOneAndUpdate(
      { title: 'Dune' },
      { $inc: { year: 37 } },
      { returnDocument: 'after' },
    );
    assert.equal(changed?.year, 2021);
    assert.equal((await movies.findOneAndDelete({ title: 'Coma' }))?.year, 1979);
    assert.equal((await movies.deleteMany({ year: { $gt: 1985 } })).deletedCount, 2);
    assert.equal(await movies.estimatedDocumentCount(), 1);
  });

  it('projects without changing what is stored', async () => {
    const movies = db.collection('movies');
    await movies.insertOne({ crew: { director: 'Scott', writer: 'O’Bannon' } });
    await movies.find({}, { projection: { 'crew.writer': 0 } }).toArray();
    await movies.aggregate([{ $unset: 'crew.director' }]).toArray();
    assert.deepEqual((await movies.findOne())?.['crew'], { director: 'Scott', writer: 'O’Bannon' });
  });

  it('keeps BSON types', async () => {
    const values = {
      _id: new UUID(),
      when: new Date(0),
      pattern: /a/i,
      nothing: null,
      bytes: Buffer.from([255, 0]),
    };
    await db.collection<{ _id: UUID }>('values').insertOne(values);
    const stored = await db
      .collection<{ _id: UUID; bytes: { buffer: Uint8Array } }>('values')
      .findOne({ _id: values._id });
    assert.ok(stored);
    assert.deepEqual(Buffer.from(stored.bytes.buffer), values.bytes);
    assert.deepEqual({ ...stored, bytes: values.bytes }, values);
  });

  it('aggregates over collections and into them', async () => {
    await db.collection<{ _id: number }>('items').insertMany([{ _id: 1 }, { _id: 2 }]);
    await db.collection('sales').insertMany([
      { item: 1, n: 2 },
      { item: 1, n: 3 },
      { item: 2, n: 4 },
    ]);
    const perItem = [{ $group: { _id: '$item', n: { $sum: '$n' } } }, { $sort: { _id: 1 } }];
    assert.deepEqual(await db.collection('sales').aggregate(perItem).toArray(), [
      { _id: 1, n: 5 },
      { _id: 2, n: 4 },
    ]);
    const joined = db
      .collection('items')
      .aggregate([
        { $lookup: { from: 'sales', localField: '_id', foreignField: 'item', as: 'sales' } },
        { $project: { count: { $size: '$sales' } } },
        { $out: 'counts' },
      ]);
    assert.deepEqual(await joined.toArray(), []);
    const more = [{ $match: { _id: 2 } }, { $set: { count: 9 } }, { $merge: 'counts' }];
    await db.collection('items').aggregate(more).toArray();
    assert.deepEqual(await db.collection('counts').find().toArray(), [
      { _id: 1, count: 2 },
      { _id: 2, count: 9 },
    ]);
  });

  it('fetches long results in batches, as they were when asked for', async () => {
    const numbers = db.collection('numbers');
    await numbers.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })));
    received.length = 0;
    const cursor = numbers.find().batchSize(100);
    const first = await cursor.next();
    await numbers.deleteMany({});
    const rest = await cursor.toArray();
    assert.deepEqual(
      [first, ...rest].map((document) => document?.['n']),
      Array.from({ length: 250 }, (_, n) => n),
    );
    assert.deepEqual(summaries(), [
      'find test.numbers',
      'delete test.numbers',
      'getMore test.numbers',
      'getMore test.numbers',
    ]);
  });

  it('closes cursors that are left early', async () => {
    const numbers = db.collection('numbers');
    await numbers.insertMany(Array.from({ length: 20 }, (_, n) => ({ n })));
    const cursor = numbers.find().batchSize(5);
    await cursor.next();
    const id = cursor.id;
    await cursor.close();
    await assert.rejects(db.command({ getMore: id, collection: 'numbers' }), {
      code: 43,
      codeName: 'CursorNotFound',
    });
  });

  it('reports duplicate keys, and goes on if the inserts are unordered', async () => {
    const movies = db.collection<{ _id: number }>('movies');
    const inserting = movies.insertMany([{ _id: 1 }, { _id: 1 }, { _id: 2 }], { ordered: false });
    await assert.rejects(inserting, (error) => {
      assert.ok(error instanceof MongoBulkWriteError);
      assert.equal(error.insertedCount, 2);
      return true;
    });
    await assert.rejects(movies.insertOne({ _id: 2 }), (error) => {
      assert.ok(error instanceof MongoServerError);
      assert.equal(error.code, 11000);
      assert.equal(
        error.message,
        'E11000 duplicate key error collection: test.movies index: _id_ dup key: { _id: 2 }',
      );
      assert.deepEqual([error['keyPattern'], error['keyValue']], [{ _id: 1 }, { _id: 2 }]);
      return true;
    });
  });

  it('creates, lists and drops collections and indexes', async () => {
    const movies = await db.createCollection('movies');
    await assert.rejects(db.createCollection('movies'), { code: 48 });
    await movies.createIndex({ year: 1 });
    assert.deepEqual(
      (await movies.indexes()).map(({ name }) => name),
      ['_id_', 'year_1'],
    );
    await assert.rejects(movies.createIndex({ title: 1 }, { unique: true }), { code: 115 });
    assert.deepEqual(await db.listCollections({}, { nameOnly: true }).toArray(), [
      { name: 'movies', type: 'collection' },
    ]);
    assert.equal(await movies.drop(), true);
    assert.deepEqual(await db.listCollections().toArray(), []);
  });

  const refused: readonly [string, Record<string, unknown>, number][] = [
    ['an unknown command', { nope: 1 }, 59],
    ['an unknown operator', { find: 'movies', filter: { a: { $nope: 1 } } }, 2],
    ['code to run', { find: 'movies', filter: { $where: 'true' } }, 2],
    ['a wrong type', { find: 'movies', limit: 'x' }, 14],
    ['a missing field', { insert: 'movies' }, 40414],
    ['an unknown stage', { aggregate: 'movies', pipeline: [{ $nope: {} }], cursor: {} }, 40324],
    ['a bad collection name', { insert: 'a$b', documents: [{}] }, 73],
    ['an admin command elsewhere', { listDatabases: 1 }, 13],
    ['a transaction', { find: 'movies', txnNumber: 1 }, 20],
  ];
  for (const [title, command, code] of refused) {
    it(`refuses ${title} with code ${code}`, async () => {
      await assert.rejects(db.command(command), { name: 'MongoServerError', code });
    });
  }

  it('names the command that does not exist', async () => {
    await assert.rejects(db.command({ nope: 1 }), {
      message: "no such command: 'nope'",
      codeName: 'CommandNotFound',
    });
  });

  it('records hellos and logs connections', () => {
    const messages = logged.map((line): unknown => JSON.parse(line).msg);
    assert.equal(messages[0], 'Waiting for connections');
    assert.ok(messages.includes('Connection accepted'));
    assert.ok(backend.connectionsAccepted >= 2);
  });
});
