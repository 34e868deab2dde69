import { hasLabels, type Labels } from './selector.ts';

/** Labelled things by namespace, so that a selector looks only at those that could match. */
export class LabelIndex<Item> {
  readonly #byNamespace: Map<string, Item[]>;
  readonly #byLabel: Map<string, Item[]>;
  readonly #labelsOf: (item: Item) => Labels;

  constructor(items: readonly Item[], namespaceOf: (item: Item) => string, labelsOf: (item: Item) => Labels) {
    this.#labelsOf = labelsOf;
    this.#byNamespace = Map.groupBy(items, namespaceOf);
    const labelled = items.flatMap((item) =>
      Object.entries(labelsOf(item)).map(([label, value]) => ({
        item,
        key: keyOf(namespaceOf(item), label, value),
      })),
    );
    const byKey = Map.groupBy(labelled, ({ key }) => key);
    this.#byLabel = new Map([...byKey].map(([key, own]) => [key, own.map(({ item }) => item)]));
  }

  /** Everything in the namespace, in the order given. */
  in(namespace: string): readonly Item[] {
    return this.#byNamespace.get(namespace) ?? [];
  }

  /** What has all the labels, in the order given. No labels select everything in the namespace. */
  select(namespace: string, selector: Labels): readonly Item[] {
    let candidates = this.in(namespace);
    for (const [label, value] of Object.entries(selector)) {
      const having = this.#byLabel.get(keyOf(namespace, label, value)) ?? [];
      if (having.length < candidates.length) candidates = having;
    }
    return candidates.filter((item) => hasLabels(this.#labelsOf(item), selector));
  }
}

function keyOf(namespace: string, label: string, value: string): string {
  return `${namespace}/${label}=${value}`;
}
