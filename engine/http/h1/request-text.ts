import { CHUNKED, FieldId, HeadFlag, head } from '../wire/registers.ts';

/** Fields that the engine writes itself or that end here, by FieldId. */
const OWN = new Uint8Array(32);
for (const id of [
  FieldId.host,
  FieldId.contentLength,
  FieldId.transferEncoding,
  FieldId.connection,
  FieldId.keepAlive,
  FieldId.proxyConnection,
  FieldId.te,
  FieldId.trailer,
  FieldId.upgrade,
  FieldId.expect,
  FieldId.proxyAuthenticate,
  FieldId.proxyAuthorization,
  FieldId.http2Settings,
  FieldId.forwardedFor,
  FieldId.managed,
]) {
  OWN[id] = 1;
}

/** What makes a head more than a copy with a few lines less and a few more. */
const UNUSUAL =
  HeadFlag.connectionNames |
  HeadFlag.upgrade |
  HeadFlag.teTrailers |
  HeadFlag.emptyUserAgent |
  HeadFlag.trailer |
  HeadFlag.h2c |
  HeadFlag.expectContinue;

/** Whether `requestText` can write the head in the registers. `trusted`: the client may set X-Forwarded fields itself. */
export function isUsual(trusted: boolean): boolean {
  const { flags } = head;
  return (flags & UNUSUAL) === 0 && !(trusted && (flags & HeadFlag.forwarded) !== 0);
}

/** Whether the request says nothing of encodings; it is then sent on as one that takes gzip, as Go's transport does. */
export function asksForGzip(): boolean {
  return (head.flags & (HeadFlag.acceptEncoding | HeadFlag.range)) === 0 && head.method !== 'HEAD';
}

/**
 * The head in the registers as it goes on to a server, for heads that `isUsual`: the same as `upstreamHead` makes of
 * a list of fields, but runs of lines are copied as they are. `forwarded`: the lines about the client.
 */
export function requestText(target: string, host: string, forwarded: string): string {
  const { method, text, count, offsets, ids, bodyLength } = head;
  let result = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n`;
  let from = -1;
  for (let line = 0; line < count; line += 1) {
    const at = offsets[4 * line] ?? 0;
    if (OWN[ids[line] ?? 0] === 1) {
      if (from >= 0) result += text.slice(from, at);
      from = -1;
    } else if (from < 0) from = at;
  }
  if (from >= 0) result += text.slice(from, text.length - 2);
  result += forwarded;
  if (bodyLength > 0) result += `Content-Length: ${bodyLength}\r\n`;
  else if (bodyLength === CHUNKED) result += 'Transfer-Encoding: chunked\r\n';
  else if (method === 'POST' || method === 'PUT' || method === 'PATCH') result += 'Content-Length: 0\r\n';
  return asksForGzip() ? `${result}Accept-Encoding: gzip\r\n\r\n` : `${result}\r\n`;
}

/** The lines about a client that may not speak for itself (see `applyForwardedHeaders`). */
export function forwardedText(
  { clientIp, tls }: { readonly clientIp: string; readonly tls: boolean },
  host: string,
  serverName: string,
): string {
  const address = clientIp.replace(/%.*$/, '');
  const port = /^(?:[^:[\]]*|\[[^[\]]*\]):([^:[\]]+)$/.exec(host)?.[1] ?? (tls ? '443' : '80');
  const hostLine = host === '' ? '' : `X-Forwarded-Host: ${host}\r\n`;
  return (
    `X-Real-Ip: ${address}\r\nX-Forwarded-Proto: ${tls ? 'https' : 'http'}\r\nX-Forwarded-Port: ${port}\r\n` +
    `${hostLine}X-Forwarded-Server: ${serverName}\r\nX-Forwarded-For: ${clientIp}\r\n`
  );
}
