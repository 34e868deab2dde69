import { fieldName } from '../http/field-names.ts';
import type { RequestHead } from '../http/request-head.ts';

/** What whoami tells about itself and the request. */
export interface Identity {
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly name: string;
  readonly peer: string;
  /** The environment, if the query asked for it with `env=true`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Lines that Go's `Request.Write` places itself, before the sorted ones. */
const placedHeaders = new Set(['Host', 'User-Agent', 'Content-Length', 'Transfer-Encoding', 'Trailer']);

function headersOf(request: RequestHead): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const written = request.rawHeaders[index] ?? '';
    // Over HTTP/2 the authority is the host; method, path and scheme are no headers either (RFC 9113 §8.3.1).
    if (written.startsWith(':') && written !== ':authority') continue;
    const name = written === ':authority' ? 'Host' : fieldName(written).canonical;
    const value = asSent(request.rawHeaders[index + 1] ?? '');
    const values = headers.get(name);
    if (values) values.push(value);
    else headers.set(name, [value]);
  }
  return headers;
}

/** Node reads header bytes as Latin-1; Go passes them on untouched. */
function asSent(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString() : value;
}

/** Path and query, and the host: RFC 9112 §3.2.2 lets the target carry both. */
function targetOf(request: RequestHead, headers: Map<string, string[]>): { uri: string; host: string } {
  const { target } = request;
  const absolute = target.startsWith('/') ? null : /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/i.exec(target);
  if (absolute === null) return { uri: target, host: headers.get('Host')?.[0] ?? '' };
  const [, host = '', rest = ''] = absolute;
  return { uri: rest.startsWith('/') ? rest : `/${rest}`, host };
}

/** The request as Go's `Request.Write` sends it on, which is what whoami prints. */
function wireLines(request: RequestHead): string {
  const headers = headersOf(request);
  const { uri, host } = targetOf(request, headers);
  const agent = headers.get('User-Agent')?.[0] ?? 'Go-http-client/1.1';
  const chunked = headers.has('Transfer-Encoding');
  const length = headers.get('Content-Length')?.[0];
  const lines = [`${request.method} ${uri} HTTP/1.1`, `Host: ${host}`];
  if (agent !== '') lines.push(`User-Agent: ${agent}`);
  if (chunked) lines.push('Transfer-Encoding: chunked');
  else if (length !== undefined && (length !== '0' || /^(?:POST|PUT|PATCH)$/.test(request.method))) {
    lines.push(`Content-Length: ${length}`);
  }
  for (const name of [...headers.keys()].filter((key) => !placedHeaders.has(key)).sort()) {
    for (const value of headers.get(name) ?? []) lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** The answer to `/`: identity, the request's head, an empty line, and the body as it is kept (64 KiB). */
export function textReport(request: RequestHead, body: Buffer, identity: Identity): Buffer {
  const own = [
    ...(identity.name === '' ? [] : [`Name: ${identity.name}`]),
    `Hostname: ${identity.hostname}`,
    ...identity.addresses.map((address) => `IP: ${address}`),
    `RemoteAddr: ${identity.peer}`,
  ];
  const head = Buffer.from(`${own.join('\n')}\n${wireLines(request)}`);
  const printed = request.header('transfer-encoding') === undefined ? body : chunkedForm(body);
  const environment = Object.entries(identity.environment).map(([name, value]) => `${name}=${value}\n`);
  if (printed.length === 0 && environment.length === 0) return head;
  return Buffer.concat([head, printed, Buffer.from(environment.join(''))]);
}

/** A body that came in chunks is printed in chunks (RFC 9112 §7.1), as Go sends it on. */
function chunkedForm(body: Buffer): Buffer {
  const end = Buffer.from('0\r\n\r\n');
  if (body.length === 0) return end;
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n'), end]);
}

/** The answer to `/api`: one line of JSON; empty members are left out, and headers are sorted, as Go does. */
export function jsonReport(request: RequestHead, identity: Identity): string {
  const headers = headersOf(request);
  const { uri, host } = targetOf(request, headers);
  for (const name of ['Host', 'Transfer-Encoding', 'Trailer']) headers.delete(name);
  const members: [string, unknown][] = [
    ['hostname', identity.hostname],
    ['ip', identity.addresses],
    ['headers', Object.fromEntries([...headers].sort(([one], [other]) => (one < other ? -1 : 1)))],
    ['url', uri],
    ['host', host],
    ['method', request.method],
    ['name', identity.name],
    ['remoteAddr', identity.peer],
    ['environ', identity.environment],
  ];
  const filled = members.filter(([, value]) => value !== '' && JSON.stringify(value) !== '{}');
  const text = JSON.stringify(Object.fromEntries(filled));
  // Go's encoder escapes what HTML could take for markup, and two line separators.
  const escaped = text.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
