import type { RequestBody } from '../middlewares/handler.ts';
import { HeaderList, type RequestHead } from '../middlewares/message.ts';
import type { HttpServer } from '../routing/targets.ts';
import { checkField, checkFields } from './check-fields.ts';
import { appendForwardedFor } from './forwarded-headers.ts';
import { HOP_BY_HOP, namedByConnection, takesTrailers } from './hop-by-hop.ts';
import type { UpstreamHead } from './serve.ts';
import { fieldIdOf } from './wire/field-ids.ts';
import { FieldId } from './wire/registers.ts';

/**
 * The head that one server gets, made from the head that the middlewares left. `body`: undefined if there is none.
 * `upgrade`: protocol to change to.
 * A client that says nothing of encodings is served from gzip, as by Go's transport; see `contentOf`.
 *
 * @throws TypeError for a field that a middleware made and that cannot be sent
 */
export function upstreamHead(
  head: RequestHead,
  server: HttpServer,
  body: Pick<RequestBody, 'length'> | undefined,
  upgrade: string | undefined,
): UpstreamHead {
  const { method } = head;
  const target = server.basePath === undefined ? head.target : `${server.basePath}${head.target}`;
  const host = server.passHostHeader && head.host !== '' ? head.host : authority(server);
  checkField('Host', host);
  checkFields(head.headers);
  const named = namedByConnection(head.headers);
  const given = head.headers.raw();
  const kept = ['Host', host];
  let trailers: string | undefined;
  let asksForCoding = false;
  for (let at = 0; at < given.length; at += 2) {
    const name = given[at] ?? '';
    const value = given[at + 1] ?? '';
    const id = fieldIdOf(name);
    if (id === FieldId.trailer) trailers = trailers === undefined ? value : `${trailers}, ${value}`;
    // The framing is ours: what a client or a middleware says of it is not passed on.
    if (HOP_BY_HOP[id] === 1 || id === FieldId.contentLength || named?.has(name)) continue;
    if (id === FieldId.acceptEncoding || id === FieldId.range) asksForCoding = true;
    kept.push(name, value);
  }
  const headers = HeaderList.checked(kept);
  if (takesTrailers(head.headers)) headers.append('Te', 'trailers');
  appendForwardedFor(headers, head.clientIp);
  if (body === undefined) {
    if (method === 'POST' || method === 'PUT' || method === 'PATCH') headers.append('Content-Length', '0');
  } else if (body.length >= 0) headers.append('Content-Length', `${body.length}`);
  else {
    headers.append('Transfer-Encoding', 'chunked');
    if (trailers !== undefined) headers.append('Trailer', trailers);
  }
  if (headers.get('User-Agent') === '') headers.delete('User-Agent');
  const addsGzip = method !== 'HEAD' && !asksForCoding;
  if (addsGzip) headers.append('Accept-Encoding', 'gzip');
  if (upgrade !== undefined) {
    headers.append('Connection', 'Upgrade');
    headers.append('Upgrade', upgrade);
  }
  return {
    method,
    target: target === '' || target.startsWith('?') ? `/${target}` : target,
    headers,
    addsGzip,
  };
}

function authority({ hostname, port }: HttpServer): string {
  const bare = hostname.includes(':') && !hostname.startsWith('[');
  return bare ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
