import type { ServersTransport } from '../../routing/targets.ts';
import { transportKey } from './transport-key.ts';

/**
 * Which transports the configuration in force has. Connections by others serve the requests that began before a change,
 * and are not kept: they may show a certificate that was replaced, or trust an authority that is no longer trusted.
 */
export class TransportsInForce {
  #keys: ReadonlySet<string> | undefined;

  replace(transports: Iterable<ServersTransport>): void {
    this.#keys = new Set(Array.from(transports, transportKey));
  }

  /** true for all until they were told. */
  has(transport: ServersTransport): boolean {
    return this.#keys === undefined || this.#keys.has(transportKey(transport));
  }
}
