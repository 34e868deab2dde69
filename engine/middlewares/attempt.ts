import type { ExchangeRecord, HttpRequest, RequestBody } from './handler.ts';
import type { HeaderList, RequestHead } from './message.ts';

/** What may differ from the request that it is made for. */
interface AttemptChanges {
  readonly body?: RequestBody | undefined;
  readonly record?: ExchangeRecord;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: HeaderList;
  readonly upgrade?: string | undefined;
}

/**
 * One try of serving a request. It has a head of its own, so that what middlewares behind edit is gone at the next try,
 * and an end of its own: those behind are told `false` when its answer is not the one that the client gets.
 */
export class Attempt implements HttpRequest {
  readonly head: RequestHead;
  readonly body: RequestBody | undefined;
  readonly upgrade: string | undefined;
  readonly record: ExchangeRecord;
  #over: boolean | undefined;
  readonly #listeners: ((delivered: boolean) => void)[] = [];

  constructor(request: HttpRequest, changes: AttemptChanges = {}) {
    const { head } = request;
    this.head = {
      method: changes.method ?? head.method,
      target: changes.target ?? head.target,
      host: head.host,
      headers: changes.headers ?? head.headers.clone(),
      scheme: head.scheme,
      clientIp: head.clientIp,
    };
    this.body = 'body' in changes ? changes.body : request.body;
    this.upgrade = 'upgrade' in changes ? changes.upgrade : request.upgrade;
    this.record = changes.record ?? request.record;
    request.onDone((delivered) => this.#finish(delivered));
  }

  get gone(): boolean {
    return this.#over === false;
  }

  onDone(listener: (delivered: boolean) => void): void {
    if (this.#over === undefined) this.#listeners.push(listener);
    else listener(this.#over);
  }

  /** Its answer is not wanted. */
  discard(): void {
    this.#finish(false);
  }

  #finish(delivered: boolean): void {
    if (this.#over !== undefined) return;
    this.#over = delivered;
    for (const listener of this.#listeners.splice(0)) listener(delivered);
  }
}
