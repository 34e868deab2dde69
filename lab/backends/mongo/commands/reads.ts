import { Long } from 'bson';
import type { FirstBatch } from '../cursors.ts';
import type { Document } from '../document.ts';
import { CommandError } from '../errors.ts';
import { Fields } from '../fields.ts';
import { distinctValues, matching, queryOptions, select } from '../query.ts';
import { runAggregate } from './aggregate.ts';
import type { CommandCall, CommandTable } from './command.ts';

function find({ database, fields, server }: CommandCall): Document {
  const collection = fields.text('find');
  const selection = {
    filter: fields.document('filter', {}),
    sort: fields.document('sort', {}),
    skip: fields.count('skip', 0),
    limit: fields.count('limit', 0),
    projection: fields.document('projection', {}),
  };
  const documents = server.store.collection(database, collection)?.documents() ?? [];
  return server.cursors.first(
    `${database}.${collection}`,
    select(documents, selection, queryOptions(fields)),
    firstBatch(fields, fields.flag('singleBatch')),
  );
}

/** The client's wishes for its first batch, from a command or its `cursor` field. */
export function firstBatch(fields: Fields, singleBatch = false): FirstBatch {
  return { singleBatch, ...(fields.has('batchSize') && { batchSize: fields.count('batchSize', 0) }) };
}

function getMore({ database, fields, server }: CommandCall): Document {
  const namespace = `${database}.${fields.text('collection')}`;
  return server.cursors.next(fields.count('getMore', 0), namespace, fields.count('batchSize', 0));
}

function killCursors({ fields, server }: CommandCall): Document {
  const killed: Long[] = [];
  const missing: Long[] = [];
  const ids: unknown = fields.value('cursors');
  if (!Array.isArray(ids)) {
    throw new CommandError('TypeMismatch', "BSON field 'killCursors.cursors' must be an array of cursor ids");
  }
  for (const id of ids) {
    const number = Number(id);
    (server.cursors.kill(number) ? killed : missing).push(Long.fromNumber(number));
  }
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
}

function count({ database, fields, server }: CommandCall): Document {
  const documents = server.store.collection(database, fields.text('count'))?.documents() ?? [];
  const found = matching(documents, fields.document('query', {}), queryOptions(fields)).length;
  const afterSkip = Math.max(0, found - fields.count('skip', 0));
  const limit = fields.count('limit', 0);
  return { n: limit === 0 ? afterSkip : Math.min(limit, afterSkip) };
}

function distinct({ database, fields, server }: CommandCall): Document {
  const documents = server.store.collection(database, fields.text('distinct'))?.documents() ?? [];
  const found = matching(documents, fields.document('query', {}), queryOptions(fields));
  return { values: distinctValues(found, fields.text('key')) };
}

function aggregate({ database, fields, server }: CommandCall): Document {
  if (!fields.has('cursor')) {
    throw new CommandError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  const collection = fields.value('aggregate') === 1 ? undefined : fields.text('aggregate');
  const rows = runAggregate({ store: server.store, database, collection, fields });
  return server.cursors.first(
    `${database}.${collection ?? '$cmd.aggregate'}`,
    rows,
    firstBatch(new Fields('aggregate.cursor', fields.document('cursor'))),
  );
}

/** Commands that answer with documents. */
export const readCommands: CommandTable = {
  find: { collectionField: 'find', run: find },
  getMore: { collectionField: 'collection', run: getMore },
  killCursors: { collectionField: 'killCursors', run: killCursors },
  count: { collectionField: 'count', run: count },
  distinct: { collectionField: 'distinct', run: distinct },
  aggregate: { collectionField: 'aggregate', run: aggregate },
};
