import type { BodySource, RequestBody, TunnelEnd } from '../../middlewares/handler.ts';
import { HeaderList, type ResponseHead } from '../../middlewares/message.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { UpstreamClient, UpstreamReply } from '../serve.ts';

/** A request of the engine's own. */
interface OwnRequest {
  readonly server: HttpServer;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: RequestBody;
}

interface WholeAnswer {
  readonly head: ResponseHead;
  readonly body: Buffer;
  readonly trailers: HeaderList | undefined;
}

/** Bytes of a body that are kept. */
const MOST_KEPT = 65_536;

/**
 * Asks a server and resolves with the whole answer, of a long body with the beginning.
 *
 * @throws Error if there is no answer, or `signal` is aborted before
 */
export function upstreamAnswer(
  upstreams: UpstreamClient,
  { server, method, target, headers, body }: OwnRequest,
  signal: AbortSignal,
): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const head = { method, target, headers: new HeaderList(headers.flat()), addsGzip: false };
    const collect = new Collect(resolve, reject);
    const call = upstreams.send({ server, head, body, awaitContinue: false, reply: collect });
    const stop = (): void => {
      call.cancel();
      reject(signal.reason);
    };
    if (collect.over) return;
    signal.addEventListener('abort', stop, { once: true });
    collect.whenOver(() => signal.removeEventListener('abort', stop));
  });
}

class Collect implements UpstreamReply {
  readonly #resolve: (answer: WholeAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #head: ResponseHead | undefined;
  over = false;
  #onOver: (() => void) | undefined;

  constructor(resolve: (answer: WholeAnswer) => void, reject: (error: Error) => void) {
    this.#resolve = resolve;
    this.#reject = reject;
  }

  interim(): void {}

  start(head: ResponseHead, _source: BodySource): void {
    this.#head = head;
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    this.#keep(bytes, start, end);
    return true;
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.#keep(bytes, start, end);
    this.#finish();
    if (this.#head) this.#resolve({ head: this.#head, body: Buffer.concat(this.#pieces), trailers });
  }

  flush(): void {}

  fail(error: Error): void {
    this.abort(error);
  }

  abort(error: Error): void {
    this.#finish();
    this.#reject(error);
  }

  tunnel(head: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.#finish();
    this.#resolve({ head, body: Buffer.alloc(0), trailers: undefined });
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    if (this.#size >= MOST_KEPT || end === start) return;
    this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.#size += end - start;
  }

  whenOver(tell: () => void): void {
    this.#onOver = tell;
  }

  #finish(): void {
    this.over = true;
    this.#onOver?.();
  }
}
