import type { RouteWatcher } from '../targets/target.ts';
import { Inventory } from './inventory.ts';
import type { ScenarioRecord } from './item.ts';
import type { ManifestLines } from './manifest-lines.ts';

/** Follows the proxies of one scenario. */
export class ScenarioCoverage {
  readonly #lines: ManifestLines;
  readonly #inventories: Inventory[] = [];
  readonly #hits = new Map<string, number>();

  constructor(lines: ManifestLines) {
    this.#lines = lines;
  }

  /** Follows one more proxy. */
  watch(): RouteWatcher {
    const inventory = new Inventory(this.#lines);
    this.#inventories.push(inventory);
    return {
      configured: (configuration, rules) => inventory.add(configuration, rules),
      trace: (event) => {
        for (const key of inventory.used(event)) this.#hits.set(key, (this.#hits.get(key) ?? 0) + 1);
      },
    };
  }

  /** What there was so far. */
  record(scenario: string): ScenarioRecord {
    const items = new Map(this.#inventories.flatMap(({ items }) => items.map((item) => [item.key, item])));
    return { scenario, items: [...items.values()], hits: Object.fromEntries(this.#hits) };
  }
}
