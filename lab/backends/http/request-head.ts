import type { ReceivedRequest } from '../backend.ts';
import { fieldName } from './field-names.ts';

/** Fields of which Node and nginx take the first line alone (RFC 9110 §5.3: they are no lists). */
const SINGLE: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'user-agent',
]);

/** What HTTP/2 says of a request in its header block besides headers (RFC 9113 §8.3.1); the authority is the host. */
const PSEUDO_HEADERS: ReadonlyMap<string, string> = new Map([
  [':authority', 'host'],
  [':method', ''],
  [':path', ''],
  [':scheme', ''],
]);

/** The head of a request as a program reads it, whether it came over a connection or as a value. */
export class RequestHead {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** `1.1`, `2.0`. */
  readonly version: string;
  /** Name, value, name, value. Over HTTP/2 with the pseudo fields. */
  readonly rawHeaders: readonly string[];

  constructor(method: string, target: string, version: string, rawHeaders: readonly string[]) {
    this.method = method;
    this.target = target;
    this.version = version;
    this.rawHeaders = rawHeaders;
  }

  /** Path without query. */
  get path(): string {
    const end = this.target.search(/[?#]/);
    return end === -1 ? this.target : this.target.slice(0, end);
  }

  /** The value of a header by its name in lower case; of repeated lines the first, or all of a list. */
  header(name: string): string | undefined {
    const { rawHeaders } = this;
    let found: string | undefined;
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const written = rawHeaders[at] ?? '';
      if (written.length !== name.length || fieldName(written).lower !== name) continue;
      const value = rawHeaders[at + 1] ?? '';
      if (SINGLE.has(name)) return value;
      found = found === undefined ? value : `${found}, ${value}`;
    }
    return found;
  }

  /** The parts of a record that the head of a request tells. */
  describe(protocol: 'http' | 'websocket'): Pick<
    ReceivedRequest,
    'protocol' | 'summary' | 'correlationId'
  > & {
    readonly method: string;
    readonly target: string;
    readonly headers: Readonly<Record<string, string>>;
  } {
    const { method, target } = this;
    const headers = joinedHeaders(this.rawHeaders);
    const correlationId = headers['x-correlation-id'];
    return {
      protocol,
      summary: `${method} ${target}`,
      method,
      target,
      headers,
      ...(correlationId === undefined ? {} : { correlationId }),
    };
  }
}

/** Built from the raw lines, because Node's own `headers` drops repeated lines of some names. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { lower } = fieldName(raw[index] ?? '');
    const name = lower.startsWith(':') ? (PSEUDO_HEADERS.get(lower) ?? lower) : lower;
    if (name === '') continue;
    const value = raw[index + 1] ?? '';
    const whole = Object.hasOwn(joined, name) ? `${joined[name]}, ${value}` : value;
    // A client may call a header what is no plain property of an object.
    if (name === '__proto__') Object.defineProperty(joined, name, { ...PLAIN, value: whole });
    else joined[name] = whole;
  }
  return joined;
}

const PLAIN: PropertyDescriptor = { configurable: true, enumerable: true, writable: true };
