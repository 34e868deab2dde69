import { type Answer, ok } from './answer.ts';
import { VERSION } from './version.ts';

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);

/** The answer of the paths that need no credential; undefined for all others. */
export function publicAnswer(method: string, path: string, query: URLSearchParams): Answer | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const trimmed = path.replace(/\/$/, '');
  if (trimmed === '/version') return ok(VERSION);
  if (!PROBES.has(trimmed)) return undefined;
  const check = trimmed.slice(1);
  return ok(query.has('verbose') ? `[+]ping ok\n${check} check passed\n` : 'ok');
}
