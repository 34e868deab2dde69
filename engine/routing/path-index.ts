/** How many prefixes may lie in one another; a longer one counts as the longest that is allowed. */
const DEPTH_LIMIT = 8;

interface PrefixNode {
  readonly prefix: string;
  readonly depth: number;
  /** The next shorter prefix that this one begins with. */
  readonly parent: PrefixNode | undefined;
  readonly positions: number[];
}

/** Finds by a path what was filed under prefixes of it. Takes memory linear in what is filed. Immutable. */
export class PathIndex {
  /** In the order of their UTF-16 units, so that what begins with a prefix follows it without a gap. */
  readonly #prefixes: readonly string[];
  /** Where each prefix's positions are: at its own node, or at that of a shorter one. */
  readonly #nodes: readonly PrefixNode[];

  /** @param entries by rising position; the prefixes of an entry do not begin with one another */
  constructor(entries: readonly { readonly position: number; readonly pathPrefixes: readonly string[] }[]) {
    this.#prefixes = [...new Set(entries.flatMap(({ pathPrefixes }) => pathPrefixes))].sort();
    this.#nodes = linked(this.#prefixes);
    const byPrefix = new Map(this.#nodes.map((node, index) => [this.#prefixes[index], node]));
    for (const { position, pathPrefixes } of entries) {
      for (const prefix of pathPrefixes) {
        const positions = byPrefix.get(prefix)?.positions;
        // Two prefixes of an entry may have the same node.
        if (positions?.at(-1) !== position) positions?.push(position);
      }
    }
  }

  /** Adds to `lists` the rising positions of the entries that need a prefix which the path has: each in one list. */
  collect(path: string, lists: (readonly number[])[]): void {
    // All prefixes of the path are prefixes of the last text that does not come after it.
    let node = this.#nodes[this.#countUpTo(path) - 1];
    while (node !== undefined && !path.startsWith(node.prefix)) node = node.parent;
    for (; node !== undefined; node = node.parent) lists.push(node.positions);
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

function linked(sortedPrefixes: readonly string[]): PrefixNode[] {
  let node: PrefixNode | undefined;
  return sortedPrefixes.map((prefix) => {
    while (node !== undefined && !prefix.startsWith(node.prefix)) node = node.parent;
    if (node === undefined || node.depth < DEPTH_LIMIT) {
      node = { prefix, depth: (node?.depth ?? 0) + 1, parent: node, positions: [] };
    }
    return node;
  });
}
