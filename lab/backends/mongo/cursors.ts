import { calculateObjectSize, Long } from 'bson';
import { type Document, MAX_DOCUMENT_BYTES } from './document.ts';
import { CommandError } from './errors.ts';

/** Documents in the first batch if the client names no size (MongoDB: reference/command/find). */
const DEFAULT_FIRST_BATCH = 101;

interface OpenCursor {
  readonly namespace: string;
  readonly documents: readonly Document[];
  position: number;
}

/** How a client wants its first batch. */
export interface FirstBatch {
  readonly batchSize?: number;
  /** Closes the cursor after the first batch. */
  readonly singleBatch?: boolean;
}

/** Results that clients have not fetched yet. A cursor holds the documents as they were when it was opened. */
export class CursorTable {
  readonly #open = new Map<number, OpenCursor>();
  #lastId = 0;

  get count(): number {
    return this.#open.size;
  }

  /** Answers with the first batch, and keeps a cursor for the rest. */
  first(namespace: string, documents: readonly Document[], options: FirstBatch = {}): Document {
    const cursor = { namespace, documents, position: 0 };
    const firstBatch = takeBatch(cursor, options.batchSize ?? DEFAULT_FIRST_BATCH);
    const finished = options.singleBatch === true || cursor.position >= documents.length;
    if (!finished) this.#open.set(++this.#lastId, cursor);
    return { cursor: { firstBatch, id: Long.fromNumber(finished ? 0 : this.#lastId), ns: namespace } };
  }

  /**
   * Answers with the next batch: up to `batchSize` documents (0: no limit) and 16 MiB.
   * @throws CommandError CursorNotFound, or Unauthorized if the cursor is another collection's.
   */
  next(id: number, namespace: string, batchSize: number): Document {
    const cursor = this.#open.get(id);
    if (cursor === undefined) throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    const nextBatch = takeBatch(cursor, batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize);
    const finished = cursor.position >= cursor.documents.length;
    if (finished) this.#open.delete(id);
    return { cursor: { nextBatch, id: Long.fromNumber(finished ? 0 : id), ns: namespace } };
  }

  /** Closes a cursor; false if it is not open. */
  kill(id: number): boolean {
    return this.#open.delete(id);
  }
}

function takeBatch(cursor: OpenCursor, batchSize: number): Document[] {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < batchSize) {
    const document = cursor.documents[cursor.position];
    if (document === undefined) break;
    bytes += calculateObjectSize(document, { ignoreUndefined: true });
    if (batch.length > 0 && bytes > MAX_DOCUMENT_BYTES) break;
    batch.push(document);
    cursor.position += 1;
  }
  return batch;
}
