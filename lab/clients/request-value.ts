import type { HttpRequest } from './http-client.ts';

/** A request that can be handed in without a connection, as its head would be read off one. */
export interface RequestValue {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Name, value, name, value; with Content-Length, without Host. */
  readonly headers: readonly string[];
  /** undefined: none. */
  readonly body: Buffer | undefined;
}

/** Methods that every parser knows. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Those that say how long their body is even if there is none (RFC 9110 §8.6). */
const WITH_CONTENT: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
/** Fields that speak of the connection, or of how the body goes over it. */
const OF_CONNECTIONS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Characters of a head up to which no limit of a server counts. */
const SHORT_HEAD = 8 * 1024;

const TARGET = /^\/(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-Fa-f]{2})*$/;
const HOST = /^[A-Za-z\d.-]+(?::\d{1,5})?$/;
const NAME = /^[A-Za-z\d_-]+$/;
const VALUE = /^[!-~](?:[\t -~]*[!-~])?$/;

/**
 * The request as a value; undefined if a parser, a limit or the connection itself may have a say in it, so that it has to
 * go as bytes. Whatever is unusual goes as bytes: only there somebody judges whether it is well formed.
 */
export function requestValue(request: HttpRequest): RequestValue | undefined {
  const { method, host, path, body } = request;
  if (!METHODS.has(method) || !TARGET.test(path) || !HOST.test(host)) return undefined;
  let size = path.length + host.length;
  const headers: string[] = [];
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (!NAME.test(name) || OF_CONNECTIONS.has(name.toLowerCase()) || !VALUE.test(value)) return undefined;
    size += name.length + value.length;
    headers.push(name, value);
  }
  if (size > SHORT_HEAD) return undefined;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = bytes?.length ?? 0;
  if (length > 0 || WITH_CONTENT.has(method)) headers.push('content-length', String(length));
  return { method, target: path, host, headers, body: length > 0 ? bytes : undefined };
}
