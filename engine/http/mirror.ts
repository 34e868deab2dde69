import type { Mirroring, Selection, ServiceNode } from '../balancing/service-node.ts';
import { bufferedBody } from '../middlewares/body-buffer.ts';
import type { BodySource, TunnelEnd } from '../middlewares/handler.ts';
import type { RequestHead, ResponseHead } from '../middlewares/message.ts';
import type { MirrorEvent, Observer } from '../observability/observer.ts';
import type { HttpServer } from '../routing/targets.ts';
import type { UpstreamHead, UpstreamReply } from './serve.ts';
import { upstreamHead } from './upstream-head.ts';
import type { Upstreams } from './upstreams.ts';

/** The body of a request as far as mirrors can have it: none, read to memory, or on its way to the main service only. */
export type MirrorBody = 'none' | 'streamed' | Buffer;

/** The request to copy. */
export interface MirrorRequest {
  /** As the middlewares left it. */
  readonly head: RequestHead;
  readonly body: MirrorBody;
  readonly upgrade: string | undefined;
  readonly correlationId: string | undefined;
}

/**
 * How much of the body has to be read before the main service is called, for the mirrors to get it: a number
 * of bytes, -1 for all, undefined for none of it.
 */
export function bodyLimit(mirrorings: readonly Mirroring<HttpServer>[]): number | undefined {
  const limits = mirrorings.filter(({ mirrorBody }) => mirrorBody).map(({ maxBodySize }) => maxBodySize);
  if (limits.length === 0) return undefined;
  return limits.some((limit) => limit < 0) ? -1 : Math.max(...limits);
}

/** The mirrorings whose body rule lets this request through; a body that is too long suppresses the others. */
export function activeMirrorings(
  mirrorings: readonly Mirroring<HttpServer>[],
  body: MirrorBody,
): readonly Mirroring<HttpServer>[] {
  return mirrorings.filter(({ mirrorBody, maxBodySize }) => {
    if (body === 'none' || !mirrorBody) return true;
    return body !== 'streamed' && (maxBodySize < 0 || body.length <= maxBodySize);
  });
}

/**
 * Sends copies of requests in the background (Traefik: routing/services#mirroring-service). The mirrors of one
 * mirroring service get theirs one after another; nobody waits for them, and their answers are thrown away.
 */
export class MirrorTasks {
  readonly #upstreams: Upstreams;
  readonly #observer: Observer | undefined;
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(upstreams: Upstreams, observer: Observer | undefined) {
    this.#upstreams = upstreams;
    this.#observer = observer;
  }

  /** Starts the copies of a request whose answer was delivered. The innermost mirroring service comes first. */
  start(mirrorings: readonly Mirroring<HttpServer>[], request: MirrorRequest): void {
    for (const mirroring of mirrorings.toReversed()) {
      const task = this.#copyToAll(mirroring, request).finally(() => this.#running.delete(task));
      this.#running.add(task);
    }
  }

  /** Resolves when no copy is on its way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Breaks off the copies still on their way. */
  async abort(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  async #copyToAll(mirroring: Mirroring<HttpServer>, request: MirrorRequest): Promise<void> {
    for (const mirror of mirroring.mirrors) {
      if (this.#stop.signal.aborted) return;
      await this.#copy(mirror, mirroring.mirrorBody, request);
    }
  }

  async #copy(mirror: ServiceNode<HttpServer>, withBody: boolean, request: MirrorRequest): Promise<void> {
    const selection = mirror.select();
    const { server } = selection;
    const outcome = await this.#send(selection, withBody, request);
    this.#observer?.({
      kind: 'mirror',
      ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
      service: mirror.name,
      ...(server ? { server: server.url } : {}),
      ...(server?.pod === undefined ? {} : { pod: server.pod }),
      ...outcome,
    });
    if (withBody || request.body === 'none') {
      this.start(activeMirrorings(selection.mirrorings, request.body), request);
    }
  }

  async #send(
    { server }: Selection<HttpServer>,
    withBody: boolean,
    request: MirrorRequest,
  ): Promise<Pick<MirrorEvent, 'status' | 'error'>> {
    if (!server) return { status: 503, error: 'no available server' };
    // The copy announces a body that it does not have; Traefik's transport refuses it before a byte is sent.
    if (!withBody && request.body !== 'none')
      return { error: 'the body is not mirrored, so the request cannot be' };
    const body = Buffer.isBuffer(request.body) ? bufferedBody(request.body) : undefined;
    let head: UpstreamHead;
    try {
      head = upstreamHead(request.head, server, body, request.upgrade);
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
    return await new Promise((resolve) => {
      const reply = new Discard(resolve);
      const call = this.#upstreams.send({ server, head, body, awaitContinue: false, reply });
      const stop = (): void => {
        call.cancel();
        resolve({ error: 'the proxy is stopping' });
      };
      reply.onOver = () => this.#stop.signal.removeEventListener('abort', stop);
      if (reply.over) return;
      this.#stop.signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** Reads an answer and throws it away. */
class Discard implements UpstreamReply {
  readonly #resolve: (outcome: Pick<MirrorEvent, 'status' | 'error'>) => void;
  #status = 0;
  over = false;
  onOver: (() => void) | undefined;

  constructor(resolve: (outcome: Pick<MirrorEvent, 'status' | 'error'>) => void) {
    this.#resolve = resolve;
  }

  interim(): void {}

  start({ status }: ResponseHead, _source: BodySource): void {
    this.#status = status;
  }

  write(): boolean {
    return true;
  }

  end(): void {
    this.#finish({ status: this.#status });
  }

  flush(): void {}

  fail(error: Error): void {
    this.#finish({ error: error.message });
  }

  abort(error: Error): void {
    this.#finish({ error: error.message });
  }

  tunnel({ status }: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.#finish({ status, error: 'the mirror changed the protocol; there is no client to talk to' });
  }

  #finish(outcome: Pick<MirrorEvent, 'status' | 'error'>): void {
    this.over = true;
    this.onOver?.();
    this.#resolve(outcome);
  }
}
