import { sendAnswer } from '../../middlewares/answer-reply.ts';
import { statusAnswer } from '../../middlewares/answers.ts';
import type { HttpReply, RequestBody } from '../../middlewares/handler.ts';
import { HeaderList } from '../../middlewares/message.ts';
import type { HttpServer, RequestTally } from '../../routing/targets.ts';
import type { Channel } from '../../transport/channel.ts';
import { GunzipReply } from '../gunzip-reply.ts';
import { removeHopByHop } from '../hop-by-hop.ts';
import { type Report, reportExchange } from '../report.ts';
import type { Http1Call, Http1Request, ResponseHandler } from '../upstream/http1-call.ts';
import { ReplyHandler } from '../upstream/reply-handler.ts';
import type { UpstreamError } from '../upstream/upstream-error.ts';
import { CHUNKED, FieldId, HeadFlag, head } from '../wire/registers.ts';
import type { ClientConnection, CurrentExchange } from './client-connection.ts';
import type { FastRouter } from './fast-router.ts';
import { Http1Reply } from './http1-reply.ts';
import { formatHead, responseText } from './response-text.ts';
import { Framing, type ResponseWriter } from './response-writer.ts';

const NO_MIRRORS: readonly string[] = [];

/**
 * The fast lane: one request from an HTTP/1.1 client to an HTTP/1.1 server by a router without middlewares. Heads stay
 * text, and bodies go from one socket's read to the other's write. It is its own order to the servers and its own
 * report, so that a request takes few objects.
 */
export class RawExchange implements Http1Request, ResponseHandler, CurrentExchange, Report {
  readonly #connection: ClientConnection;
  readonly #writer: ResponseWriter;
  #call: Http1Call | undefined;
  #over = false;
  /** The client did not ask for gzip; the server was told to. */
  readonly #addsGzip: boolean;
  /** Takes the answer instead, if text will not do. */
  #successor: ReplyHandler | undefined;
  readonly to: HttpServer;
  readonly method: string;
  readonly headText: string;
  readonly body: RequestBody | undefined;
  readonly chunked: boolean;
  readonly awaitContinue = false;
  readonly upgrades = false;
  readonly handler = this;
  readonly host: string;
  readonly target: string;
  readonly correlationId: string | undefined;
  readonly generation: number;
  readonly router: string;
  readonly internal = false;
  readonly requestFields: readonly string[] | undefined;
  responseFields: readonly string[] | undefined;
  readonly services: readonly string[];
  readonly mirrors = NO_MIRRORS;
  readonly startedAt: number;
  error: string | undefined;
  status = 499;

  /** The head is in the registers, and `route` has decided. `startedAt`: milliseconds on the clock of the services. */
  constructor(
    connection: ClientConnection,
    writer: ResponseWriter,
    route: FastRouter,
    server: HttpServer,
    body: RequestBody | undefined,
    startedAt: number,
  ) {
    this.#connection = connection;
    this.#writer = writer;
    this.#addsGzip = route.addsGzip;
    this.to = server;
    this.method = head.method;
    this.headText = route.headText;
    this.body = body;
    this.chunked = head.bodyLength === CHUNKED;
    this.host = head.host;
    this.target = head.target;
    this.correlationId = connection.services.observesRequests
      ? head.valueOf(FieldId.correlationId)
      : undefined;
    this.requestFields = connection.services.detailsRequests ? head.raw() : undefined;
    this.generation = route.generation;
    this.router = route.router;
    this.services = route.trail;
    this.startedAt = startedAt;
  }

  get server(): string {
    return this.to.url;
  }

  /** Kept with the server, where a request finds it with fewer looks into memory than by a name. */
  get tally(): RequestTally {
    this.to.tally ??= this.#connection.services.counters.service(this.services.at(-1) ?? '');
    return this.to.tally;
  }

  get protocol(): string {
    return `HTTP/1.${this.#connection.minor}`;
  }

  get pod(): string | undefined {
    return this.to.pod;
  }

  get requestBytes(): number {
    return this.body?.bytesRead ?? 0;
  }

  get responseBytes(): number {
    return this.#writer.bytes;
  }

  run(): void {
    const call = this.#connection.services.upstreams.http1.request(this);
    this.#call = call;
    if (this.#over) call.cancel();
  }

  drained(): void {
    this.#call?.resume();
  }

  gone(): void {
    if (this.#over) return;
    this.error ??= 'the client went away';
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
    if (this.#connection.services.detailsRequests) this.responseFields = head.raw();
    const { status, bodyLength, flags } = head;
    if (this.#addsGzip && (flags & HeadFlag.gzip) !== 0 && bodyLength !== 0) {
      this.#handOver(new GunzipReply(this.#reply(), this.#connection.services.clock));
      return;
    }
    if ((flags & HeadFlag.connectionNames) !== 0) {
      this.#handOver(this.#reply());
      return;
    }
    this.status = status;
    let framing: number = Framing.none;
    let ending = '';
    if (this.method !== 'HEAD' && status !== 204 && status !== 304) {
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
    if (this.#successor) return this.#successor.onData(bytes, start, end);
    return this.#writer.write(bytes, start, end);
  }

  onComplete(bytes: Buffer, start: number, end: number, trailers: string[] | undefined): void {
    if (this.#over) return;
    if (this.#successor) {
      this.#successor.onComplete(bytes, start, end, trailers);
      return;
    }
    this.#writer.end(bytes, start, end, trailers);
    this.#connection.exchangeEnded(this, this.#finish());
  }

  onFlush(): void {
    if (this.#successor) this.#successor.onFlush();
    else this.#writer.flush();
  }

  onUpgrade(channel: Channel): void {
    // Never asked for, so never given on.
    channel.destroy();
  }

  onBroken(error: UpstreamError): void {
    if (this.#over) return;
    this.error = error.message;
    if (this.#successor) this.#successor.onBroken(error);
    else if (this.#writer.started) {
      this.#finish();
      this.#connection.breakOff();
    } else {
      this.status = error.status;
      sendAnswer(this.#reply(), statusAnswer(error.status), this.method);
    }
  }

  /** Lets `reply` have the answer: it has to be decoded, or is not a copy with a few lines less. */
  #handOver(reply: HttpReply): void {
    this.status = head.status;
    const handler = new ReplyHandler(reply, () => undefined);
    handler.call = this.#call;
    this.#successor = handler;
    handler.onHead();
  }

  /** The answer is made of heads and pieces from now on. */
  #reply(): Http1Reply {
    const reply = new Http1Reply(this.#connection, this.#writer, this.method);
    reply.served = {
      done: (delivered) => {
        if (!delivered) this.error ??= 'the client went away';
        if (!this.#over) this.#finish();
      },
    };
    this.#connection.replace(this, reply);
    return reply;
  }

  /** Returns the time now. */
  #finish(): number {
    this.#over = true;
    return reportExchange(this.#connection.services, this.#connection.client, this);
  }
}
