import { type Candidate, isUsable, type Picker } from './candidate.ts';
import { fnv1a64 } from './fnv.ts';
import type { Asker } from './service-node.ts';

/**
 * Rendezvous hashing of the client's address: each client has its own order of the candidates and gets the first that
 * is up, so that few clients move when one goes (Traefik: hrw, `weight / -ln(hash / 2^64)`).
 */
export class HighestRandomWeight<C extends Candidate<unknown>> implements Picker<C> {
  readonly #candidates: readonly C[];

  constructor(candidates: readonly C[]) {
    this.#candidates = candidates;
  }

  pick(asker: Asker | undefined): C | undefined {
    const client = asker?.clientIp ?? '';
    let best: C | undefined;
    let bestScore = 0;
    for (const candidate of this.#candidates) {
      if (!isUsable(candidate)) continue;
      const score = candidate.weight / -Math.log(fnv1a64(client + candidate.name) / 2 ** 64);
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return best;
  }
}
