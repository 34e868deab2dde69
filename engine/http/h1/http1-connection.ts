import type { TunnelEnd } from '../../middlewares/handler.ts';
import { HeaderList } from '../../middlewares/message.ts';
import type { Deadlines, Expiring } from '../../net/deadlines.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import type { Channel, ChannelOwner } from '../../transport/channel.ts';
import { serveDecided } from '../exchange.ts';
import { BAD_REQUEST, refusalPage } from '../refusal-page.ts';
import { originForm } from '../request-head.ts';
import type { ClientFacts } from '../serve.ts';
import type { ConnectionServices } from '../services.ts';
import { BodyDecoder } from '../wire/body-decoder.ts';
import { FieldId, fieldSet, HeadFlag, head, Refusal } from '../wire/registers.ts';
import { parseRequestHead } from '../wire/request-parser.ts';
import { Stash } from '../wire/stash.ts';
import type { ClientConnection, CurrentExchange } from './client-connection.ts';
import { FastRouter, Way } from './fast-router.ts';
import { Http1Body } from './http1-body.ts';
import { Http1Reply } from './http1-reply.ts';
import { RawExchange } from './raw-exchange.ts';
import { refusalText } from './refusals.ts';
import { ResponseWriter } from './response-writer.ts';
import { openTunnel, type TunnelBytes } from './tunnel.ts';

/** How long a refused client may take to read its answer, milliseconds (Go's server). */
const LINGER_MS = 500;
/** What Go adds to the limit of a request head. */
const HEAD_SLACK_BYTES = 4096;
/** Bytes of an unwanted body that are read to keep the connection (Go's server). */
const MOST_DISCARDED = 256 * 1024;

/** What a request has beside its fields. */
const HOST = fieldSet([FieldId.host]);

const State = { head: 0, body: 1, busy: 2, lingering: 3, tunnel: 4 } as const;

/** What connections need of the front that they came by. */
export interface ConnectionHome {
  readonly entryPoint: EntryPoint;
  readonly services: ConnectionServices;
  readonly deadlines: Deadlines;
  readonly closed: (connection: Http1Connection) => void;
  /** The client speaks HTTP/2: its channel is released, with the bytes put back. undefined: not on this connection. */
  readonly http2: ((connection: Http1Connection) => void) | undefined;
}

/** One HTTP/1.1 client's connection: reads requests one after another, and has each served. */
export class Http1Connection implements ClientConnection, ChannelOwner, Expiring {
  readonly channel: Channel;
  readonly client: ClientFacts;
  readonly services: ConnectionServices;
  /** Minor version of the request being served. */
  minor = 1;
  deadline = Number.POSITIVE_INFINITY;
  readonly #home: ConnectionHome;
  readonly #writer: ResponseWriter;
  readonly #router: FastRouter;
  readonly #stash = new Stash();
  #decoder: BodyDecoder | undefined;
  #state: number = State.head;
  #current: CurrentExchange | undefined;
  #body: Http1Body | undefined;
  #answered = false;
  /** Once answered: bytes of the body after which no more of it is read. */
  #mostRead = 0;
  #keepAlive = true;
  #closing = false;
  #firstRequest = true;
  #headBegan = false;
  #readDeadline: number;
  #writeDeadline = Number.POSITIVE_INFINITY;
  /** The bytes being read, while they are. */
  #bytes: Buffer | undefined;
  #at = 0;
  #end = 0;
  /** The other side of the tunnel that the connection became. */
  #tunnelled: Channel | undefined;

  constructor(channel: Channel, client: ClientFacts, home: ConnectionHome) {
    this.channel = channel;
    this.client = client;
    this.services = home.services;
    this.#home = home;
    this.#writer = new ResponseWriter(channel);
    this.#router = new FastRouter(home.services, client);
    this.#readDeadline = this.#after(home.entryPoint.readTimeoutMs);
    this.deadline = this.#readDeadline;
    home.deadlines.add(this);
  }

  /** Whether the answer that begins is the last one on this connection. */
  endsWith(untilClose: boolean): boolean {
    const body = this.#body;
    if (untilClose || this.#closing || this.minor === 0) this.#keepAlive = false;
    else if (body !== undefined && !body.complete) {
      const withheld = body.expectsContinue && body.sink === undefined;
      if (withheld || body.length - body.bytesRead > MOST_DISCARDED) this.#keepAlive = false;
    }
    return !this.#keepAlive;
  }

  /** The answer was handed to the channel, `now`. */
  exchangeEnded(exchange: CurrentExchange, now: number): void {
    if (this.#current !== exchange) return;
    this.#current = undefined;
    this.#answered = true;
    const body = this.#body;
    if (body === undefined || body.complete) this.#next(now);
    else if (this.#keepAlive) {
      this.#mostRead = body.bytesRead + MOST_DISCARDED;
      body.discard();
    } else this.#linger();
  }

  /** Another one answers instead. */
  replace(exchange: CurrentExchange, successor: CurrentExchange): void {
    if (this.#current === exchange) this.#current = successor;
  }

  /** The answer cannot be completed: the client must not take it for whole. */
  breakOff(): void {
    this.#current = undefined;
    // What was sent may arrive, unless the end of the connection would complete it.
    if (this.#writer.endsWithConnection) this.channel.reset();
    else this.channel.close();
  }

  /** Answers what is in flight, then closes; at once if nothing is but what the client has not taken of its last answer. */
  finish(): void {
    this.#closing = true;
    if (this.#state === State.head) this.channel.close();
  }

  /** Closes at once, a tunnel on both sides. */
  destroy(): void {
    this.channel.destroy();
    this.#tunnelled?.destroy();
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    if (this.#state === State.lingering) return;
    const stash = this.#stash;
    if (stash.length === 0) {
      this.#consume(bytes, start, end);
      return;
    }
    stash.append(bytes, start, end);
    if (this.#state !== State.head) this.channel.pause();
    else if (stash.worthScanning(this.#headLimit)) this.#consumeStash();
  }

  onEnd(): void {
    if (this.#state === State.head && this.#stash.length > 0) this.#refuse(refusalPage(BAD_REQUEST));
    else if (this.#state === State.head) this.channel.close();
    else if (this.#answered || this.#state === State.lingering) {
      // It may still read what was written.
      this.#state = State.lingering;
      this.channel.close();
    }
    // A client that stops sending has gone, as for Go's server.
    else this.channel.destroy();
  }

  onDrain(): void {
    if (this.#current) this.#current.drained();
    else if (this.#state === State.busy && this.#answered) this.#next(this.services.now());
  }

  onClose(): void {
    this.#home.deadlines.delete(this);
    this.#home.closed(this);
    const [body, current] = [this.#body, this.#current];
    this.#body = undefined;
    this.#current = undefined;
    this.#state = State.lingering;
    if (body && !body.complete) body.sink?.abort(new Error('the request body broke off'));
    current?.gone();
  }

  expire(now: number): void {
    const partialHead = this.#firstRequest && !this.client.tls && this.#stash.length > 0;
    // Go answers a first request whose head stays incomplete; a client that sent nothing gets nothing.
    if (now < this.#writeDeadline && this.#state === State.head && partialHead)
      this.#refuse(refusalPage(BAD_REQUEST));
    else this.channel.destroy();
  }

  bodyWanted(): void {
    const body = this.#body;
    if (body?.expectsContinue && !this.#writer.started && this.#state === State.body)
      this.channel.writeText('HTTP/1.1 100 Continue\r\n\r\n');
    if (this.#bytes) this.#readBody();
    else this.bodyFlows();
  }

  bodyFlows(): void {
    if (this.#bytes || this.#state !== State.body) return;
    if (this.#stash.length > 0) this.#consumeStash();
    if (this.#state === State.body && this.#body?.blocked !== true) this.channel.resume();
  }

  /** Leaves HTTP. `over` is called when both sides are closed. */
  tunnel(headText: string, server: TunnelEnd, over: (bytes: TunnelBytes) => void): void {
    this.#state = State.tunnel;
    this.#home.deadlines.delete(this);
    this.#tunnelled = server.channel;
    this.channel.writeText(headText);
    const { buffer, length } = this.#stash.take();
    const client = { channel: this.channel, early: buffer.subarray(0, length) };
    openTunnel(client, server, (bytes) => {
      this.#home.closed(this);
      over(bytes);
    });
  }

  get #headLimit(): number {
    return this.#home.entryPoint.maxHeaderBytes + HEAD_SLACK_BYTES;
  }

  #consumeStash(): void {
    const { buffer, length } = this.#stash.take();
    this.#consume(buffer, 0, length);
  }

  #consume(bytes: Buffer, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    let going = true;
    while (going && this.#at < this.#end) {
      if (this.#state === State.head) going = this.#readHead(bytes);
      else if (this.#state === State.body && this.#body?.sink) going = this.#readBody();
      else going = false;
    }
    this.#bytes = undefined;
    if (this.#state >= State.lingering || this.channel.destroyed) return;
    const left = this.#at < this.#end;
    if (left) this.#stash.append(bytes, this.#at, this.#end);
    // Without more to keep it is read on, if only to learn that the client goes away.
    if (this.#state === State.head || (!left && this.#body?.blocked !== true)) this.channel.resume();
    else this.channel.pause();
  }

  /** Reads one head and has its request served. false: there was no whole one. */
  #readHead(bytes: Buffer): boolean {
    const length = parseRequestHead(bytes, this.#at, this.#end, this.#headLimit);
    if (length > 0) {
      this.#at += length;
      this.#serve();
      return true;
    }
    if (length === 0) {
      if (!this.#headBegan && !this.#firstRequest) this.#limitReading(this.#home.entryPoint.readTimeoutMs);
      this.#headBegan = true;
    } else if (length === Refusal.http2Preface && this.#firstRequest && this.#home.http2) {
      const rest = Buffer.from(bytes.subarray(this.#at, this.#end));
      this.#at = this.#end;
      this.#leave(rest);
    } else {
      this.#at = this.#end;
      this.#refuse(refusalText(length));
    }
    return false;
  }

  #serve(): void {
    const { services } = this;
    const { bodyLength, flags } = head;
    const now = services.now();
    this.minor = head.minor;
    this.#keepAlive = head.minor === 1 && (flags & HeadFlag.close) === 0;
    this.#answered = false;
    this.#writer.reset();
    this.#limitRequest(now, bodyLength !== 0);
    this.#firstRequest = false;
    this.#headBegan = false;
    if (bodyLength === 0) {
      this.#body = undefined;
      this.#state = State.busy;
    } else {
      this.#body = new Http1Body(this, bodyLength, (flags & HeadFlag.expectContinue) !== 0);
      this.#state = State.body;
      this.#decoder ??= new BodyDecoder();
      this.#decoder.reset(bodyLength);
    }
    const router = this.#router;
    const way = router.route();
    if (way === Way.malformed) this.#refuse(refusalPage(BAD_REQUEST));
    else if (way === Way.fast && router.server) {
      const exchange = new RawExchange(this, this.#writer, router, router.server, this.#body, now);
      this.#current = exchange;
      exchange.run();
    } else this.#serveArrival();
  }

  #serveArrival(): void {
    const { method, flags } = head;
    const reply = new Http1Reply(this, this.#writer, method);
    this.#current = reply;
    const { target, host } = originForm(head);
    const mayUpgrade = (flags & HeadFlag.upgrade) !== 0 && (flags & HeadFlag.h2c) === 0;
    const upgrade = mayUpgrade && this.minor === 1 && !this.#body ? head.valueOf(FieldId.upgrade) : undefined;
    // A client that is refused another protocol may have sent bytes of it already.
    if (upgrade !== undefined || method === 'CONNECT') this.#keepAlive = false;
    reply.served = serveDecided(
      this.services,
      {
        method,
        target,
        host,
        headers: HeaderList.checked(head.raw(HOST)),
        version: this.minor === 1 ? '1.1' : '1.0',
        client: this.client,
        body: this.#body,
        upgrade,
        reply,
      },
      this.#router.decided,
    );
  }

  /** Decodes what was read. false: stop reading for now. */
  #readBody(): boolean {
    const [body, decoder, bytes] = [this.#body, this.#decoder, this.#bytes];
    const sink = body?.sink;
    if (!body || !sink || !decoder || !bytes) return false;
    if (!decoder.decode(bytes, this.#at, this.#end)) {
      this.#at = this.#end;
      this.#bodyBroken(body);
      return false;
    }
    const { dataStart, dataEnd } = decoder;
    this.#at = decoder.next;
    body.bytesRead += dataEnd - dataStart;
    if (decoder.done) {
      const { trailers } = decoder;
      body.complete = true;
      this.#state = State.busy;
      this.#limitReading(0);
      sink.end(bytes, dataStart, dataEnd, trailers && new HeaderList(trailers));
      if (this.#answered && this.#state === State.busy) this.#next(this.services.now());
      return true;
    }
    const wantsMore = dataEnd === dataStart || sink.write(bytes, dataStart, dataEnd);
    // The sink may have answered, and will not ask for more then.
    if (this.#state !== State.body) return false;
    if (!wantsMore && body.sink === sink) {
      body.blocked = true;
      this.channel.pause();
      return false;
    }
    if (!this.#answered || body.bytesRead <= this.#mostRead) return true;
    this.#linger();
    return false;
  }

  #bodyBroken(body: Http1Body): void {
    const error = new Error('the request body is malformed');
    // Who reads a body whole before it goes on answers now: the last answer here.
    this.#keepAlive = false;
    body.sink?.abort(error);
    if (this.#state !== State.body) return;
    const current = this.#current;
    this.#current = undefined;
    this.#body = undefined;
    current?.gone();
    if (this.#answered) this.#linger();
    else if (this.#writer.started) this.channel.reset();
    else this.#refuse(refusalPage(BAD_REQUEST));
  }

  /** The request is over; the next one may come. */
  #next(now: number): void {
    this.#body = undefined;
    this.#writeDeadline = Number.POSITIVE_INFINITY;
    if (!this.#keepAlive || this.#closing) {
      this.#state = State.lingering;
      this.channel.close();
      return;
    }
    // A client that does not read its answers gets no more of them.
    if (this.channel.congested) {
      this.#state = State.busy;
      return;
    }
    this.#answered = false;
    this.#state = State.head;
    const { idleTimeoutMs } = this.#home.entryPoint;
    this.#readDeadline = idleTimeoutMs > 0 ? now + idleTimeoutMs : Number.POSITIVE_INFINITY;
    this.#home.deadlines.set(this, this.#readDeadline);
    if (this.#bytes) return;
    if (this.#stash.length > 0) this.#consumeStash();
    if (this.#state === State.head) this.channel.resume();
  }

  #refuse(page: string): void {
    this.channel.writeText(page);
    this.#linger();
  }

  /** Closing at once, with bytes unread, would reset the connection and take the answer from the client. */
  #linger(): void {
    this.#state = State.lingering;
    this.#body = undefined;
    this.#limitReading(0);
    // The time begins when the system has the whole answer.
    this.channel.socket.once('finish', () => {
      this.#writeDeadline = Number.POSITIVE_INFINITY;
      this.#limitReading(LINGER_MS);
    });
    this.channel.end();
    this.channel.resume();
  }

  #leave(rest: Buffer): void {
    this.#state = State.tunnel;
    this.#home.deadlines.delete(this);
    this.channel.release();
    this.channel.socket.unshift(rest);
    this.#home.http2?.(this);
  }

  #limitRequest(now: number, hasBody: boolean): void {
    const { readTimeoutMs, writeTimeoutMs } = this.#home.entryPoint;
    if (writeTimeoutMs > 0) this.#writeDeadline = now + writeTimeoutMs;
    // The first request's time began when the connection did.
    if (!hasBody) this.#readDeadline = Number.POSITIVE_INFINITY;
    else if (!this.#firstRequest && readTimeoutMs > 0) this.#readDeadline = now + readTimeoutMs;
    this.#home.deadlines.set(this, Math.min(this.#readDeadline, this.#writeDeadline));
  }

  #limitReading(milliseconds: number): void {
    this.#readDeadline = this.#after(milliseconds);
    this.#home.deadlines.set(this, Math.min(this.#readDeadline, this.#writeDeadline));
  }

  #after(milliseconds: number): number {
    return milliseconds > 0 ? this.services.now() + milliseconds : Number.POSITIVE_INFINITY;
  }
}
