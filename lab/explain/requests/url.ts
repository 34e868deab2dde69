import { domainToASCII } from 'node:url';

/** What a URL says about a request; its path is left as written, as a proxy sees it. */
export interface RequestUrl {
  readonly tls: boolean;
  readonly host: string;
  readonly port?: number;
  readonly target: string;
}

/** Reads an absolute URL of HTTP; undefined for anything else. */
export function readUrl(text: string): RequestUrl | undefined {
  const [, scheme, authority = '', rest = ''] = /^(https?):\/\/([^/?#\s]+)([^#\s]*)/i.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const place = readAuthority(authority);
  if (place === undefined) return undefined;
  return { tls: scheme.toLowerCase() === 'https', ...place, target: requestTarget(rest) };
}

/** Path and query as they go over the wire: never empty, in ASCII. */
export function requestTarget(text: string): string {
  const target = text.startsWith('/') ? text : `/${text}`;
  return /^[\x21-\x7e]*$/.test(target)
    ? target
    : target.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}

/** `shop.test`, `shop.test:8443`, `[::1]:80`; undefined for what is neither. */
export function readAuthority(text: string): { host: string; port?: number } | undefined {
  const [, name = '', digits] = /^(\[[0-9a-f:.]+\]|[^:@[\]\s]+)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = /^[\x21-\x7e]*$/.test(name) ? name : domainToASCII(name);
  if (host === '') return undefined;
  if (digits === undefined) return { host };
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? { host, port } : undefined;
}
