import type { HeaderList } from '../middlewares/message.ts';
import { tokensOf } from './hop-by-hop.ts';

/** What the entry point knows of a request, beside its headers. */
export interface ForwardedContext {
  /** Whether the peer may set X-Forwarded-* itself. */
  readonly trusted: boolean;
  readonly clientIp: string;
  readonly tls: boolean;
  /** Value of the Host header, with its port. */
  readonly host: string;
  /** A request to upgrade to WebSocket. */
  readonly webSocket: boolean;
  /** Host name of the proxy. */
  readonly serverName: string;
}

/** In lower case. Headers that only a trusted peer may set, and that Connection can never remove. */
const MANAGED = new Set([
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-forwarded-uri',
  'x-forwarded-method',
  'x-forwarded-prefix',
  'x-forwarded-tls-client-cert',
  'x-forwarded-tls-client-cert-info',
  'x-forwarded-scheme',
  'x-scheme',
  'x-real-ip',
]);

/**
 * Rewrites the X-Forwarded headers as an entry point does (Traefik: entrypoints#forwarded-headers). The client's
 * address is not yet in X-Forwarded-For: the proxy leg appends it.
 */
export function applyForwardedHeaders(headers: HeaderList, context: ForwardedContext): void {
  const { tls, host } = context;
  if (!context.trusted) headers.retain((name) => !MANAGED.has(name.replaceAll('_', '-')));
  removeNamedByConnection(headers);
  if (isMissing(headers, 'X-Real-Ip')) headers.set('X-Real-Ip', context.clientIp.replace(/%.*$/, ''));
  if (isMissing(headers, 'X-Forwarded-Proto')) {
    const [plain, secure] = context.webSocket ? ['ws', 'wss'] : ['http', 'https'];
    headers.set('X-Forwarded-Proto', tls ? secure : plain);
  }
  if (isMissing(headers, 'X-Forwarded-Port')) {
    const proto = headers.get('X-Forwarded-Proto');
    const secure = tls || proto === 'https' || proto === 'wss';
    headers.set('X-Forwarded-Port', portOf(host) ?? (secure ? '443' : '80'));
  }
  if (isMissing(headers, 'X-Forwarded-Host') && host !== '') headers.set('X-Forwarded-Host', host);
  headers.set('X-Forwarded-Server', context.serverName);
}

/** Adds the client's address behind those already there, in one line (Go: `httputil.ReverseProxy`). */
export function appendForwardedFor(headers: HeaderList, clientIp: string): void {
  headers.set('X-Forwarded-For', [...headers.all('X-Forwarded-For'), clientIp].join(', '));
}

/** Where a body ends is never a client's to hide: without these it would be lost, or read as another request. */
const FRAMING: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding', 'trailer', 'host']);

/**
 * Obeys Connection and takes it away, so that the proxy leg cannot be told by it to drop a managed header. For an
 * upgrade, Upgrade stays and Connection names it alone.
 */
function removeNamedByConnection(headers: HeaderList): void {
  const named = new Set(tokensOf(headers, 'connection'));
  if (named.size === 0) return;
  const upgrades = named.delete('upgrade') && headers.has('Upgrade');
  const stays = (name: string): boolean => MANAGED.has(name) || FRAMING.has(name) || !named.has(name);
  headers.retain((name) => name !== 'connection' && stays(name));
  if (upgrades) headers.set('Connection', 'Upgrade');
}

function isMissing(headers: HeaderList, name: string): boolean {
  return (headers.get(name) ?? '') === '';
}

function portOf(host: string): string | undefined {
  return /^(?:[^:[\]]*|\[[^[\]]*\]):([^:[\]]+)$/.exec(host)?.[1];
}
