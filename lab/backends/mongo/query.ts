import { Aggregator, ProcessingMode, Query } from 'mingo';
import * as stages from 'mingo/operators/pipeline';
import type { CollationSpec, CollectionResolver, Options } from 'mingo/types';
import { flatten, resolve } from 'mingo/util';
import { type Document, valueKey } from './document.ts';
import { CommandError } from './errors.ts';
import type { Fields } from './fields.ts';

/** What a command says about how its expressions are evaluated. */
export type QueryOptions = Partial<Options>;

/** Options of a command: `collation`, the variables of `let`, and the collections that `$lookup` may name. */
export function queryOptions(fields: Fields, collectionResolver?: CollectionResolver): QueryOptions {
  const { locale, ...collation } = fields.document('collation', {});
  const options: QueryOptions = {
    // Stored documents are shared with open cursors; some stages change what they are given.
    processingMode: ProcessingMode.CLONE_INPUT,
    // Code sent by a client never runs in the lab's own process.
    scriptEnabled: false,
    variables: fields.document('let', {}),
    ...(collectionResolver !== undefined && { collectionResolver }),
  };
  if (typeof locale !== 'string' || locale === 'simple') return options;
  const spec: CollationSpec = { ...collation, locale };
  return { ...options, collation: spec };
}

/** The documents that match a filter, in their order. */
export function matching<T extends Document>(
  documents: readonly T[],
  filter: Document,
  options: QueryOptions = { scriptEnabled: false },
): T[] {
  if (Object.keys(filter).length === 0) return [...documents];
  const query = new Query(filter, options);
  return documents.filter((document) => query.test(document));
}

/** What `find` shows of a collection: filter, then sort, skip, limit (0: none), then projection. */
interface Selection {
  readonly filter: Document;
  readonly sort: Document;
  readonly skip: number;
  readonly limit: number;
  readonly projection: Document;
}

export function select(
  documents: readonly Document[],
  selection: Selection,
  options: QueryOptions,
): Document[] {
  const { $natural: natural, ...sort } = selection.sort;
  const source = natural === -1 ? documents.toReversed() : [...documents];
  const cursor = new Query(selection.filter, options).find<Document>(source, selection.projection);
  if (Object.keys(sort).length > 0) cursor.sort(sort);
  if (selection.skip > 0) cursor.skip(selection.skip);
  if (selection.limit > 0) cursor.limit(selection.limit);
  return cursor.all();
}

/** Runs a pipeline. @throws CommandError Location40323 or Location40324 for a stage that is none. */
export function aggregate(
  documents: readonly Document[],
  pipeline: readonly Document[],
  options: QueryOptions,
): Document[] {
  for (const stage of pipeline) {
    const name = stageName(stage);
    if (!Object.hasOwn(stages, name)) {
      throw new CommandError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
    }
  }
  return new Aggregator([...pipeline], options).run<Document>([...documents]);
}

/** The name of a stage, `$match`. @throws CommandError Location40323 unless the stage has exactly one field. */
export function stageName(stage: Document): string {
  const [name, ...others] = Object.keys(stage);
  if (name === undefined || others.length > 0) {
    throw new CommandError(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  return name;
}

/** The distinct values of a path, arrays taken apart, in the order first met. */
export function distinctValues(documents: readonly Document[], path: string): unknown[] {
  const values = new Map<string, unknown>();
  for (const document of documents) {
    const found = resolve(document, path);
    for (const value of Array.isArray(found) ? flatten(found, 1) : [found]) {
      if (value !== undefined) values.set(valueKey(value), value);
    }
  }
  return [...values.values()];
}
