import type { HttpReply, TunnelEnd } from '../../middlewares/handler.ts';
import type { ResponseHead } from '../../middlewares/message.ts';
import type { HeaderLine } from './rehearsed.ts';

/** Keeps the head of an answer, and tells when the answer is over. */
export class CollectedReply implements HttpReply {
  /** 0: there is none. */
  status = 0;
  headers: readonly HeaderLine[] = [];
  readonly over: Promise<void>;
  readonly #end: () => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.over = promise;
    this.#end = resolve;
  }

  start({ status, headers }: ResponseHead): void {
    this.status = status;
    this.headers = headers.lines();
  }

  end(): void {
    this.#end();
  }

  abort(): void {
    this.#end();
  }

  tunnel(head: ResponseHead, { channel }: TunnelEnd): void {
    channel.destroy();
    this.start(head);
    this.#end();
  }

  write(): boolean {
    return true;
  }

  interim(): void {}

  flush(): void {}
}
