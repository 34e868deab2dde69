import type { Selection } from '../../balancing/service-node.ts';
import { sendAnswer } from '../../middlewares/answer-reply.ts';
import { statusAnswer } from '../../middlewares/answers.ts';
import type { RequestBody } from '../../middlewares/handler.ts';
import { HeaderList } from '../../middlewares/message.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { Channel } from '../../transport/channel.ts';
import { GunzipReply } from '../gunzip-reply.ts';
import { removeHopByHop } from '../hop-by-hop.ts';
import { type Report, reportExchange } from '../report.ts';
import type { Http1Call, Http1Request, ResponseHandler } from '../upstream/http1-call.ts';
import { ReplyHandler } from '../upstream/reply-handler.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { FieldId, HeadFlag, head } from '../wire/registers.ts';
import type { CurrentExchange, Http1Connection } from './http1-connection.ts';
import { Http1Reply } from './http1-reply.ts';
import { formatHead, responseText } from './response-text.ts';
import { Framing, type ResponseWriter } from './response-writer.ts';

/** What was decided for a request whose head is in the registers. */
export interface RawRoute {
  readonly router: string;
  readonly generation: number;
  readonly selection: Selection<HttpServer>;
  readonly server: HttpServer;
  readonly headText: string;
  /** The client did not ask for gzip; the server is told to. */
  readonly addsGzip: boolean;
}

/**
 * The fast lane: one request from an HTTP/1.1 client to an HTTP/1.1 server by a router without middlewares. Heads stay
 * text, and bodies go from one socket's read to the other's write.
 */
export class RawExchange implements ResponseHandler, CurrentExchange {
  readonly #connection: Http1Connection;
  readonly #writer: ResponseWriter;
  readonly #route: RawRoute;
  readonly #method: string;
  readonly #host: string;
  readonly #target: string;
  readonly #correlationId: string | undefined;
  readonly #body: RequestBody | undefined;
  readonly #startedAt: number;
  #call: Http1Call | undefined;
  #over = false;
  #status = 499;
  /** Takes the answer instead, if it has to be decoded. */
  #decoder: ReplyHandler | undefined;
  #error: string | undefined;

  constructor(
    connection: Http1Connection,
    writer: ResponseWriter,
    route: RawRoute,
    body: RequestBody | undefined,
    startedAt: number,
  ) {
    this.#connection = connection;
    this.#writer = writer;
    this.#route = route;
    this.#method = head.method;
    this.#host = head.host;
    this.#target = head.target;
    this.#correlationId = connection.services.observesRequests
      ? head.valueOf(FieldId.correlationId)
      : undefined;
    this.#body = body;
    this.#startedAt = startedAt;
  }

  run(): void {
    const { server, headText } = this.#route;
    const body = this.#body;
    const request: Http1Request = {
      server,
      method: this.#method,
      headText,
      body,
      chunked: body !== undefined && body.length < 0,
      awaitContinue: false,
      upgrades: false,
      handler: this,
    };
    const call = this.#connection.services.upstreams.http1.request(request);
    this.#call = call;
    if (this.#over) call.cancel();
  }

  drained(): void {
    this.#call?.resume();
  }

  gone(): void {
    if (this.#over) return;
    this.#error ??= 'the client went away';
    this.#finish();
    this.#call?.cancel();
  }

  onInterim(): void {
    if (this.#connection.minor === 0) return;
    const headers = new HeaderList(head.raw());
    removeHopByHop(headers);
    this.#connection.channel.writeText(formatHead(head.status, headers));
  }

  onHead(): void {
    const { status, bodyLength, flags } = head;
    if (this.#route.addsGzip && (flags & HeadFlag.gzip) !== 0 && bodyLength !== 0) {
      this.#decode();
      return;
    }
    this.#status = status;
    let framing: number = Framing.none;
    let ending = '';
    if (this.#method !== 'HEAD' && status !== 204 && status !== 304) {
      if (bodyLength >= 0) framing = Framing.length;
      else if (this.#connection.minor === 0) framing = Framing.close;
      else {
        framing = Framing.chunked;
        const announced = (flags & HeadFlag.trailer) === 0 ? undefined : head.valueOf(FieldId.trailer);
        ending = `${announced === undefined ? '' : `Trailer: ${announced}\r\n`}Transfer-Encoding: chunked\r\n`;
      }
    }
    if (this.#connection.endsWith(framing === Framing.close)) ending += 'Connection: close\r\n';
    this.#writer.begin(responseText(`${ending}\r\n`), framing, bodyLength);
  }

  onData(bytes: Buffer, start: number, end: number): boolean {
    if (this.#decoder) return this.#decoder.onData(bytes, start, end);
    return this.#writer.write(bytes, start, end);
  }

  onComplete(bytes: Buffer, start: number, end: number, trailers: string[] | undefined): void {
    if (this.#over) return;
    if (this.#decoder) {
      this.#decoder.onComplete(bytes, start, end, trailers);
      return;
    }
    this.#writer.end(bytes, start, end, trailers);
    this.#finish();
    this.#connection.exchangeEnded(this);
  }

  onFlush(): void {
    if (!this.#decoder) this.#writer.flush();
  }

  onUpgrade(channel: Channel): void {
    // Never asked for, so never given on.
    channel.destroy();
  }

  onBroken(error: UpstreamError): void {
    if (this.#over) return;
    this.#error = error.message;
    if (this.#decoder) this.#decoder.onBroken(error);
    else if (this.#writer.started) {
      this.#finish();
      this.#connection.breakOff();
    } else {
      this.#status = error.status;
      sendAnswer(this.#reply(), statusAnswer(error.status), this.#method);
    }
  }

  /** Hands the answer to a reply that decodes it. */
  #decode(): void {
    this.#status = head.status;
    const decoder = new ReplyHandler(new GunzipReply(this.#reply()), () => undefined);
    decoder.call = this.#call;
    this.#decoder = decoder;
    decoder.onHead();
  }

  /** The answer is made of heads and pieces from now on. */
  #reply(): Http1Reply {
    const reply = new Http1Reply(this.#connection, this.#writer, this.#method);
    reply.served = {
      done: (delivered) => {
        if (!delivered) this.#error ??= 'the client went away';
        this.#finish();
      },
    };
    this.#connection.replace(this, reply);
    return reply;
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    const { router, generation, selection, server } = this.#route;
    const report: Report = {
      method: this.#method,
      host: this.#host,
      target: this.#target,
      correlationId: this.#correlationId,
      generation,
      router,
      internal: false,
      services: selection.trail,
      server: server.url,
      pod: server.pod,
      mirrors: [],
      error: this.#error,
      status: this.#status,
      requestBytes: this.#body?.bytesRead ?? 0,
      responseBytes: this.#writer.bytes,
      startedAt: this.#startedAt,
    };
    reportExchange(this.#connection.services, this.#connection.client, report);
  }
}
