import type { HttpQuestion, Question } from '../story.ts';

/** A request of a list, counted once however often it is there. */
export interface ListedRequest {
  readonly question: Question;
  /** How often it was found. */
  readonly count: number;
  /** Where it stands first: `access.log:12`, `shop.har, entry 3`. */
  readonly place: string;
}

/** What a reader makes of one line or entry: a question, or what was expected instead; undefined: nothing is there. */
export type ReadRequest = { readonly question: Question } | { readonly expected: string } | undefined;

/** Of a request that was recorded, what the answer may hang on: the rest is left out, so that equal ones are counted. */
export interface Relevance {
  readonly clientIps: boolean;
  readonly queries: boolean;
  /** Names in lower case. */
  readonly headers: ReadonlySet<string>;
}

/** The same for requests that are the same. */
export function requestKey(question: Question): string {
  const { kind, port, clientIp, entryPoint, serverName } = {
    clientIp: '',
    serverName: undefined,
    ...question,
  };
  const common = `${kind} ${port} ${entryPoint} ${clientIp} ${serverName}`;
  if (question.kind === 'udp') return common;
  if (question.kind === 'tcp') return `${common} ${question.alpnProtocols?.join()}`;
  const { method, tls, host, target, headers } = question;
  const key = `${common} ${method} ${tls} ${host} ${target}`;
  return headers.length === 0 ? key : `${key}\n${headers.map((header) => header.join(': ')).join('\n')}`;
}

/** The request without what the answer cannot hang on. */
export function relevantPart(question: HttpQuestion, relevance: Relevance): HttpQuestion {
  const { clientIp, target, headers, ...rest } = question;
  const end = relevance.queries ? -1 : target.indexOf('?');
  return {
    ...rest,
    target: end < 0 ? target : target.slice(0, end),
    headers:
      headers.length === 0 ? headers : headers.filter(([name]) => relevance.headers.has(name.toLowerCase())),
    ...(relevance.clientIps && clientIp !== undefined ? { clientIp } : {}),
  };
}

/** Headers whose values are nobody's business, and must not get into reports. */
export function isSecretHeader(name: string): boolean {
  return /^(proxy-)?authorization$|^(set-)?cookie$|token|secret|session|credential|signature|passw|(api|access|auth|private|session)-?key/i.test(
    name,
  );
}

/** The request as one would write it in a list: `POST https://shop.test/cart`. Credentials are left out. */
export function requestText(question: Question): string {
  const { clientIp, serverName } = { clientIp: undefined, serverName: undefined, ...question };
  const isHttp = question.kind === 'http';
  const alpn = question.kind === 'tcp' ? (question.alpnProtocols ?? []) : [];
  const options = [
    ...(isHttp ? question.headers : []).map(
      ([name, value]) => `-H ${quoted(`${name}: ${isSecretHeader(name) ? '…' : value}`)}`,
    ),
    ...(alpn.length === 0 ? [] : [`--alpn ${word(alpn.join(','))}`]),
    ...(clientIp === undefined ? [] : [`--from ${clientIp}`]),
    ...(serverName === undefined || !isHttp ? [] : [`--sni ${word(serverName)}`]),
    ...(question.entryPoint === undefined ? [] : [`--entrypoint ${word(question.entryPoint)}`]),
  ];
  const method = isHttp ? [word(question.method)] : [];
  return [...method, word(urlText(question)), ...options].join(' ');
}

/** As one word for a shell, and for a list. */
function word(text: string): string {
  return /^[^\s'"]+$/.test(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function urlText(question: Question): string {
  const port = question.port === undefined ? '' : `:${question.port}`;
  switch (question.kind) {
    case 'http':
      return `${question.tls ? 'https' : 'http'}://${question.host}${port}${question.target}`;
    case 'tcp':
      return question.serverName === undefined ? `tcp://${port}` : `tls://${question.serverName}${port}`;
    case 'udp':
      return `udp://${port}`;
  }
}
