import type { Mirroring, Selection, ServerWatch } from '../balancing/service-node.ts';
import { bufferedBody } from '../middlewares/body-buffer.ts';
import type { BodySource, HttpHandler, RequestBody, TunnelEnd } from '../middlewares/handler.ts';
import type { RequestHead, ResponseHead } from '../middlewares/message.ts';
import type { MirrorEvent, Observer } from '../observability/observer.ts';
import type {
  FailoverService,
  GuardedService,
  HttpDestination,
  HttpServiceNode,
} from '../routing/targets.ts';
import { RequestAsker } from './asker.ts';
import { MirroredRequest } from './mirrored-request.ts';
import type { UpstreamClient, UpstreamHead, UpstreamReply } from './serve.ts';
import type { UpstreamError } from './upstream/upstream-error.ts';
import { upstreamHead } from './upstream-head.ts';

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
export function bodyLimit(mirrorings: readonly Mirroring<HttpDestination>[]): number | undefined {
  const limits = mirrorings.filter(({ mirrorBody }) => mirrorBody).map(({ maxBodySize }) => maxBodySize);
  if (limits.length === 0) return undefined;
  return limits.some((limit) => limit < 0) ? -1 : Math.max(...limits);
}

/** The mirrorings whose body rule lets this request through; a body that is too long suppresses the others. */
export function activeMirrorings(
  mirrorings: readonly Mirroring<HttpDestination>[],
  body: MirrorBody,
): readonly Mirroring<HttpDestination>[] {
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
  readonly #upstreams: Pick<UpstreamClient, 'send'>;
  readonly #observer: Observer | undefined;
  readonly #handlerOf: (destination: GuardedService | FailoverService) => HttpHandler;
  readonly #running = new Set<Promise<void>>();
  /** Gives up what is under way, each for one copy. */
  readonly #stops = new Set<() => void>();
  #stopped = false;

  constructor(
    upstreams: Pick<UpstreamClient, 'send'>,
    observer: Observer | undefined,
    handlerOf: (destination: GuardedService | FailoverService) => HttpHandler,
  ) {
    this.#upstreams = upstreams;
    this.#observer = observer;
    this.#handlerOf = handlerOf;
  }

  /** Starts the copies of a request whose answer was delivered. The innermost mirroring service comes first. */
  start(mirrorings: readonly Mirroring<HttpDestination>[], request: MirrorRequest): void {
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
    this.#stopped = true;
    const stops = [...this.#stops];
    this.#stops.clear();
    for (const stop of stops) stop();
    await this.idle();
  }

  async #copyToAll(mirroring: Mirroring<HttpDestination>, request: MirrorRequest): Promise<void> {
    for (const mirror of mirroring.mirrors) {
      if (this.#stopped) return;
      await this.#copy(mirror, mirroring.mirrorBody, request);
    }
  }

  async #copy(mirror: HttpServiceNode, withBody: boolean, request: MirrorRequest): Promise<void> {
    const selection = mirror.select(new RequestAsker(request.head));
    const { server, pod, ...outcome } = await this.#send(selection, withBody, request);
    this.#observer?.({
      kind: 'mirror',
      ...(request.correlationId === undefined ? {} : { correlationId: request.correlationId }),
      service: mirror.name,
      ...(server === undefined ? {} : { server }),
      ...(pod === undefined ? {} : { pod }),
      ...outcome,
    });
    if (withBody || request.body === 'none') {
      this.start(activeMirrorings(selection.mirrorings, request.body), request);
    }
  }

  async #send(
    selection: Selection<HttpDestination>,
    withBody: boolean,
    request: MirrorRequest,
  ): Promise<Outcome> {
    const { server, refusal, watch } = selection;
    if (!server) {
      const { status, text } = refusal ?? { status: 503, text: 'no available server' };
      return { status, error: text };
    }
    const where =
      server.kind === undefined
        ? { server: server.url, ...(server.pod === undefined ? {} : { pod: server.pod }) }
        : {};
    // The copy announces a body that it does not have; Traefik's transport refuses it before a byte is sent.
    if (!withBody && request.body !== 'none')
      return { ...where, error: 'the body is not mirrored, so the request cannot be' };
    const body = Buffer.isBuffer(request.body) ? bufferedBody(request.body) : undefined;
    if (server.kind !== undefined) return await this.#serve(server, selection.trail, request, body);
    let head: UpstreamHead;
    try {
      head = upstreamHead(request.head, server, body, request.upgrade);
    } catch (error) {
      return { ...where, error: error instanceof Error ? error.message : String(error) };
    }
    const outcome = await this.#untilStopped((reply) => {
      watch?.began();
      const call = this.#upstreams.send({ server, head, body, awaitContinue: false, reply });
      return () => call.cancel();
    }, watch);
    return { ...where, ...outcome };
  }

  /** Hands a copy to a service that serves it by means of others. */
  async #serve(
    destination: GuardedService | FailoverService,
    services: readonly string[],
    request: MirrorRequest,
    body: RequestBody | undefined,
  ): Promise<Outcome> {
    const copy = new MirroredRequest(request, body, { correlationId: request.correlationId, services });
    const outcome = await this.#untilStopped((reply) => {
      this.#handlerOf(destination).serve(copy, reply);
      return () => copy.finish(false);
    });
    copy.finish(true);
    const { server, pod } = copy.record;
    return {
      ...(server === undefined ? {} : { server }),
      ...(pod === undefined ? {} : { pod }),
      ...outcome,
    };
  }

  /** Resolves when the answer is over, or when the proxy stops: then what `begin` returned gives up. */
  #untilStopped(begin: (reply: Discard) => () => void, watch?: ServerWatch): Promise<Outcome> {
    return new Promise((resolve) => {
      const reply = new Discard(resolve, watch);
      const giveUp = begin(reply);
      const stop = (): void => {
        giveUp();
        watch?.ended();
        resolve({ error: 'the proxy is stopping' });
      };
      if (reply.over) return;
      this.#stops.add(stop);
      reply.whenOver(() => this.#stops.delete(stop));
    });
  }
}

/** What became of a copy. */
type Outcome = Pick<MirrorEvent, 'status' | 'error' | 'server' | 'pod'>;

/** Reads an answer and throws it away. */
class Discard implements UpstreamReply {
  readonly #resolve: (outcome: Outcome) => void;
  readonly #watch: ServerWatch | undefined;
  #status = 0;
  over = false;
  #onOver: (() => void) | undefined;

  constructor(resolve: (outcome: Outcome) => void, watch: ServerWatch | undefined) {
    this.#resolve = resolve;
    this.#watch = watch;
  }

  whenOver(tell: () => void): void {
    this.#onOver = tell;
  }

  interim(): void {}

  start({ status }: ResponseHead, _source: BodySource): void {
    this.#status = status;
    this.#watch?.answered(status);
  }

  write(): boolean {
    return true;
  }

  end(): void {
    this.#finish({ status: this.#status });
  }

  flush(): void {}

  fail(error: UpstreamError): void {
    this.#watch?.failed(error.unsent);
    this.#finish({ error: error.message });
  }

  abort(error: Error): void {
    this.#finish({ error: error.message });
  }

  tunnel({ status }: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.#finish({ status, error: 'the mirror changed the protocol; there is no client to talk to' });
  }

  #finish(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    this.#watch?.ended();
    this.#onOver?.();
    this.#resolve(outcome);
  }
}
