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
 * a list of fields, but runs of lines are copied as they are. `hostLine`: what stands behind the target, up to the end of
 * the line with Host. `ending`: the lines about the client, and the empty line.
 */
export function requestText(target: string, hostLine: string, ending: string): string {
  const { method, text, count, offsets, ids, bodyLength } = head;
  let result = `${method} ${target}${hostLine}`;
  let from = -1;
  for (let line = 0; line < count; line += 1) {
    const at = offsets[4 * line] ?? 0;
    if (OWN[ids[line] ?? 0] === 1) {
      if (from >= 0) result += text.slice(from, at);
      from = -1;
    } else if (from < 0) from = at;
  }
  if (from >= 0) result += text.slice(from, text.length - 2);
  if (bodyLength > 0) result += `Content-Length: ${bodyLength}\r\n`;
  else if (bodyLength === CHUNKED) result += 'Transfer-Encoding: chunked\r\n';
  else if (method === 'POST' || method === 'PUT' || method === 'PATCH') result += 'Content-Length: 0\r\n';
  return result + ending;
}

/** What stands behind the target in a request's head, up to the end of the line with Host. */
export function hostLine(host: string): string {
  return ` HTTP/1.1\r\nHost: ${host}\r\n`;
}
