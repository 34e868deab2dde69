import { registerHooks } from 'node:module';

/** Preloaded: gives the engine another weighted round robin, which takes one after the other and heeds no weight. */
registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/engine/balancing/earliest-deadline.ts')) return nextLoad(url, context);
    const source = `
      export class EarliestDeadline {
        #items;
        #at = -1;
        constructor(children) {
          this.#items = children.filter(({ weight }) => weight > 0).map(({ item }) => item);
        }
        next() {
          this.#at = (this.#at + 1) % this.#items.length;
          return this.#items[this.#at];
        }
      }`;
    return { format: 'module', source, shortCircuit: true };
  },
});
