import { NO_SOURCE, sendAnswer } from './answer-reply.ts';
import { statusAnswer } from './answers.ts';
import type { BodySource, HttpReply } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';
import { PassingReply } from './passing-reply.ts';

interface ReplyLimits {
  /** Bytes; 0: no limit. */
  readonly maxBytes: number;
  /** Bytes of a body without a limit after which it is passed on as it comes. */
  readonly memoryBytes: number;
  readonly method: string;
}

/** Hands an answer on when it is there as a whole; one that is too long becomes 500. */
export class BufferingReply extends PassingReply {
  readonly #limits: ReplyLimits;
  #head: ResponseHead | undefined;
  #source: BodySource = NO_SOURCE;
  #pieces: Buffer[] = [];
  #size = 0;
  #state: 'buffering' | 'passing' | 'refused' = 'buffering';

  constructor(reply: HttpReply, limits: ReplyLimits) {
    super(reply);
    this.#limits = limits;
  }

  override start(head: ResponseHead, source: BodySource): void {
    this.#head = head;
    this.#source = source;
    const { maxBytes } = this.#limits;
    const announced = Number(head.headers.get('Content-Length') ?? 0);
    if (maxBytes > 0 && announced > maxBytes && this.#hasBody(head)) this.#refuse();
  }

  override write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#state === 'passing') return super.write(bytes, start, end);
    if (this.#state === 'refused') return true;
    this.#keep(bytes, start, end);
    if (this.#tooLong()) this.#refuse();
    else if (this.#limits.maxBytes === 0 && this.#size > this.#limits.memoryBytes) return this.#pass();
    return true;
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#state === 'passing') super.end(bytes, start, end, trailers);
    if (this.#state !== 'buffering' || !this.#head) return;
    this.#keep(bytes, start, end);
    if (this.#tooLong()) {
      this.#refuse();
      return;
    }
    if (!trailers && this.#hasBody(this.#head)) {
      this.#head.headers.set('Content-Length', String(this.#size));
    }
    super.start(this.#head, NO_SOURCE);
    const whole = this.#whole();
    super.end(whole, 0, whole.length, trailers);
  }

  override flush(): void {
    if (this.#state === 'passing') super.flush();
  }

  override abort(error: Error): void {
    if (this.#state !== 'refused') super.abort(error);
  }

  #hasBody({ status }: ResponseHead): boolean {
    return this.#limits.method !== 'HEAD' && status !== 204 && status !== 304;
  }

  #tooLong(): boolean {
    return this.#limits.maxBytes > 0 && this.#size > this.#limits.maxBytes;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    if (start === end) return;
    this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.#size += end - start;
  }

  #whole(): Buffer {
    const whole = Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [];
    return whole;
  }

  #pass(): boolean {
    this.#state = 'passing';
    if (this.#head) super.start(this.#head, this.#source);
    const whole = this.#whole();
    return super.write(whole, 0, whole.length);
  }

  #refuse(): void {
    this.#state = 'refused';
    this.#pieces = [];
    this.#source.cancel();
    sendAnswer(this.reply, statusAnswer(500), this.#limits.method);
  }
}
