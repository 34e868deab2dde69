import type { BodySource, HttpReply } from '../../middlewares/handler.ts';
import { HeaderList, type ResponseHead } from '../../middlewares/message.ts';
import type { Channel } from '../../transport/channel.ts';
import { HOP_BY_HOP, removeHopByHop } from '../hop-by-hop.ts';
import { CHUNKED, HeadFlag, head } from '../wire/registers.ts';
import type { Http1Call, ResponseHandler } from './http1-call.ts';
import type { UpstreamError } from './upstream-error.ts';

/** Hands a server's answer on as heads and pieces of bodies. */
export class ReplyHandler implements ResponseHandler, BodySource {
  readonly #reply: HttpReply;
  readonly #fail: (error: UpstreamError) => void;
  call: Http1Call | undefined;
  #started = false;

  /** `fail` is called if there is no answer at all. */
  constructor(reply: HttpReply, fail: (error: UpstreamError) => void) {
    this.#reply = reply;
    this.#fail = fail;
  }

  resume(): void {
    this.call?.resume();
  }

  cancel(): void {
    this.call?.cancel();
  }

  onInterim(): void {
    this.#reply.interim(responseHead());
  }

  onHead(): void {
    this.#started = true;
    this.#reply.start(responseHead(), this);
  }

  onData(bytes: Buffer, start: number, end: number): boolean {
    return this.#reply.write(bytes, start, end);
  }

  onComplete(bytes: Buffer, start: number, end: number, trailers: string[] | undefined): void {
    this.#reply.end(bytes, start, end, trailers && new HeaderList(trailers));
  }

  onFlush(): void {
    this.#reply.flush();
  }

  onUpgrade(channel: Channel, early: Buffer): void {
    const headers = HeaderList.checked(head.raw());
    this.#reply.tunnel({ status: head.status, headers }, { channel, early });
  }

  onBroken(error: UpstreamError): void {
    if (this.#started) this.#reply.abort(error);
    else this.#fail(error);
  }
}

/** The head in the registers, without what concerned the connection to the server only. */
function responseHead(): ResponseHead {
  if ((head.flags & (HeadFlag.connectionNames | HeadFlag.trailer)) === 0)
    return { status: head.status, headers: HeaderList.checked(head.raw(HOP_BY_HOP)) };
  const headers = HeaderList.checked(head.raw());
  const announced = headers.all('Trailer');
  removeHopByHop(headers);
  if (head.bodyLength === CHUNKED && announced.length > 0) headers.append('Trailer', announced.join(', '));
  return { status: head.status, headers };
}
