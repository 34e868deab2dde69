import { HTTPParser, type HTTPParserJS } from 'http-parser-js';
import type { ReceivedRequest } from '../../backends/backend.ts';

/** Bytes of a body that are kept. */
const KEPT_BODY = 64 * 1024;

/** The parser counts whole chunks as heads, so that its own limit (80 KiB) would end it in the middle of large bodies. */
const LONGEST_HEAD = 1024 * 1024;

/** What a request begins with (RFC 9110, section 9.1); the parser itself is lenient. */
const METHOD = /^[A-Z-]+(?: |$)/;
const LONGEST_METHOD = 20;

/** What a TLS connection begins with: a record of the handshake (RFC 8446, section 5.1). */
const HANDSHAKE = 22;

/** Safe methods (RFC 9110, section 9.2.1). */
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** The parser, with what it does not declare: what it waits for, and what it has of the line that it is in. */
type Parser = HTTPParserJS & { readonly state: string; readonly line: string };

/** A request on its way, as far as it was seen. */
interface SeenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer[];
  bytes: number;
  /** It does not go on to the pod. */
  readonly isKept: boolean;
  /** Its client waits for an answer: it is whole, or its body waits for one (RFC 9110, section 10.1.1). */
  isDue: boolean;
  isWhole: boolean;
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
  /** A request that the pod answers before it is whole, with the status. */
  #early: { readonly request: SeenRequest; readonly status: number } | undefined;
  #begun = false;
  #onlySafe = true;
  #keeping = false;
  /** Absent once the traffic is known to be no HTTP (any more). */
  #asking: Parser | undefined;
  #answering: Parser | undefined;

  constructor(peer: string, onReceived: (request: ReceivedRequest) => void) {
    this.#peer = peer;
    this.#onReceived = onReceived;
    this.#asking = this.#requestParser();
    this.#answering = this.#responseParser();
  }

  /** As far as can be told. */
  get isHttp(): boolean {
    return this.#asking !== undefined;
  }

  /** A request has begun, and more of it is to come. */
  get isUnderWay(): boolean {
    return isInside(this.#asking);
  }

  /** Whoever closes the connection now interrupts nothing. */
  get isIdle(): boolean {
    if (!this.#begun) return true;
    if (!this.#asking || !this.#answering) return false;
    return this.#requests.length === 0 && !isInside(this.#asking) && !isInside(this.#answering);
  }

  /** All that the client sent were requests with safe methods, whole at least up to their bodies, and no upgrade. */
  get onlySafe(): boolean {
    return this.#onlySafe && !isInsideHead(this.#asking);
  }

  /** `isKept`: requests that begin in it do not go on to the pod. */
  fromClient(chunk: Buffer, isKept = false): void {
    this.#keeping = isKept;
    if (!this.#asking) {
      this.#onlySafe = false;
      return;
    }
    const isFirst = !this.#begun;
    this.#begun = true;
    if (isFirst && chunk[0] === HANDSHAKE) {
      this.#endHttp();
      return;
    }
    const begins = !isFirst || METHOD.test(chunk.toString('latin1', 0, LONGEST_METHOD));
    if (begins && !(this.#asking.execute(chunk) instanceof Error)) return;
    // What is no HTTP stays so: a database, an upgraded connection.
    this.#endHttp();
    this.#onReceived({
      protocol: 'tcp',
      summary: `${chunk.length} bytes`,
      bytes: chunk.length,
      peer: this.#peer,
    });
  }

  fromPod(chunk: Buffer): void {
    // Who speaks first speaks no HTTP, or ends the connection for want of a request.
    if (!this.#begun || this.#answering?.execute(chunk) instanceof Error) this.#answering = undefined;
  }

  /** How many requests that were kept are to be answered now, in their turn; they are heard of with this status. */
  answerKept(status: number): number {
    let answered = 0;
    for (;;) {
      const [next] = this.#requests;
      if (!next?.isKept || !next.isDue || isInside(this.#answering)) return answered;
      this.#requests.shift();
      this.#tell(next, status);
      answered += 1;
    }
  }

  /** Requests that were never answered, or never whole, are heard of when the connection is over. */
  abandon(): void {
    if (this.#early) this.#tell(this.#early.request, this.#early.status);
    this.#early = undefined;
    for (const request of this.#requests.splice(0)) this.#tell(request, undefined);
  }

  #endHttp(): void {
    this.#onlySafe = false;
    this.#asking = undefined;
    this.#answering = undefined;
  }

  #requestParser(): Parser {
    const parser = new HTTPParser('REQUEST') as Parser;
    parser.maxHeaderSize = LONGEST_HEAD;
    let current: SeenRequest | undefined;
    parser[HTTPParser.kOnHeadersComplete] = ({ method, url, headers, upgrade }) => {
      const names = joined(headers);
      current = {
        method: HTTPParser.methods[method] ?? '',
        target: url,
        headers: names,
        body: [],
        bytes: 0,
        isKept: this.#keeping,
        isDue: upgrade || names['expect'] !== undefined,
        isWhole: upgrade,
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
    parser[HTTPParser.kOnMessageComplete] = () => {
      if (!current) return;
      current.isDue = true;
      current.isWhole = true;
      if (this.#early?.request !== current) return;
      this.#tell(current, this.#early.status);
      this.#early = undefined;
    };
    return parser;
  }

  #responseParser(): Parser {
    const parser = new HTTPParser('RESPONSE') as Parser;
    parser.maxHeaderSize = LONGEST_HEAD;
    parser[HTTPParser.kOnHeadersComplete] = ({ statusCode }) => {
      // 1xx but 101: the answer proper is still to come.
      if (statusCode < 200 && statusCode !== 101) return 0;
      const request = this.#requests.shift();
      if (request?.isWhole) this.#tell(request, statusCode);
      else if (request) this.#early = { request, status: statusCode };
      if (statusCode === 101) this.#answering = undefined;
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

/** A message has begun, and is not whole yet. */
function isInside(parser: Parser | undefined): boolean {
  return parser !== undefined && (!parser.state.endsWith('_LINE') || parser.line !== '');
}

/** Bytes have come that belong to no message whose head is whole. */
function isInsideHead(parser: Parser | undefined): boolean {
  return isInside(parser) && parser?.state.startsWith('BODY_') === false;
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
