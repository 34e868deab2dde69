export const BAD_REQUEST = '400 Bad Request';
export const TOO_LARGE = '431 Request Header Fields Too Large';
export const BAD_VERSION = '505 HTTP Version Not Supported: unsupported protocol version';

/** What Go's server sends to a client that expects more than `100-continue` (RFC 9110 §10.1.1). */
export const EXPECTATION_FAILED =
  'HTTP/1.1 417 Expectation Failed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** What Go's server sends to a client whose body comes in a coding other than `chunked` alone. */
export const UNSUPPORTED_CODING = page('501 Not Implemented', 'Unsupported transfer encoding');

/** What Go's server sends, byte for byte, to a client whose bytes are no request; the connection closes behind it. */
export function refusalPage(text: string): string {
  return page(text, text);
}

function page(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${body}`;
}
