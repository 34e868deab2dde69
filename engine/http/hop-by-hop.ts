import type { HeaderList } from '../middlewares/message.ts';

/** Fields that speak of one connection only (RFC 9110 §7.6.1; the list of Go's `httputil.ReverseProxy`). */
const HOP_BY_HOP = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** The comma-separated members of every line of `name`, in lower case. */
export function tokensOf(headers: HeaderList, name: string): string[] {
  return headers
    .all(name)
    .join(',')
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '');
}

/** Removes the hop-by-hop fields and those that `Connection` names. `Te: trailers` stays. */
export function removeHopByHop(headers: HeaderList): void {
  const named = new Set(tokensOf(headers, 'connection'));
  const trailers = tokensOf(headers, 'te').includes('trailers');
  headers.retain((name) => !HOP_BY_HOP.has(name) && !named.has(name));
  if (trailers) headers.set('Te', 'trailers');
}
