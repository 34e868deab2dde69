/** A request as a server behind the proxy has to see it. */
export interface ForwardedRequest {
  readonly method: string;
  /** Request target, in origin form. */
  readonly target: string;
  /** Value of Host, if it matters. */
  readonly host?: string;
  /** The body without its framing; empty if not given. */
  readonly body?: string;
  /** By name in lower case: the exact value, or undefined for a field that must not arrive. */
  readonly fields?: Readonly<Record<string, string | undefined>>;
}

/** The proxy answers itself, and nothing of the message may be taken for a request by a server. */
export interface Refused {
  /** The status, or those that are right. */
  readonly status: number | readonly number[];
  /** Whether the connection ends behind the answer. */
  readonly closes: boolean;
}

/** The bytes are requests that reach the server, in this order and nothing else. */
export interface Forwarded {
  readonly forwarded: readonly [ForwardedRequest, ...ForwardedRequest[]];
  /** What comes of the bytes behind these requests. */
  readonly behind?: Refused;
  /** true: the connection ends behind the last answer. */
  readonly closes?: boolean;
}

/** What a strict proxy makes of a case. */
export type Expectation = Refused | Forwarded;

/** Bytes that a client may send to a proxy, and what has to come of them. */
export interface CorpusCase {
  /** Unique. */
  readonly name: string;
  /** The rule that the case is about. */
  readonly group: string;
  /** What is sent, a byte each character. Hidden requests in it ask for `/smuggled`, honest ones for paths that begin with `/c`. */
  readonly bytes: string;
  /** Several: the RFCs leave the choice, and each of them is safe. */
  readonly expect: Expectation | readonly Expectation[];
}

/** What a client has to see of a server's answer. */
export type ResponseExpectation =
  /** The answer as it was meant; `fields` as in `ForwardedRequest`. */
  | {
      readonly status: number;
      readonly body: string;
      readonly fields?: Readonly<Record<string, string | undefined>>;
    }
  /** An error page of the proxy: the answer was refused before any of it was passed on. */
  | { readonly refused: readonly number[] }
  /** An error page, or an answer that visibly breaks off: it never seems whole. */
  | { readonly broken: true };

/** Bytes that a server may answer with, and what has to come of them. */
export interface ResponseCase {
  /** Unique. */
  readonly name: string;
  readonly group: string;
  /** Method of the request; `GET` if not given. */
  readonly method?: string;
  /** Further field lines of the request, each with its CRLF. */
  readonly requestLines?: string;
  /** What the server sends when it has the whole request, a byte each character. */
  readonly bytes: string;
  /** What the server does then; nothing if not given. */
  readonly ending?: 'end' | 'reset';
  readonly expect: ResponseExpectation | readonly ResponseExpectation[];
  /** true: the connection to the server may carry another request afterwards. */
  readonly reusable?: boolean;
}

/** The request that hides in a body or behind one: no server may ever see it. */
export const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n';

/** A GET of `/c` with further field lines, each with its line end. */
export function get(lines: string): string {
  return `GET /c HTTP/1.1\r\nHost: a.test\r\n${lines}\r\n`;
}

/** A POST to `/c` with further field lines, each with its line end, and what follows the head. */
export function post(lines: string, body: string): string {
  return `POST /c HTTP/1.1\r\nHost: a.test\r\n${lines}\r\n${body}`;
}

/** A POST to `/c` whose body is written in chunks. */
export function chunked(body: string): string {
  return post('Transfer-Encoding: chunked\r\n', body);
}

export const BAD_REQUEST: Refused = { status: 400, closes: true };
/** For codings that are not served: RFC 9112 §6.1 asks for 501, §6.3 for 400. */
export const BAD_CODING: Refused = { status: [400, 501], closes: true };
/** The body does not matter to the rule. */
export const SERVED_GET: Forwarded = { forwarded: [{ method: 'GET', target: '/c' }] };

/** `/c` asked for with POST and this body. */
export function servedPost(body: string, fields?: ForwardedRequest['fields']): Forwarded {
  return { forwarded: [{ method: 'POST', target: '/c', body, ...(fields ? { fields } : {}) }] };
}

/** Cases of one rule with one outcome. */
export function cases(
  group: string,
  expect: CorpusCase['expect'],
  rows: Readonly<Record<string, string>>,
): CorpusCase[] {
  return Object.entries(rows).map(([name, bytes]) => ({ name: `${group}: ${name}`, group, bytes, expect }));
}
