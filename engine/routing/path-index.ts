/** How many prefixes may lie in one another; a longer one counts as the longest that is allowed. */
const DEPTH_LIMIT = 8;

/** More lengths of prefixes than this are looked for by halves. */
const FEW_LENGTHS = 8;

/** What needs the path to begin with one of these. */
interface Filed<T> {
  readonly item: T;
  readonly pathPrefixes: readonly string[];
  /** true: it needs nothing else of the path. */
  readonly suffices: boolean;
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
  /** By prefix, the items that are alone there, for which it suffices. */
  readonly #sole = new Map<string, T>();
  /** By prefix, the other nodes. Empty if there are many lengths. */
  readonly #others = new Map<string, PrefixNode<T>>();
  /** Of prefixes, the longest first. Empty if there are many. */
  readonly #lengths: readonly number[];

  /** @param entries in the order in which items are found; the prefixes of an entry do not begin with one another */
  constructor(entries: readonly Filed<T>[]) {
    this.#prefixes = [...new Set(entries.flatMap(({ pathPrefixes }) => pathPrefixes))].sort();
    this.#nodes = linked(this.#prefixes);
    const byPrefix = new Map(this.#nodes.map((node, index) => [this.#prefixes[index], node]));
    const enough = new Set<T>();
    for (const { item, pathPrefixes, suffices } of entries) {
      if (suffices) enough.add(item);
      for (const prefix of pathPrefixes) {
        const items = byPrefix.get(prefix)?.items;
        // Two prefixes of an entry may have the same node.
        if (items?.at(-1) !== item) items?.push(item);
      }
    }
    const lengths = [...new Set(this.#prefixes.map(({ length }) => length))].sort((a, b) => b - a);
    this.#lengths = lengths.length > FEW_LENGTHS ? [] : lengths;
    for (const [index, node] of this.#lengths.length === 0 ? [] : this.#nodes.entries()) {
      const prefix = this.#prefixes[index] ?? '';
      const [item, ...more] = node.items;
      const isSole = item !== undefined && more.length === 0 && node.parent === undefined;
      if (isSole && node.prefix === prefix && enough.has(item)) this.#sole.set(prefix, item);
      else this.#others.set(prefix, node);
    }
  }

  /** The only item that needs a prefix which the path has, if it needs nothing else; found with few looks into memory. */
  sole(path: string): T | undefined {
    for (const length of this.#lengths) {
      if (length > path.length) continue;
      const prefix = path.slice(0, length);
      const item = this.#sole.get(prefix);
      if (item !== undefined || this.#others.has(prefix)) return item;
    }
    return undefined;
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
