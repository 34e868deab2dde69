import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { QuestionError } from './question-error.ts';
import type { Question } from './story.ts';
import { serverNameFor } from './tls.ts';

/** A question as a command line or a query asks it. */
export interface WrittenQuestion {
  /** `http://`, `https://`, `tcp://`, `tls://` or `udp://`, with host, port and path; or `tcp` or `udp` alone. */
  readonly url: string;
  /** Default: GET. */
  readonly method?: string;
  /** `Name: value`; that of Host takes the place of the URL's. */
  readonly headers?: readonly string[];
  /** Server name of the TLS connection; default: the URL's host, for `https://` and `tls://`. */
  readonly sni?: string;
  /** Protocols that a TCP client offers by ALPN. */
  readonly alpn?: readonly string[];
  /** Address of the client. */
  readonly from?: string;
  readonly entryPoint?: string;
}

const FORM = /^(?:(https?|tcp|tls|udp):\/\/)?(\[[^\]/?#]*\]|[^/?#:]*)(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/i;

/** @throws QuestionError */
export function readQuestion(written: WrittenQuestion): Question {
  const { url, sni, alpn, from, entryPoint } = written;
  if (from !== undefined && isIP(from) === 0)
    throw new QuestionError(`${from} is not an IP address of a client`);
  if (/^https?:\/\/[^/?#]*@/i.test(url)) {
    throw new QuestionError(
      `the URL names a user; write http://HOST/PATH and what a client makes of the user: -H 'Authorization: Basic ...'`,
    );
  }
  const [, scheme, writtenHost = '', portText, target = '/'] =
    FORM.exec(/^(?:tcp|udp)$/i.test(url) ? `${url}://` : url) ?? [];
  const host = asSent(writtenHost);
  const port = portText === undefined ? {} : { port: Number(portText) };
  const common = { ...port, ...(entryPoint !== undefined && { entryPoint }) };
  const client = from === undefined ? {} : { clientIp: from };
  switch (scheme?.toLowerCase()) {
    case 'udp':
      return { kind: 'udp', ...common };
    case 'tcp':
    case 'tls': {
      const serverName = sni ?? (scheme?.toLowerCase() === 'tls' ? host : undefined);
      return {
        kind: 'tcp',
        ...common,
        ...client,
        ...(serverName !== undefined && { serverName }),
        ...(alpn !== undefined && { alpnProtocols: alpn }),
      };
    }
    case 'http':
    case 'https': {
      const headers = (written.headers ?? []).map(readHeader);
      const own = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? host;
      const tls = scheme?.toLowerCase() === 'https';
      if (own === '' || target.includes(' ')) break;
      const [, ownHost = own, ownPort] = /^(\[.*\]|[^:]*):(\d+)$/.exec(own) ?? [];
      const serverName = sni ?? (tls && host !== '' && host !== ownHost ? serverNameFor(host) : undefined);
      return {
        kind: 'http',
        method: written.method ?? 'GET',
        tls,
        host: ownHost,
        target: target.startsWith('/') ? target : `/${target}`,
        headers: headers.filter(([name]) => name.toLowerCase() !== 'host'),
        ...(ownPort !== undefined && { port: Number(ownPort) }),
        ...common,
        ...client,
        ...(serverName !== undefined && { serverName }),
      };
    }
  }
  throw new QuestionError(
    `${url} is no URL; write http://HOST/PATH, https://HOST/PATH, tcp://:PORT, tls://NAME:PORT, udp://:PORT, or tcp or udp`,
  );
}

/** Clients write names in other scripts as Punycode. */
function asSent(host: string): string {
  return /\P{ASCII}/u.test(host) ? domainToASCII(host) || host : host;
}

function readHeader(line: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new QuestionError(`${line} is no header line; write 'Name: value'`);
  }
  return [name, value];
}

/** A question in one line, as a person would write it. */
export function questionText(question: Question): string {
  const port = question.port === undefined ? '' : `:${question.port}`;
  switch (question.kind) {
    case 'http': {
      const { method, tls, host, target } = question;
      return `${method} ${tls ? 'https' : 'http'}://${host}${port}${target}`;
    }
    case 'tcp':
      return question.serverName === undefined
        ? `a TCP connection${port}`
        : `a TLS connection to ${question.serverName || 'no name'}${port}`;
    case 'udp':
      return `a UDP session${port}`;
  }
}
