import { ObjectId } from 'bson';
import { update as applyOperators } from 'mingo';
import { copyDocument, type Document, describeValue, isDocument, valueKey } from './document.ts';
import { CommandError } from './errors.ts';
import { aggregate, type QueryOptions, stageName } from './query.ts';

/** Stages that an update pipeline may have (MongoDB: reference/command/update, aggregation pipeline). */
const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** The change that an update statement asks for. */
export interface Change {
  readonly filter: Document;
  /** Update operators, a replacement document, or a pipeline. */
  readonly update: Document | readonly Document[];
  readonly arrayFilters: readonly Document[];
  readonly options: QueryOptions;
}

/** True if the update replaces the whole document, rather than changing fields of it. */
export function isReplacement(update: Change['update']): update is Document {
  return isDocument(update) && !Object.keys(update).some((name) => name.startsWith('$'));
}

/**
 * The document after the change; the given one stays as it is.
 * @throws CommandError ImmutableField if `_id` would change, FailedToParse for an update that is none.
 */
export function updated(document: Document, change: Change): Document {
  return withSameId(document, transform(document, change, false));
}

/** The document that an upsert inserts: the filter's equalities, then the change, `$setOnInsert` included. */
export function upserted(change: Change): Document {
  const base = equalities(change.filter);
  const start = isReplacement(change.update) ? pickId(base) : base;
  const { _id, ...fields } = transform(start, change, true);
  return withSameId(base, { _id: _id === undefined ? (base['_id'] ?? new ObjectId()) : _id, ...fields });
}

function transform(document: Document, change: Change, inserting: boolean): Document {
  const { update } = change;
  if (isReplacement(update)) return { ...pickId(document), ...update };
  if (!isDocument(update)) {
    const unknown = update.map(stageName).find((name) => !UPDATE_STAGES.has(name));
    if (unknown !== undefined) {
      throw new CommandError('InvalidOptions', `${unknown} is not allowed to be used within an update`);
    }
    const [result = document] = aggregate([document], update, change.options);
    return { ...pickId(document), ...result };
  }
  return transformFields(document, update, change, inserting);
}

function transformFields(document: Document, update: Document, change: Change, inserting: boolean): Document {
  const { $setOnInsert: onInsert = {}, ...operators } = update;
  const modifier: Record<string, Document> = {};
  for (const [name, operand] of Object.entries({
    ...operators,
    ...(inserting && { $setOnInsert: onInsert }),
  })) {
    if (!name.startsWith('$')) {
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(operand)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found ${describeValue(operand)} instead, for ${name}`,
      );
    }
    const target = name === '$setOnInsert' ? '$set' : name;
    modifier[target] = { ...modifier[target], ...operand };
  }
  // The library refuses any `$set` of `_id`; the server refuses only one that changes it.
  const { _id: newId, ...assignments } = modifier['$set'] ?? {};
  if (modifier['$set'] !== undefined) modifier['$set'] = assignments;
  const result = copyDocument(document);
  if (newId !== undefined) result['_id'] = newId;
  const condition = usesMatchedPosition(modifier) ? change.filter : {};
  applyOperators(result, modifier, [...change.arrayFilters], condition, {
    cloneMode: 'deep',
    queryOptions: change.options,
  });
  return result;
}

/** True for paths such as `grades.$`, which need to know which array element the filter matched. */
function usesMatchedPosition(modifier: Record<string, Document>): boolean {
  return Object.values(modifier).some((fields) =>
    Object.keys(fields).some((path) => path.split('.').includes('$')),
  );
}

function withSameId(before: Document, after: Document): Document {
  const id = before['_id'];
  if (id !== undefined && valueKey(id) !== valueKey(after['_id'])) {
    throw new CommandError(
      'ImmutableField',
      `Performing an update on the path '_id' would modify the immutable field '_id' from ${describeValue(id)} to ${describeValue(after['_id'])}`,
    );
  }
  return after;
}

function pickId(document: Document): Document {
  return document['_id'] === undefined ? {} : { _id: document['_id'] };
}

/** The fields whose value a filter fixes: `{ a: 1, 'b.c': { $eq: 2 }, $and: [{ d: 3 }] }` gives a, b.c and d. */
function equalities(filter: Document): Document {
  const base: Document = {};
  collectEqualities(filter, base);
  const { _id, ...fields } = base;
  const result: Document = _id === undefined ? {} : { _id };
  applyOperators(result, { $set: fields }, [], {}, { cloneMode: 'deep' });
  return result;
}

function collectEqualities(filter: Document, base: Document): void {
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) {
      for (const part of condition) if (isDocument(part)) collectEqualities(part, base);
    } else if (!path.startsWith('$') && !(condition instanceof RegExp)) {
      const hasOperators =
        isDocument(condition) && Object.keys(condition).some((name) => name.startsWith('$'));
      if (!hasOperators) base[path] = condition;
      else if (Object.hasOwn(condition, '$eq')) base[path] = condition['$eq'];
    }
  }
}
