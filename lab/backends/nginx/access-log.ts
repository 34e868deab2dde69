/** What one line of an access log tells. */
export interface AccessLogEntry {
  readonly remoteAddress: string;
  readonly time: Date;
  /** Method, target and version as received: `GET / HTTP/1.1`. */
  readonly requestLine: string;
  readonly status: number;
  /** Bytes of the response's body. */
  readonly bodyBytes: number;
  /** Of the request, by the name in lower case. */
  readonly header: (name: string) => string | undefined;
}

/**
 * A line in the format `main` of the nginx image, which is `combined` with X-Forwarded-For behind it:
 * `127.0.0.1 - - [23/Nov/2026:10:04:05 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.5.0" "10.0.0.1"`.
 * Source: ngx_http_log_module, and the image's nginx.conf.
 */
export function accessLogLine(entry: AccessLogEntry): string {
  const { header } = entry;
  const address = entry.remoteAddress.replace(/^::ffff:/, '');
  const request = `"${escaped(entry.requestLine)}" ${entry.status} ${entry.bodyBytes}`;
  return [
    `${address} - ${userOf(header('authorization'))} [${localTime(entry.time)}]`,
    request,
    ...TOLD.map((name) => {
      const value = header(name) ?? '';
      return `"${value === '' ? '-' : escaped(value)}"`;
    }),
  ].join(' ');
}

/** Headers of the request that a line ends with. */
const TOLD = ['referer', 'user-agent', 'x-forwarded-for'];

/** The user of Basic credentials, whether or not anybody checks them. */
function userOf(authorization: string | undefined): string {
  const [, credentials = ''] = /^basic +(\S+)/i.exec(authorization ?? '') ?? [];
  const [user = ''] = Buffer.from(credentials, 'base64').toString().split(':');
  return user === '' ? '-' : escaped(user);
}

/** Time in UTC, the zone of a container: `23/Nov/2026:10:04:05 +0000`. */
function localTime(time: Date): string {
  const [, day = '', month = '', year = '', clock = ''] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

/** nginx writes quotes, backslashes and bytes outside of printable ASCII as `\xHH`. */
function escaped(text: string): string {
  return text.replace(
    /[^\x20-\x7e]|["\\]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
