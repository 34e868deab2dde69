import { systemClock } from '../net/clock.ts';
import type {
  BodySink,
  BodySource,
  ExchangeRecord,
  HandlerTools,
  HttpHandler,
  HttpReply,
  HttpRequest,
  RequestBody,
  TunnelEnd,
} from './handler.ts';
import { LocalLimits } from './local-limits.ts';
import { HeaderList, type RequestHead, type ResponseHead } from './message.ts';
import { type HeadSettings, requestHead } from './test-support.ts';

/** A request that a test makes, with its client's side. */
export class TestRequest implements HttpRequest {
  readonly head: RequestHead;
  readonly body: RequestBody | undefined;
  readonly upgrade = undefined;
  readonly record: ExchangeRecord = {
    correlationId: undefined,
    services: [],
    server: undefined,
    pod: undefined,
    mirrors: [],
    error: undefined,
    unsent: false,
  };
  gone = false;
  #over: boolean | undefined;
  readonly #listeners: ((delivered: boolean) => void)[] = [];

  constructor(settings: HeadSettings = {}, body?: RequestBody) {
    this.head = requestHead(settings);
    this.body = body;
  }

  onDone(listener: (delivered: boolean) => void): void {
    if (this.#over === undefined) this.#listeners.push(listener);
    else listener(this.#over);
  }

  finish(delivered: boolean): void {
    this.#over = delivered;
    this.gone = !delivered;
    for (const listener of this.#listeners.splice(0)) listener(delivered);
  }
}

/** Takes an answer and keeps it. */
export class TestReply implements HttpReply {
  readonly log: string[] = [];
  readonly heads: ResponseHead[] = [];
  readonly pieces: Buffer[] = [];
  source: BodySource | undefined;
  trailers: HeaderList | undefined;
  /** What `write` returns. */
  wants = true;
  readonly #done = Promise.withResolvers<TestReply>();

  /** Resolves when the answer is complete or broken off; fails after five seconds. */
  async done(): Promise<TestReply> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`no end of the answer: ${this.log}`)), 5000);
    try {
      return await Promise.race([this.#done.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  get status(): number | undefined {
    return this.heads.at(-1)?.status;
  }

  header(name: string): string | undefined {
    return this.heads.at(-1)?.headers.get(name);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.pieces);
  }

  get text(): string {
    return this.bytes.toString();
  }

  interim(head: ResponseHead): void {
    this.log.push(`interim ${head.status}`);
  }

  start(head: ResponseHead, source: BodySource): void {
    this.log.push(`start ${head.status}`);
    this.heads.push(head);
    this.source = source;
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    this.pieces.push(Buffer.from(bytes.subarray(start, end)));
    return this.wants;
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.log.push('end');
    this.pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.trailers = trailers;
    this.#done.resolve(this);
  }

  flush(): void {
    this.log.push('flush');
  }

  abort(error: Error): void {
    this.log.push(`abort ${error.message}`);
    this.#done.resolve(this);
  }

  tunnel(head: ResponseHead, _server: TunnelEnd): void {
    this.log.push(`tunnel ${head.status}`);
    this.#done.resolve(this);
  }
}

/** A body that the test sends piece by piece, as a connection does. */
export class TestBody implements RequestBody {
  readonly length: number;
  complete = false;
  bytesRead = 0;
  sink: BodySink | undefined;
  resumed = 0;

  constructor(length = -1) {
    this.length = length;
  }

  start(sink: BodySink): void {
    if (this.sink) throw new Error('the body was started twice');
    this.sink = sink;
  }

  resume(): void {
    this.resumed += 1;
  }

  send(text: string): boolean {
    const bytes = Buffer.from(`<${text}>`);
    this.bytesRead += text.length;
    const more = this.sink?.write(bytes, 1, bytes.length - 1) ?? false;
    // Bytes are valid during the call only.
    bytes.fill('!');
    return more;
  }

  end(text = '', trailers?: HeaderList): void {
    const bytes = Buffer.from(`<${text}>`);
    this.bytesRead += text.length;
    this.complete = true;
    this.sink?.end(bytes, 1, bytes.length - 1, trailers);
    bytes.fill('!');
  }
}

/** Takes a body and keeps it. */
export class TestSink implements BodySink {
  readonly pieces: string[] = [];
  readonly log: string[] = [];
  trailers: HeaderList | undefined;
  wants = true;

  get text(): string {
    return this.pieces.join('');
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    this.pieces.push(bytes.toString('latin1', start, end));
    return this.wants;
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.pieces.push(bytes.toString('latin1', start, end));
    this.trailers = trailers;
    this.log.push('end');
  }

  abort(error: Error): void {
    this.log.push(`abort ${error.message}`);
  }
}

export function testTools(changes: Partial<HandlerTools> = {}): HandlerTools {
  const clock = changes.clock ?? systemClock;
  return {
    limits: new LocalLimits(clock.now),
    scope: 'router@file ',
    forwardTo: () => undefined,
    clock,
    ...changes,
  };
}

/** A handler that does what `serve` does. */
export function handlerOf(serve: (request: HttpRequest, reply: HttpReply) => void): HttpHandler {
  return { serve };
}

/** A handler that answers with `text` at once. */
export function answering(
  status: number,
  text: string,
  headers: readonly string[] = ['Content-Type', 'text/plain'],
): HttpHandler {
  return handlerOf((_, reply) => {
    reply.start({ status, headers: new HeaderList(headers) }, { resume() {}, cancel() {} });
    const bytes = Buffer.from(text);
    reply.end(bytes, 0, bytes.length, undefined);
  });
}

/** A handler that changes the protocol. Whoever touches the connection to the server fails. */
export const tunnelling: HttpHandler = handlerOf((_, reply) =>
  reply.tunnel(
    { status: 101, headers: new HeaderList() },
    {
      get channel(): never {
        throw new Error('the connection was touched');
      },
      early: Buffer.alloc(0),
    },
  ),
);
