import { canonicalHost } from '../../rules/canonical-host.ts';
import { forwardedEnding, hostLine } from './request-text.ts';

/** What follows from a client's address and the Host that it sends; the same for all such requests. */
export interface HostTexts {
  /** Canonical: what rules see. */
  readonly host: string;
  /** See `requestText`. */
  readonly hostLine: string;
  readonly ending: string;
  readonly gzipEnding: string;
}

/** Texts that are kept. Clients that send another Host with every request only cost the making of them. */
const MOST_KEPT = 4096;

/** The texts of an entry point's clients: connections share them, or each would hold its own kilobyte. */
export class HostTextCache {
  readonly #serverName: string;
  readonly #kept = new Map<string, HostTexts>();

  /** `serverName`: host name of the proxy. */
  constructor(serverName: string) {
    this.#serverName = serverName;
  }

  of(clientIp: string, tls: boolean, host: string): HostTexts {
    const key = `${tls ? 's' : 'p'}${clientIp} ${host}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const client = { clientIp, tls };
    const texts: HostTexts = {
      host: canonicalHost(host),
      hostLine: hostLine(host),
      ending: forwardedEnding(client, host, this.#serverName, false),
      gzipEnding: forwardedEnding(client, host, this.#serverName, true),
    };
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, texts);
    return texts;
  }
}
