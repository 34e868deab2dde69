import type { ReadRequest } from './request.ts';
import { readUrl } from './url.ts';

const EXPECTED = 'a request with method and url of http or https';

/** HTTP/2 writes these beside the headers; they are the request's line and host. */
const isPseudo = (name: string): boolean => name.startsWith(':') || name.toLowerCase() === 'host';

/**
 * The entries of an HTTP archive, as browsers save what they asked for.
 *
 * @returns undefined if the text is no such archive
 */
export function readHar(text: string): ReadRequest[] | undefined {
  const archive = parsed(text);
  const entries = field(field(archive, 'log'), 'entries');
  return Array.isArray(entries)
    ? entries.map((entry: unknown) => readEntry(field(entry, 'request')))
    : undefined;
}

function readEntry(request: unknown): ReadRequest {
  const [method, url, headers] = [field(request, 'method'), field(request, 'url'), field(request, 'headers')];
  // What a browser kept in its own memory is no request.
  if (typeof url === 'string' && /^(data|blob|about|chrome-extension|moz-extension):/.test(url))
    return undefined;
  const place = typeof url === 'string' ? readUrl(url.replace(/^ws/, 'http')) : undefined;
  if (typeof method !== 'string' || method === '' || place === undefined) return { expected: EXPECTED };
  return {
    question: {
      kind: 'http',
      method,
      ...place,
      headers: (Array.isArray(headers) ? headers : []).flatMap((header: unknown): [string, string][] => {
        const [name, value] = [field(header, 'name'), field(header, 'value')];
        if (typeof name !== 'string' || typeof value !== 'string' || isPseudo(name)) return [];
        return [[name, value]];
      }),
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Reflect.get(value, name);
}
