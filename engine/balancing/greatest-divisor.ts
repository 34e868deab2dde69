import type { Random } from './service-node.ts';
import { shuffled } from './shuffle.ts';

/**
 * Weighted round robin by greatest common divisor, the LVS algorithm that Traefik uses for TCP connections
 * and UDP sessions (Traefik: `pkg/tcp/wrr_load_balancer.go`). 3:1 gives AAAB AAAB.
 */
export class GreatestDivisor<T> {
  readonly #children: readonly { readonly item: T; readonly weight: number }[];
  readonly #step: number;
  readonly #heaviest: number;
  #index = -1;
  #current = 0;

  /** Weights are integers of 0 or more; a child of weight 0 is never chosen. Shuffled once, as Traefik does. */
  constructor(children: readonly { readonly item: T; readonly weight: number }[], random: Random) {
    this.#children = shuffled(
      children.filter((child) => child.weight > 0),
      random,
    );
    this.#step = this.#children.reduce((divisor, child) => greatestCommonDivisor(divisor, child.weight), 0);
    this.#heaviest = this.#children.reduce((heaviest, child) => Math.max(heaviest, child.weight), 0);
  }

  /**
   * The next child, or undefined if there is none.
   *
   * @param isUsable who is not is passed over, and has had its turn, as in Traefik; default: all are
   */
  next(isUsable: (item: T) => boolean = () => true): T | undefined {
    if (!this.#children.some(({ item }) => isUsable(item))) return undefined;
    for (;;) {
      this.#index = (this.#index + 1) % this.#children.length;
      if (this.#index === 0) {
        this.#current -= this.#step;
        if (this.#current <= 0) this.#current = this.#heaviest;
      }
      const child = this.#children[this.#index];
      if (child !== undefined && child.weight >= this.#current && isUsable(child.item)) return child.item;
    }
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
