import type { Selection, ServerWatch } from '../balancing/service-node.ts';
import { sendAnswer } from '../middlewares/answer-reply.ts';
import { emptyAnswer, errorAnswer, statusAnswer } from '../middlewares/answers.ts';
import { Attempt } from '../middlewares/attempt.ts';
import { bufferedBody, readRequestBody } from '../middlewares/body-buffer.ts';
import type {
  BodySource,
  HttpHandler,
  HttpReply,
  HttpRequest,
  RequestBody,
  TunnelEnd,
} from '../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../middlewares/message.ts';
import type { Clock } from '../net/clock.ts';
import type { HttpDestination, HttpServer, HttpServiceNode } from '../routing/targets.ts';
import { RequestAsker } from './asker.ts';
import { CookieReply, WatchedReply } from './chosen-reply.ts';
import { comesInGzip, GunzipReply } from './gunzip-reply.ts';
import { removeHopByHop } from './hop-by-hop.ts';
import { activeMirrorings, bodyLimit, type MirrorBody } from './mirror.ts';
import type { UpstreamHead, UpstreamReply } from './serve.ts';
import type { ExchangeServices } from './services.ts';
import type { UpstreamError } from './upstream/upstream-error.ts';
import { upstreamHead } from './upstream-head.ts';

/**
 * The end of a chain of middlewares: chooses a server for each request and forwards to it.
 *
 * @param within the service that leads here, if one does: what was passed up to it stays in the record
 */
export function forwardingHandler(
  services: ExchangeServices,
  service: HttpServiceNode,
  within?: { readonly name: string; readonly itself: boolean },
): HttpHandler {
  return {
    serve(request, reply) {
      const selection = service.select(new RequestAsker(request.head));
      if (!within) {
        forward(services, selection, request, reply);
        return;
      }
      const passed = request.record.services;
      const trail = passed.slice(0, passed.indexOf(within.name) + (within.itself ? 1 : 0));
      forward(services, { ...selection, trail: [...trail, ...selection.trail] }, request, reply);
    },
  };
}

const NO_MIRRORS: readonly string[] = [];

/** Forwards a request to the server that was chosen, and starts its copies once the answer is delivered. */
export function forward(
  services: ExchangeServices,
  selection: Selection<HttpDestination>,
  request: HttpRequest,
  reply: HttpReply,
): void {
  const { body, record } = request;
  record.services = selection.trail;
  record.server = undefined;
  record.pod = undefined;
  record.mirrors = NO_MIRRORS;
  const limit = body && bodyLimit(selection.mirrorings);
  if (body === undefined) forwardWith(services, selection, request, reply, undefined, 'none');
  else if (limit === undefined) forwardWith(services, selection, request, reply, body, 'streamed');
  else {
    readRequestBody(body, limit, (result) => {
      if (result.kind === 'whole') {
        const { bytes, trailers } = result;
        forwardWith(services, selection, request, reply, bufferedBody(bytes, trailers), bytes);
      } else if (result.kind === 'too-long')
        forwardWith(services, selection, request, reply, result.replay, 'streamed');
      else {
        record.error = result.error.message;
        if (!request.gone) sendAnswer(reply, errorAnswer(500, 'Internal Server Error'), request.head.method);
      }
    });
  }
}

function forwardWith(
  services: ExchangeServices,
  selection: Selection<HttpDestination>,
  request: HttpRequest,
  client: HttpReply,
  body: RequestBody | undefined,
  copy: MirrorBody,
): void {
  const { head, record } = request;
  const reply = selection.cookies ? new CookieReply(client, selection.cookies) : client;
  if (selection.mirrorings.length > 0) {
    const mirrorings = activeMirrorings(selection.mirrorings, copy);
    record.mirrors = mirrorings.flatMap(({ mirrors }) => mirrors.map(({ name }) => name));
    request.onDone((delivered) => {
      if (!delivered) return;
      const { correlationId } = record;
      services.mirrors.start(mirrorings, { head, body: copy, upgrade: request.upgrade, correlationId });
    });
  }
  const { server } = selection;
  if (!server) {
    const { status, text } = selection.refusal ?? NO_SERVER;
    sendAnswer(reply, errorAnswer(status, text), head.method);
  } else if (server.kind !== undefined) {
    const handler = services.destinationHandler(server);
    handler.serve(body === request.body ? request : new Attempt(request, { body }), reply);
  } else {
    forwardTo(services, server, request, reply, body, selection.watch);
  }
}

const NO_SERVER = { status: 503, text: 'no available server' };

function forwardTo(
  services: ExchangeServices,
  server: HttpServer,
  request: HttpRequest,
  client: HttpReply,
  body: RequestBody | undefined,
  watch: ServerWatch | undefined,
): void {
  const { head, upgrade, record } = request;
  const watched = watch && new WatchedReply(client, watch);
  const reply = watched ?? client;
  if (head.method === 'CONNECT') {
    sendAnswer(reply, emptyAnswer(501), head.method);
    return;
  }
  record.server = server.url;
  record.pod = server.pod;
  let sent: UpstreamHead;
  try {
    sent = upstreamHead(head, server, body, upgrade);
  } catch (error) {
    record.error = error instanceof Error ? error.message : String(error);
    sendAnswer(reply, errorAnswer(500, 'Internal Server Error'), head.method);
    return;
  }
  if (watch && watched) {
    watch.began();
    request.onDone(() => watched.over());
  }
  const call = services.upstreams.send({
    server,
    head: sent,
    body,
    awaitContinue: body?.expectsContinue === true,
    reply: new ForwardReply(services.clock, request, reply, sent.addsGzip, watched),
  });
  request.onDone((delivered) => delivered || call.cancel());
}

/** Hands a server's answer on to the client. */
class ForwardReply implements UpstreamReply {
  readonly #clock: Clock;
  readonly #request: HttpRequest;
  #reply: HttpReply;
  readonly #addsGzip: boolean;
  readonly #watched: WatchedReply | undefined;

  constructor(
    clock: Clock,
    request: HttpRequest,
    reply: HttpReply,
    addsGzip: boolean,
    watched: WatchedReply | undefined,
  ) {
    this.#clock = clock;
    this.#request = request;
    this.#watched = watched;
    this.#reply = reply;
    this.#addsGzip = addsGzip;
  }

  fail(error: UpstreamError): void {
    const { record, head } = this.#request;
    record.error = error.message;
    record.unsent = error.unsent;
    this.#watched?.failed(error.unsent);
    if (!this.#request.gone) sendAnswer(this.#reply, statusAnswer(error.status), head.method);
  }

  interim(head: ResponseHead): void {
    this.#reply.interim(head);
  }

  start(head: ResponseHead, source: BodySource): void {
    if (this.#addsGzip && comesInGzip(head, this.#request.head.method))
      this.#reply = new GunzipReply(this.#reply, this.#clock);
    this.#reply.start(head, source);
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    return this.#reply.write(bytes, start, end);
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.#reply.end(bytes, start, end, trailers);
  }

  flush(): void {
    this.#reply.flush();
  }

  abort(error: Error): void {
    this.#reply.abort(error);
  }

  tunnel(head: ResponseHead, server: TunnelEnd): void {
    const { record, upgrade, head: asked } = this.#request;
    const protocol = head.headers.get('Upgrade') ?? '';
    if (upgrade === undefined || protocol.toLowerCase() !== upgrade.toLowerCase()) {
      server.channel.destroy();
      record.error = 'the server changed to a protocol that it was not asked for';
      sendAnswer(this.#reply, statusAnswer(502), asked.method);
      return;
    }
    removeHopByHop(head.headers);
    head.headers.append('Connection', 'Upgrade');
    head.headers.append('Upgrade', protocol);
    this.#reply.tunnel(head, server);
  }
}
