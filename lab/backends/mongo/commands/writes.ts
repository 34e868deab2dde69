import { type Document, valueKey } from '../document.ts';
import { CommandError, toCommandError } from '../errors.ts';
import type { Fields } from '../fields.ts';
import { matching, type QueryOptions, queryOptions } from '../query.ts';
import type { Collection } from '../store.ts';
import { type Change, isReplacement, updated, upserted } from '../updates.ts';
import type { CommandCall, CommandTable } from './command.ts';

/**
 * Runs the statements of a write command. A failed statement becomes an entry of `writeErrors`;
 * the ones after it still run if the client said `ordered: false`.
 */
function runStatements<T>(
  fields: Fields,
  statements: readonly T[],
  run: (statement: T, index: number) => void,
): Document {
  const writeErrors: Document[] = [];
  const ordered = fields.flag('ordered', true);
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (thrown) {
      const error = toCommandError(thrown);
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.details });
      if (ordered) break;
    }
  }
  return writeErrors.length === 0 ? {} : { writeErrors };
}

function insert({ database, fields, server }: CommandCall): Document {
  const documents = fields.documents('documents');
  const collection = server.store.ensureCollection(database, fields.text('insert'));
  let n = 0;
  const errors = runStatements(fields, documents, (document) => {
    collection.insert(document);
    n += 1;
  });
  return { n, ...errors };
}

/** Reads the change of an update statement; `updateField` is `u` in `update`, `update` in `findAndModify`. */
export function readChange(
  statement: Fields,
  names: { filter: string; update: string },
  options: QueryOptions,
): Change {
  const value = statement.value(names.update);
  return {
    filter: statement.document(names.filter, {}),
    update: Array.isArray(value) ? statement.documents(names.update) : statement.document(names.update),
    arrayFilters: statement.documents('arrayFilters', []),
    options,
  };
}

/** Stores the changed document; false if the change left it as it was. */
export function store(collection: Collection, document: Document, change: Change): boolean {
  const next = updated(document, change);
  if (valueKey(next) === valueKey(document)) return false;
  collection.replace(next);
  return true;
}

function update({ database, fields, server }: CommandCall): Document {
  const statements = fields.parts('updates');
  const name = fields.text('update');
  const options = queryOptions(fields);
  const upsertedIds: Document[] = [];
  let n = 0;
  let nModified = 0;
  const errors = runStatements(fields, statements, (statement, index) => {
    const change = readChange(statement, { filter: 'q', update: 'u' }, options);
    const multi = statement.flag('multi');
    if (multi && isReplacement(change.update)) {
      throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
    }
    const existing = server.store.collection(database, name);
    const found = matching(existing?.documents() ?? [], change.filter, options);
    if (existing !== undefined && found.length > 0) {
      for (const document of multi ? found : found.slice(0, 1)) {
        if (store(existing, document, change)) nModified += 1;
        n += 1;
      }
    } else if (statement.flag('upsert')) {
      const inserted = server.store.ensureCollection(database, name).insert(upserted(change));
      upsertedIds.push({ index, _id: inserted['_id'] });
      n += 1;
    }
  });
  return { n, nModified, ...(upsertedIds.length > 0 && { upserted: upsertedIds }), ...errors };
}

function remove({ database, fields, server }: CommandCall): Document {
  const statements = fields.parts('deletes');
  const collection = server.store.collection(database, fields.text('delete'));
  const options = queryOptions(fields);
  let n = 0;
  const errors = runStatements(fields, statements, (statement) => {
    const found = matching(collection?.documents() ?? [], statement.document('q'), options);
    for (const document of statement.count('limit', 0) === 1 ? found.slice(0, 1) : found) {
      collection?.remove(document);
      n += 1;
    }
  });
  return { n, ...errors };
}

/** Commands that change documents and answer with counts. */
export const writeCommands: CommandTable = {
  insert: { collectionField: 'insert', run: insert },
  update: { collectionField: 'update', run: update },
  delete: { collectionField: 'delete', run: remove },
};
