import { canonicalHost } from './canonical-host.ts';
import type { HttpFacts } from './http-facts.ts';

export interface Request {
  readonly host?: string;
  /** Routing path and query. What the data plane cleans and decodes is given cleaned and decoded. */
  readonly target?: string;
  readonly method?: string;
  readonly clientIp?: string;
  readonly headers?: readonly (readonly [string, string])[];
}

export function factsOf(request: Request): HttpFacts {
  const [path = '', query = ''] = (request.target ?? '/').split('?');
  const headers = request.headers ?? [];
  return {
    host: canonicalHost(request.host ?? ''),
    path,
    method: request.method ?? 'GET',
    clientIp: request.clientIp ?? '192.0.2.1',
    header: (name) => headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value),
    query: () => [...new URLSearchParams(query)],
  };
}

export const hosts = (...values: string[]): Request[] => values.map((host) => ({ host }));
export const targets = (...values: string[]): Request[] => values.map((target) => ({ target }));
export const header = (...lines: string[]): Request => ({ headers: lines.map((line) => ['X-Canary', line]) });
