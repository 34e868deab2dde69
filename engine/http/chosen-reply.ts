import type { ServerWatch } from '../balancing/service-node.ts';
import type { BodySource, HttpReply, TunnelEnd } from '../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../middlewares/message.ts';
import { PassingReply } from '../middlewares/passing-reply.ts';

/** Adds the cookies of sticky balancers to the final answer, whoever gives it. */
export class CookieReply extends PassingReply {
  readonly #cookies: readonly string[];

  constructor(reply: HttpReply, cookies: readonly string[]) {
    super(reply);
    this.#cookies = cookies;
  }

  override start(head: ResponseHead, source: BodySource): void {
    this.#add(head);
    super.start(head, source);
  }

  override tunnel(head: ResponseHead, server: TunnelEnd): void {
    this.#add(head);
    super.tunnel(head, server);
  }

  #add({ headers }: ResponseHead): void {
    for (const cookie of this.#cookies) headers.append('Set-Cookie', cookie);
  }
}

/** Tells a balancer how its server does. Whoever holds it calls `over` when the request is over, if nothing else ended it. */
export class WatchedReply extends PassingReply {
  readonly #watch: ServerWatch;
  #answered = false;

  constructor(reply: HttpReply, watch: ServerWatch) {
    super(reply);
    this.#watch = watch;
  }

  override start(head: ResponseHead, source: BodySource): void {
    this.#answer(head.status);
    super.start(head, source);
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.#watch.ended();
    super.end(bytes, start, end, trailers);
  }

  override abort(error: Error): void {
    this.#watch.ended();
    super.abort(error);
  }

  override tunnel(head: ResponseHead, server: TunnelEnd): void {
    this.#answer(head.status);
    super.tunnel(head, server);
  }

  /** There was no answer: what the client gets instead is not the server's. */
  failed(unsent: boolean): void {
    this.#answered = true;
    this.#watch.failed(unsent);
    this.#watch.ended();
  }

  over(): void {
    this.#watch.ended();
  }

  #answer(status: number): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#watch.answered(status);
  }
}
