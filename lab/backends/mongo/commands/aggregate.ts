import { ObjectId } from 'bson';
import { type Document, isDocument } from '../document.ts';
import { CommandError } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { aggregate, type QueryOptions, queryOptions, stageName } from '../query.ts';
import type { Collection, Store } from '../store.ts';
import { collectionStatistics } from './statistics.ts';

interface AggregateCall {
  readonly store: Store;
  readonly database: string;
  /** Absent for a pipeline on the database itself. */
  readonly collection: string | undefined;
  readonly fields: Fields;
}

/** Stages that bring their own documents and can only come first. */
const SOURCES: Readonly<Record<string, (call: AggregateCall) => Document[]>> = {
  $collStats: (call) => {
    const storageStats = collectionStatistics(sourceOf(call));
    const ns = `${call.database}.${call.collection}`;
    return [{ ns, localTime: new Date(), storageStats, count: storageStats['count'] }];
  },
  $indexStats: (call) => {
    const specifications = [...(sourceOf(call)?.indexes.values() ?? [])];
    return specifications.map((spec) => ({ name: spec['name'], key: spec['key'], spec }));
  },
  $currentOp: () => [],
};

function sourceOf({ store, database, collection }: AggregateCall): Collection | undefined {
  return collection === undefined ? undefined : store.collection(database, collection);
}

/** Runs the pipeline of an `aggregate` command; a last stage `$out` or `$merge` writes and gives no documents. */
export function runAggregate(call: AggregateCall): Document[] {
  const { store, database, fields } = call;
  const pipeline = [...fields.documents('pipeline')];
  const options = queryOptions(fields, (name) => store.collection(database, name)?.documents() ?? []);
  const last = pipeline.at(-1);
  const writer = last === undefined ? undefined : WRITERS[stageName(last)];
  if (last === undefined || writer === undefined) return readRows(call, pipeline, options);
  const rows = readRows(call, pipeline.slice(0, -1), options);
  writer(call, last, rows, options);
  return [];
}

function readRows(call: AggregateCall, pipeline: readonly Document[], options: QueryOptions): Document[] {
  const [first, ...rest] = pipeline;
  const misplaced = pipeline
    .map(stageName)
    .find((name, index) => name in WRITERS || (index > 0 && name in SOURCES));
  if (misplaced !== undefined) {
    throw new CommandError('BadValue', `${misplaced} is not allowed at this place of a pipeline`);
  }
  const source = first === undefined ? undefined : SOURCES[stageName(first)];
  if (source !== undefined) return aggregate(source(call), rest, options);
  return aggregate(sourceOf(call)?.documents() ?? [], pipeline, options);
}

type Writer = (
  call: AggregateCall,
  stage: Document,
  rows: readonly Document[],
  options: QueryOptions,
) => void;

const WRITERS: Readonly<Record<string, Writer>> = {
  $out: (call, stage, rows) => {
    rewrite(targetOf(call, stage['$out']), rows);
  },
  $merge: (call, stage, rows, options) => {
    const spec = isDocument(stage['$merge']) ? stage['$merge'] : { into: stage['$merge'] };
    const target = targetOf(call, spec['into']);
    const merged = target.documents();
    aggregate(rows.map(withId), [{ $merge: { ...spec, into: 'target' } }], {
      ...options,
      collectionResolver: () => merged,
    });
    rewrite(target, merged);
  },
};

function withId(row: Document): Document {
  return row['_id'] === undefined ? { _id: new ObjectId(), ...row } : row;
}

/** The collection that `$out` or `$merge` names, as `"name"` or `{ db, coll }`. */
function targetOf({ store, database }: AggregateCall, target: unknown): Collection {
  if (typeof target === 'string') return store.ensureCollection(database, target);
  const { db, coll } = isDocument(target) ? target : {};
  if (typeof coll !== 'string') {
    throw new CommandError('TypeMismatch', '$out and $merge need a collection: a name, or { db, coll }');
  }
  return store.ensureCollection(typeof db === 'string' ? db : database, coll);
}

/** Puts rows in the place of all documents, or leaves them all if one row cannot be stored. */
function rewrite(collection: Collection, rows: readonly Document[]): void {
  const before = collection.documents();
  collection.clear();
  try {
    for (const row of rows) collection.insert(row);
  } catch (error) {
    collection.clear();
    for (const document of before) collection.insert(document);
    throw error;
  }
}
