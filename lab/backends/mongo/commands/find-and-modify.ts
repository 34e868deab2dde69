import type { Document } from '../document.ts';
import { CommandError } from '../errors.ts';
import { queryOptions, select } from '../query.ts';
import { upserted } from '../updates.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';
import { readChange, store } from './writes.ts';

function findAndModify(call: CommandCall): Document {
  const { database, fields, name, server } = call;
  const removing = fields.flag('remove');
  if (removing === fields.has('update')) {
    throw new CommandError('FailedToParse', "Either an update or 'remove'=true must be specified");
  }
  const collectionName = fields.text(name);
  const options = queryOptions(fields);
  const collection = server.store.collection(database, collectionName);
  const selection = {
    filter: fields.document('query', {}),
    sort: fields.document('sort', {}),
    skip: 0,
    limit: 1,
    projection: {},
  };
  const [found] = select(collection?.documents() ?? [], selection, options);
  const answer = (document: Document | undefined, lastErrorObject: Document): Document => {
    const projection = fields.document('fields', {});
    const shown = select(
      document === undefined ? [] : [document],
      { ...selection, filter: {}, projection },
      options,
    );
    return { lastErrorObject, value: shown[0] ?? null };
  };

  if (removing) {
    if (found !== undefined) collection?.remove(found);
    return answer(found, { n: found === undefined ? 0 : 1 });
  }
  const change = readChange(fields, { filter: 'query', update: 'update' }, options);
  const wantsNew = fields.flag('new');
  if (collection !== undefined && found !== undefined) {
    store(collection, found, change);
    const [now] = select(collection.documents(), { ...selection, filter: { _id: found['_id'] } }, options);
    return answer(wantsNew ? now : found, { n: 1, updatedExisting: true });
  }
  if (!fields.flag('upsert')) return answer(undefined, { n: 0, updatedExisting: false });
  const inserted = server.store.ensureCollection(database, collectionName).insert(upserted(change));
  return answer(wantsNew ? inserted : undefined, { n: 1, updatedExisting: false, upserted: inserted['_id'] });
}

const command = (name: string): Command => ({ collectionField: name, run: findAndModify });

/** `findAndModify` under both of its spellings. */
export const findAndModifyCommands: CommandTable = {
  findAndModify: command('findAndModify'),
  findandmodify: command('findandmodify'),
};
