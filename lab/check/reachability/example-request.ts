import { parseQuery, prepareTarget } from '../../../engine/core.ts';
import { type Model, type ModelRequest, requestOf, tcpFactsOf } from '../../../engine/reachability/index.ts';

/** Whether a client can send a request that rules see as the model has it. */
export function isRealRequest(model: Model): boolean {
  const request = requestOf(model);
  const prepared = prepareTarget(targetOf(request));
  return (
    typeof prepared !== 'string' &&
    prepared.routingPath === request.path &&
    JSON.stringify(parseQuery(prepared.query)) === JSON.stringify(request.query) &&
    HOST.test(request.host) &&
    /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(request.method) &&
    request.clientIp !== '' &&
    request.headers.every(([, line]) => !/[\0\r\n]/.test(line) && line.trim() === line)
  );
}

/** Whether a client can open such a connection. */
export function isRealConnection(model: Model): boolean {
  const { sni, clientIp } = tcpFactsOf(model);
  return clientIp !== '' && (sni === '' || HOST.test(sni));
}

/** A name or an address of IPv6. */
const HOST = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:]*:[0-9a-f:.]+)$/;

/** `GET http://shop.test/api with X-Canary: 1` */
export function requestText(model: Model, tls: boolean): string {
  const request = requestOf(model);
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  const headers = request.headers.map(([name, line]) => ` with ${titleCase(name)}: ${line}`).join('');
  const from = model.has('client address') ? ` from ${request.clientIp}` : '';
  return `${request.method} ${tls ? 'https' : 'http'}://${host}${targetOf(request)}${headers}${from}`;
}

/** `a connection for db.test offering h2` */
export function connectionText(model: Model): string {
  const { sni, alpn, clientIp } = tcpFactsOf(model);
  const offers = alpn.length > 0 ? ` offering ${alpn.join(', ')}` : '';
  const from = model.has('client address') ? ` from ${clientIp}` : '';
  return `a connection ${sni === '' ? 'without a server name' : `for ${sni}`}${offers}${from}`;
}

function targetOf({ path, query }: ModelRequest): string {
  const target = encodeURI(path).replaceAll('%25', '%').replaceAll('#', '%23').replaceAll('?', '%3F');
  const pairs = query.map(([name, value]) =>
    value === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return pairs.length === 0 ? target : `${target}?${pairs.join('&')}`;
}

/** Headers are known in lower case only. */
function titleCase(header: string): string {
  return header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
