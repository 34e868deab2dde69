import type { BodySource, HttpReply } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';
import { PassingReply } from './passing-reply.ts';

/** Bytes of an unwanted body that are read so that the server's connection can be used again. */
const MOST_DROPPED = 65_536;

/** Hands an answer on unless its head says that it is not wanted. Then its body is dropped, and broken off if it is long. */
export class SelectingReply extends PassingReply {
  readonly #wants: (head: ResponseHead) => boolean;
  readonly #onDropped: (head: ResponseHead) => void;
  #dropped: { readonly head: ResponseHead; readonly source: BodySource; left: number } | undefined;
  #over = false;

  /** `onDropped` is called once, when an unwanted answer needs no more attention. */
  constructor(
    reply: HttpReply,
    wants: (head: ResponseHead) => boolean,
    onDropped: (head: ResponseHead) => void,
  ) {
    super(reply);
    this.#wants = wants;
    this.#onDropped = onDropped;
  }

  override start(head: ResponseHead, source: BodySource): void {
    if (this.#wants(head)) super.start(head, source);
    else this.#dropped = { head, source, left: MOST_DROPPED };
  }

  override write(bytes: Buffer, start: number, end: number): boolean {
    if (!this.#dropped) return super.write(bytes, start, end);
    this.#dropped.left -= end - start;
    if (this.#dropped.left < 0 && !this.#over) {
      this.#dropped.source.cancel();
      this.#finish(this.#dropped.head);
    }
    return true;
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#dropped) this.#finish(this.#dropped.head);
    else super.end(bytes, start, end, trailers);
  }

  override flush(): void {
    if (!this.#dropped) super.flush();
  }

  override abort(error: Error): void {
    if (this.#dropped) this.#finish(this.#dropped.head);
    else super.abort(error);
  }

  #finish(head: ResponseHead): void {
    if (this.#over) return;
    this.#over = true;
    this.#onDropped(head);
  }
}
