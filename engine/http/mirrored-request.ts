import type { ExchangeRecord, HttpRequest, RequestBody } from '../middlewares/handler.ts';
import type { RequestHead } from '../middlewares/message.ts';

/** A copy of a request, for services that serve by means of others. Nobody waits for its answer. */
export class MirroredRequest implements HttpRequest {
  readonly head: RequestHead;
  readonly body: RequestBody | undefined;
  readonly upgrade: string | undefined;
  readonly record: ExchangeRecord;
  #over: boolean | undefined;
  readonly #listeners: ((delivered: boolean) => void)[] = [];

  constructor(
    { head, upgrade }: Pick<HttpRequest, 'head' | 'upgrade'>,
    body: RequestBody | undefined,
    record: Pick<ExchangeRecord, 'correlationId' | 'services'>,
  ) {
    this.head = { ...head, headers: head.headers.clone() };
    this.body = body;
    this.upgrade = upgrade;
    this.record = { ...record, server: undefined, pod: undefined, mirrors: [], error: undefined };
  }

  get gone(): boolean {
    return this.#over === false;
  }

  onDone(listener: (delivered: boolean) => void): void {
    if (this.#over === undefined) this.#listeners.push(listener);
    else listener(this.#over);
  }

  /** `delivered`: the whole answer came; false: it is no longer wanted. Idempotent. */
  finish(delivered: boolean): void {
    if (this.#over !== undefined) return;
    this.#over = delivered;
    for (const listener of this.#listeners.splice(0)) listener(delivered);
  }
}
