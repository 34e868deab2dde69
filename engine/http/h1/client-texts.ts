import { canonicalHost } from '../../rules/canonical-host.ts';
import { hostLine } from './request-text.ts';

/** What follows from a client and the Host that it sends; the same for all such requests. */
export class HostTexts {
  /** As the client wrote it; empty: it wrote none. */
  readonly field: string;
  /** Canonical: what rules see. */
  readonly host: string;
  /** See `requestText`. */
  readonly hostLine: string;
  readonly #client: ClientTexts;
  #ending = '';
  #gzipEnding = '';

  constructor(client: ClientTexts, field: string) {
    this.field = field;
    this.host = USUAL_HOST.test(field) ? field : canonicalHost(field);
    this.hostLine = flat(hostLine(field));
    this.#client = client;
  }

  /** See `requestText`. */
  ending(asksForGzip: boolean): string {
    if (asksForGzip) {
      if (this.#gzipEnding === '') this.#gzipEnding = flat(this.#client.ending(this.field, true));
      return this.#gzipEnding;
    }
    if (this.#ending === '') this.#ending = flat(this.#client.ending(this.field, false));
    return this.#ending;
  }
}

/** Is canonical already. */
const USUAL_HOST = /^[a-z0-9.-]*$/;

/**
 * The end of a request's head as it goes on: the lines about a client that may not speak for itself (see
 * `applyForwardedHeaders`), with or without the wish for gzip, and the empty line. Of all this only the host differs from
 * one request of a client to the next.
 */
export class ClientTexts {
  readonly #beforePort: string;
  readonly #usualPort: string;
  readonly #beforeHost: string;
  readonly #end: string;
  readonly #gzipEnd: string;
  /** Those of the host that came last: connections share them, or each would hold its own. */
  #last: HostTexts | undefined;

  /** `serverName`: host name of the proxy. */
  constructor(clientIp: string, tls: boolean, serverName: string) {
    const address = clientIp.replace(/%.*$/, '');
    const end = `\r\nX-Forwarded-Server: ${serverName}\r\nX-Forwarded-For: ${clientIp}\r\n`;
    this.#usualPort = tls ? '443' : '80';
    this.#beforePort = `X-Real-Ip: ${address}\r\nX-Forwarded-Proto: ${tls ? 'https' : 'http'}\r\nX-Forwarded-Port: `;
    this.#beforeHost = flat(`${this.#beforePort}${this.#usualPort}\r\nX-Forwarded-Host: `);
    this.#end = flat(`${end}\r\n`);
    this.#gzipEnd = flat(`${end}Accept-Encoding: gzip\r\n\r\n`);
  }

  /** @param field the Host as the client wrote it; empty: it wrote none */
  of(field: string): HostTexts {
    if (this.#last?.field !== field) this.#last = new HostTexts(this, field);
    return this.#last;
  }

  /** @param host as the client wrote it; empty: it wrote none */
  ending(host: string, asksForGzip: boolean): string {
    const end = asksForGzip ? this.#gzipEnd : this.#end;
    if (host === '') return `${this.#beforePort}${this.#usualPort}${end}`;
    if (!host.includes(':')) return `${this.#beforeHost}${host}${end}`;
    return `${this.#beforePort}${portOf(host) ?? this.#usualPort}\r\nX-Forwarded-Host: ${host}${end}`;
  }
}

/** Clients whose texts are kept. Of more, which come and go, only the making of them is lost. */
const MOST_KEPT = 4096;

/** The texts of an entry point's clients: connections of one client share them. */
export class ClientTextCache {
  readonly #serverName: string;
  readonly #kept = new Map<string, ClientTexts>();

  /** `serverName`: host name of the proxy. */
  constructor(serverName: string) {
    this.#serverName = serverName;
  }

  of(clientIp: string, tls: boolean): ClientTexts {
    const key = tls ? `${clientIp} tls` : clientIp;
    let texts = this.#kept.get(key);
    if (texts === undefined) {
      if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
      texts = new ClientTexts(clientIp, tls, this.#serverName);
      this.#kept.set(key, texts);
    }
    return texts;
  }
}

function portOf(host: string): string | undefined {
  return /^(?:[^:[\]]*|\[[^[\]]*\]):([^:[\]]+)$/.exec(host)?.[1];
}

/** A text that was put together of many, as one: it is written again and again. */
function flat(text: string): string {
  // A look at a character makes it so, which costs much less than a copy through bytes. The answer is used, or the
  // look would be left out.
  return Number.isNaN(text.charCodeAt(0)) ? '' : text;
}
