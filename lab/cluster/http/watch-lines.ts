import type { KubeObject } from '../objects/object.ts';
import { apiVersionOf } from '../objects/resource-type.ts';
import { representOne, type Shape } from './represent.ts';

/** Bytes of lines that are kept for the next watcher who is sent the same. */
const MOST_KEPT = 16 * 1024 * 1024;

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/**
 * The lines that watches are sent. What happened is written as JSON once for each form in which somebody watches it, not
 * once a watcher: the latest lines are kept, up to a number of bytes.
 */
export class WatchLines {
  readonly #now: () => number;
  readonly #mostKept: number;
  /** By what is in them, oldest first. */
  readonly #kept = new Map<string, Buffer>();
  #bytes = 0;
  #written = 0;

  /** `now` in milliseconds: tables tell ages by it. */
  constructor(now: () => number, mostKept = MOST_KEPT) {
    this.#now = now;
    this.#mostKept = mostKept;
  }

  /** Objects that were written as JSON so far. */
  get written(): number {
    return this.#written;
  }

  /** Bytes of the lines that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The line of an event. `first`: the first table of a watch, which says what its columns are. */
  of(type: WatchEventType, object: KubeObject, shape: Shape, first: boolean): Buffer {
    const now = this.#now();
    const key = keyOf(type, object, shape, first, now);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const sent = representOne(object, shape, now);
    const line = lineOf(type, shape.form === 'table' && !first ? withoutColumns(sent) : sent);
    this.#written += 1;
    this.#keep(key, line);
    return line;
  }

  #keep(key: string, line: Buffer): void {
    this.#kept.set(key, line);
    this.#bytes += line.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.#mostKept) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
  }
}

/** One line of a watch: an event as JSON, with a line feed. */
export function lineOf(type: WatchEventType | 'BOOKMARK' | 'ERROR', object: unknown): Buffer {
  return Buffer.from(`${JSON.stringify({ type, object })}\n`);
}

/** A resource version is given once: with it and the name, the object is said. Ages in tables change every second. */
function keyOf(type: WatchEventType, object: KubeObject, shape: Shape, first: boolean, now: number): string {
  const { resourceVersion = '', namespace = '', name } = object.metadata;
  const form =
    shape.form === 'table' ? `table ${shape.includeObject} ${first} ${Math.floor(now / 1000)}` : shape.form;
  return `${resourceVersion} ${namespace}/${name} ${type} ${apiVersionOf(shape.type)} ${shape.type.plural} ${form}`;
}

function withoutColumns(table: unknown): unknown {
  const { columnDefinitions: _, ...rest } = table as Readonly<Record<string, unknown>>;
  return rest;
}
