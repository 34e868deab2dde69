import type { ObjectFilter } from '../api/requests.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore, StoreEvent } from '../objects/object-store.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import type { ApiError } from '../objects/status.ts';
import { expired, tooLarge } from './refusals.ts';
import { bookmarkOf, type Shape } from './represent.ts';
import { lineOf, type WatchLines } from './watch-lines.ts';

/** What is watched, and from when. */
export interface WatchOptions {
  readonly shape: Shape;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** By label and field. */
  readonly selects: ObjectFilter;
  /** The resource version after which events are wanted. Absent: all that is there now first, as ADDED. */
  readonly after?: number;
  /** After what is there now comes a bookmark that says so (Kubernetes: streaming lists). */
  readonly marksInitialEnd: boolean;
}

/**
 * A client's view on the changes of one kind: which lines it is to be sent next. It keeps a place in the store's history
 * and no line: who reads slowly holds no more memory than who reads fast, and who falls behind the history is told to list
 * anew (410). Knows nothing of sockets.
 */
export class Watch {
  readonly #store: ObjectStore;
  readonly #lines: WatchLines;
  readonly #options: WatchOptions;
  readonly #resource: string;
  /** What was there when the watch began and has not been read yet, the next one last. */
  #initial: KubeObject[] = [];
  #owesInitialEnd: boolean;
  #owesBookmark = false;
  #owesColumns = true;
  #position: number;
  #ended = false;

  constructor(store: ObjectStore, lines: WatchLines, options: WatchOptions) {
    this.#store = store;
    this.#lines = lines;
    this.#options = options;
    this.#resource = qualifiedName(options.shape.type);
    this.#owesInitialEnd = options.marksInitialEnd;
    this.#position = options.after ?? store.revision;
    if (options.after === undefined) {
      this.#initial = store.list(this.#resource, options.namespace).filter(options.selects).toReversed();
    }
  }

  /** True once there is no more to come: the last line read was an error. */
  get ended(): boolean {
    return this.#ended;
  }

  /** True if some of what it would read next is no longer known: reading ends it. */
  get isBehind(): boolean {
    return !this.#ended && this.#position < this.#store.floor;
  }

  /** The kind that is watched. */
  get type(): ResourceType {
    return this.#options.shape.type;
  }

  /** Lets the next read tell how far the watch has come, even if nothing happened to what it watches. */
  requestBookmark(): void {
    this.#owesBookmark = true;
  }

  /** The next lines, until they are at least `enough` bytes; none: nothing has happened since. */
  read(enough: number): Buffer[] {
    if (this.#ended) return [];
    const lines: Buffer[] = [];
    let bytes = 0;
    const add = (line: Buffer): void => {
      lines.push(line);
      bytes += line.length;
    };
    // Who has not even read what was there first need not go on with it.
    if (this.isBehind) this.#initial = [];
    for (let object = this.#initial.pop(); object; object = this.#initial.pop()) {
      add(this.#lineOf('ADDED', object));
      if (bytes >= enough) return lines;
    }
    if (this.#owesInitialEnd && !this.isBehind) {
      this.#owesInitialEnd = false;
      add(this.#bookmark(true));
    }
    const events = this.#store.since(this.#position);
    if (!events) {
      this.#ended = true;
      return [...lines, lineOf('ERROR', this.#refusal().status)];
    }
    for (const event of events) {
      if (bytes >= enough) return lines;
      this.#position = event.revision;
      const line = this.#project(event);
      if (line) add(line);
    }
    this.#position = this.#store.revision;
    if (this.#owesBookmark) {
      this.#owesBookmark = false;
      add(this.#bookmark(false));
    }
    return lines;
  }

  /** What an event of the store is to this client: an object that no longer meets its selectors is gone, for example. */
  #project({ type, resource, object, previous, revision }: StoreEvent): Buffer | undefined {
    if (resource !== this.#resource) return undefined;
    const { namespace, selects } = this.#options;
    if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined;
    const was = previous !== undefined && selects(previous);
    const is = type !== 'DELETED' && selects(object);
    if (is) return this.#lineOf(was ? 'MODIFIED' : 'ADDED', object);
    if (!was) return undefined;
    return this.#lineOf('DELETED', type === 'DELETED' ? object : departed(previous, revision));
  }

  #lineOf(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): Buffer {
    const first = this.#owesColumns;
    this.#owesColumns = false;
    return this.#lines.of(type, object, this.#options.shape, first);
  }

  #bookmark(initialEnd: boolean): Buffer {
    return lineOf('BOOKMARK', bookmarkOf(this.#options.shape, this.#position, initialEnd));
  }

  #refusal(): ApiError {
    const { revision, floor } = this.#store;
    return this.#position > revision ? tooLarge(this.#position, revision) : expired(this.#position, floor);
  }
}

/** As it was when it was last selected, with the resource version of the change that ended that. */
function departed(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: `${revision}` } };
}
