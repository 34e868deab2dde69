import type { BodySource, HttpReply, TunnelEnd } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';

/** Hands an answer on as it comes. Replies of middlewares override what they change. */
export class PassingReply implements HttpReply {
  protected readonly reply: HttpReply;

  constructor(reply: HttpReply) {
    this.reply = reply;
  }

  interim(head: ResponseHead): void {
    this.reply.interim(head);
  }

  start(head: ResponseHead, source: BodySource): void {
    this.reply.start(head, source);
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    return this.reply.write(bytes, start, end);
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.reply.end(bytes, start, end, trailers);
  }

  flush(): void {
    this.reply.flush();
  }

  abort(error: Error): void {
    this.reply.abort(error);
  }

  tunnel(head: ResponseHead, server: TunnelEnd): void {
    this.reply.tunnel(head, server);
  }
}
