import type { ResponseCase, ResponseExpectation } from './corpus-case.ts';

/** Traefik answers 500 to what is no HTTP and 502 to a connection that ends too soon. */
export const REFUSED: ResponseExpectation = { refused: [500, 502] };
/** Whatever the client gets, it must not look whole. */
export const BROKEN: ResponseExpectation = { broken: true };
/** The answer that the server meant. */
export const HELLO: ResponseExpectation = { status: 200, body: 'hello' };

/** An answer of `hello` with further lines in its head. */
export function ok(lines: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${lines}\r\nhello`;
}

/** An answer whose body is written in chunks. */
export function chunked(body: string): string {
  return `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

type Outcome = Pick<ResponseCase, 'expect' | 'ending' | 'reusable' | 'method' | 'requestLines'>;

/** Cases of one rule with one outcome. */
export function cases(
  group: string,
  outcome: Outcome,
  rows: Readonly<Record<string, string>>,
): ResponseCase[] {
  return Object.entries(rows).map(([name, bytes]) => ({
    name: `${group}: ${name}`,
    group,
    bytes,
    ...outcome,
  }));
}
