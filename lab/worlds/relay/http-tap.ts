import { HTTPParser, type HTTPParserJS } from 'http-parser-js';
import type { ReceivedRequest } from '../../backends/backend.ts';

/** Bytes of a body that are kept. */
const KEPT_BODY = 64 * 1024;

/** What a request begins with (RFC 9110, section 9.1); the parser itself is lenient. */
const METHOD = /^[A-Z-]+(?: |$)/;
const LONGEST_METHOD = 20;

/** What a TLS connection begins with: a record of the handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 22;

/** Safe methods (RFC 9110, section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The parser, with what it does not declare: what it waits for, and what it has of the line that it is in. */
type RequestParser = HTTPParserJS & { readonly state: string; readonly line: string };

/** A request on its way, as far as it was seen. */
interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer[];
  bytes: number;
}

/**
 * Reads along what passes over one connection to a pod, without touching it: each HTTP/1.1 request, and the status of its
 * answer. Traffic that is no HTTP is counted by who moves it, and heard of here once, when it begins; of TLS nothing is
 * heard, since nobody here can tell a request in it from a handshake that fails.
 */
export class HttpTap {
  readonly #peer: string;
  readonly #onReceived: (request: ReceivedRequest) => void;
  readonly #requests: SeenRequest[] = [];
  #begun = false;
  #onlySafe = true;
  #asking: RequestParser | undefined;
  #answering: HTTPParserJS | undefined;

  constructor(peer: string, onReceived: (request: ReceivedRequest) => void) {
    this.#peer = peer;
    this.#onReceived = onReceived;
    this.#asking = this.#requestParser();
    this.#answering = this.#responseParser();
  }

  /** Methods of requests whose heads have arrived and that have no answer yet, oldest first. */
  get waiting(): readonly string[] {
    return this.#requests.map(({ method }) => method);
  }

  /** All that the client sent were requests with safe methods, whole at least up to their bodies, and no upgrade. */
  get onlySafe(): boolean {
    return this.#onlySafe && !isInsideHead(this.#asking);
  }

  fromClient(chunk: Buffer): void {
    if (!this.#asking) {
      this.#onlySafe = false;
      return;
    }
    if (!this.#begun && chunk[0] === HANDSHAKE) {
      this.#onlySafe = false;
      this.#asking = undefined;
      this.#answering = undefined;
      return;
    }
    const begins = this.#begun || METHOD.test(chunk.toString('latin1', 0, LONGEST_METHOD));
    this.#begun = true;
    if (begins && !(this.#asking.execute(chunk) instanceof Error)) return;
    this.#onlySafe = false;
    // What is no HTTP stays so: a database, an upgraded connection.
    this.#asking = undefined;
    this.#answering = undefined;
    this.#onReceived({
      protocol: 'tcp',
      summary: `${chunk.length} bytes`,
      bytes: chunk.length,
      peer: this.#peer,
    });
  }

  fromPod(chunk: Buffer): void {
    if (this.#answering?.execute(chunk) instanceof Error) this.#answering = undefined;
  }

  /** Requests that were never answered are heard of when the connection is over, or when somebody else answers them. */
  abandon(status?: number): void {
    for (const request of this.#requests.splice(0)) this.#tell(request, status);
  }

  #requestParser(): RequestParser {
    const parser = new HTTPParser('REQUEST') as RequestParser;
    let current: SeenRequest | undefined;
    parser[HTTPParser.kOnHeadersComplete] = ({ method, url, headers, upgrade }) => {
      current = {
        method: HTTPParser.methods[method] ?? '',
        target: url,
        headers: joined(headers),
        body: [],
        bytes: 0,
      };
      this.#requests.push(current);
      if (upgrade || !SAFE.has(current.method)) this.#onlySafe = false;
      if (upgrade) this.#asking = undefined;
    };
    parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
      if (!current) return;
      if (current.bytes < KEPT_BODY) current.body.push(chunk.subarray(offset, offset + length));
      current.bytes += length;
    };
    return parser;
  }

  #responseParser(): HTTPParserJS {
    const parser = new HTTPParser('RESPONSE');
    parser[HTTPParser.kOnHeadersComplete] = ({ statusCode }) => {
      // 1xx but 101: the answer proper is still to come.
      if (statusCode < 200 && statusCode !== 101) return 0;
      const request = this.#requests.shift();
      if (request) this.#tell(request, statusCode);
      // Neither has a body, whatever the headers say (RFC 9110, section 6.4.1).
      return request?.method === 'HEAD' ? 1 : 0;
    };
    return parser;
  }

  #tell({ method, target, headers, body, bytes }: SeenRequest, status: number | undefined): void {
    const correlationId = headers['x-correlation-id'];
    this.#onReceived({
      protocol: headers['upgrade']?.toLowerCase() === 'websocket' ? 'websocket' : 'http',
      summary: `${method} ${target}`,
      method,
      target,
      headers,
      bytes,
      body: Buffer.concat(body).subarray(0, KEPT_BODY),
      peer: this.#peer,
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(status === undefined ? {} : { status }),
    });
  }
}

/** Bytes have come that belong to no request whose head is whole. */
function isInsideHead(parser: RequestParser | undefined): boolean {
  return parser?.state === 'HEADER' || (parser?.state === 'REQUEST_LINE' && parser.line !== '');
}

function joined(headers: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    const value = headers[index + 1] ?? '';
    all[name] = Object.hasOwn(all, name) ? `${all[name]}, ${value}` : value;
  }
  return all;
}
