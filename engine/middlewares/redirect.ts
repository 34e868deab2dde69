import { statusAnswer } from './answers.ts';
import type { ImmediateResponse, RequestHead } from './message.ts';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

/** The scheme the client used, as X-Forwarded-Proto says it; a WebSocket's `wss` counts as `https`. */
export function clientScheme(head: RequestHead): string {
  const forwarded = head.headers.get('X-Forwarded-Proto')?.toLowerCase();
  if (forwarded === undefined || forwarded === '') return head.scheme;
  if (forwarded === 'wss') return 'https';
  return forwarded === 'ws' ? 'http' : forwarded;
}

/** `:port`, or nothing for the scheme's own port and for none. */
export function portSuffix(scheme: string, port: string): string {
  return port === '' || DEFAULT_PORTS[scheme] === port ? '' : `:${port}`;
}

/** Sends the client elsewhere: 302 or 301 for GET, 307 or 308, which keep method and body, for all others. */
export function redirectAnswer(head: RequestHead, location: string, permanent: boolean): ImmediateResponse {
  const [forGet, forOthers] = permanent ? [301, 308] : [302, 307];
  return statusAnswer(head.method === 'GET' ? forGet : forOthers, [['Location', location]]);
}
