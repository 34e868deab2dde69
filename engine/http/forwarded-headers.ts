import type { HeaderList } from '../middlewares/message.ts';
import { namedByConnection } from './hop-by-hop.ts';
import { fieldIdOf } from './wire/field-ids.ts';
import { FieldId } from './wire/registers.ts';

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

/** In lower case. What Connection cannot remove. */
const STAYING: ReadonlySet<string> = new Set([
  // Where a body ends is never a client's to hide: without these it would be lost, or read as another request.
  ...['content-length', 'transfer-encoding', 'trailer', 'host'],
  'upgrade',
  // Headers that only a trusted peer may set.
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
  if (!context.trusted) headers.retain((name) => !isManaged(name));
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
  const before = headers.all('X-Forwarded-For');
  headers.set('X-Forwarded-For', before.length === 0 ? clientIp : `${before.join(', ')}, ${clientIp}`);
}

/**
 * Obeys Connection and takes it away, so that the proxy leg cannot be told by it to drop a managed header. For an
 * upgrade, Upgrade stays and Connection names it alone.
 */
function removeNamedByConnection(headers: HeaderList): void {
  const named = namedByConnection(headers);
  if (!named) return;
  headers.delete('Connection');
  headers.retain((name) => !named.has(name) || STAYING.has(name.toLowerCase()));
  if (named.has('upgrade') && headers.has('Upgrade')) headers.set('Connection', 'Upgrade');
}

/** Whether only a trusted peer may set a header, also if it is spelled with underscores. */
function isManaged(name: string): boolean {
  const id = fieldIdOf(name);
  return id === FieldId.forwardedFor || id === FieldId.managed;
}

function isMissing(headers: HeaderList, name: string): boolean {
  return (headers.get(name) ?? '') === '';
}

function portOf(host: string): string | undefined {
  return /^(?:[^:[\]]*|\[[^[\]]*\]):([^:[\]]+)$/.exec(host)?.[1];
}
