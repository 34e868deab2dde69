export const BAD_REQUEST = '400 Bad Request';
export const TOO_LARGE = '431 Request Header Fields Too Large';

/** What Go's server sends, byte for byte, to a client whose bytes are no request; the connection closes behind it. */
export function refusalPage(text: string): string {
  return `HTTP/1.1 ${text}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${text}`;
}
