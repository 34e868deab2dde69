/** How many prefixes may lie in one another; a longer one counts as the longest that is allowed. */
const DEPTH_LIMIT = 8;

/** What needs the path to begin with one of these. */
interface Filed<T> {
  readonly item: T;
  readonly pathPrefixes: readonly string[];
}

interface PrefixNode<T> {
  readonly prefix: string;
  readonly depth: number;
  /** The next shorter prefix that this one begins with. */
  readonly parent: PrefixNode<T> | undefined;
  readonly items: T[];
}

/** Finds by a path what was filed under prefixes of it. Takes memory linear in what is filed. Immutable. */
export class PathIndex<T> {
  /** In the order of their UTF-16 units, so that what begins with a prefix follows it without a gap. */
  readonly #prefixes: readonly string[];
  /** Where each prefix's items are: at its own node, or at that of a shorter one. */
  readonly #nodes: readonly PrefixNode<T>[];

  /** @param entries in the order in which items are found; the prefixes of an entry do not begin with one another */
  constructor(entries: readonly Filed<T>[]) {
    this.#prefixes = [...new Set(entries.flatMap(({ pathPrefixes }) => pathPrefixes))].sort();
    this.#nodes = linked(this.#prefixes);
    const byPrefix = new Map(this.#nodes.map((node, index) => [this.#prefixes[index], node]));
    for (const { item, pathPrefixes } of entries) {
      for (const prefix of pathPrefixes) {
        const items = byPrefix.get(prefix)?.items;
        // Two prefixes of an entry may have the same node.
        if (items?.at(-1) !== item) items?.push(item);
      }
    }
  }

  /** Adds to `lists` the items that need a prefix which the path has, in order: each in one list. */
  collect(path: string, lists: (readonly T[])[]): void {
    // All prefixes of the path are prefixes of the last text that does not come after it.
    let node = this.#nodes[this.#countUpTo(path) - 1];
    while (node !== undefined && !path.startsWith(node.prefix)) node = node.parent;
    for (; node !== undefined; node = node.parent) lists.push(node.items);
  }

  /** How many prefixes do not come after the path. */
  #countUpTo(path: string): number {
    let low = 0;
    let high = this.#prefixes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#prefixes[middle] ?? '') <= path) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function linked<T>(sortedPrefixes: readonly string[]): PrefixNode<T>[] {
  let node: PrefixNode<T> | undefined;
  return sortedPrefixes.map((prefix) => {
    while (node !== undefined && !prefix.startsWith(node.prefix)) node = node.parent;
    if (node === undefined || node.depth < DEPTH_LIMIT) {
      node = { prefix, depth: (node?.depth ?? 0) + 1, parent: node, items: [] };
    }
    return node;
  });
}
