import type { Selection, ServiceNode } from '../balancing/service-node.ts';
import { sendAnswer } from '../middlewares/answer-reply.ts';
import { emptyAnswer, errorAnswer, statusAnswer } from '../middlewares/answers.ts';
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
import type { HttpServer } from '../routing/targets.ts';
import { comesInGzip, GunzipReply } from './gunzip-reply.ts';
import { removeHopByHop } from './hop-by-hop.ts';
import { activeMirrorings, bodyLimit, type MirrorBody } from './mirror.ts';
import type { UpstreamHead, UpstreamReply } from './serve.ts';
import type { ExchangeServices } from './services.ts';
import type { UpstreamError } from './upstream/upstream-error.ts';
import { upstreamHead } from './upstream-head.ts';

/** The end of a chain of middlewares: chooses a server for each request and forwards to it. */
export function forwardingHandler(services: ExchangeServices, service: ServiceNode<HttpServer>): HttpHandler {
  return { serve: (request, reply) => forward(services, service.select(), request, reply) };
}

const NO_MIRRORS: readonly string[] = [];

/** Forwards a request to the server that was chosen, and starts its copies once the answer is delivered. */
export function forward(
  services: ExchangeServices,
  selection: Selection<HttpServer>,
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
  selection: Selection<HttpServer>,
  request: HttpRequest,
  reply: HttpReply,
  body: RequestBody | undefined,
  copy: MirrorBody,
): void {
  const { head, upgrade, record } = request;
  if (selection.mirrorings.length > 0) {
    const mirrorings = activeMirrorings(selection.mirrorings, copy);
    record.mirrors = mirrorings.flatMap(({ mirrors }) => mirrors.map(({ name }) => name));
    request.onDone((delivered) => {
      if (!delivered) return;
      const { correlationId } = record;
      services.mirrors.start(mirrorings, { head, body: copy, upgrade, correlationId });
    });
  }
  const { server } = selection;
  if (!server) {
    sendAnswer(reply, errorAnswer(503, 'no available server'), head.method);
    return;
  }
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
  const call = services.upstreams.send({
    server,
    head: sent,
    body,
    awaitContinue: body?.expectsContinue === true,
    reply: new ForwardReply(request, reply, sent.addsGzip),
  });
  request.onDone((delivered) => delivered || call.cancel());
}

/** Hands a server's answer on to the client. */
class ForwardReply implements UpstreamReply {
  readonly #request: HttpRequest;
  #reply: HttpReply;
  readonly #addsGzip: boolean;

  constructor(request: HttpRequest, reply: HttpReply, addsGzip: boolean) {
    this.#request = request;
    this.#reply = reply;
    this.#addsGzip = addsGzip;
  }

  fail(error: UpstreamError): void {
    const { record, head } = this.#request;
    record.error = error.message;
    record.unsent = error.unsent;
    if (!this.#request.gone) sendAnswer(this.#reply, statusAnswer(error.status), head.method);
  }

  interim(head: ResponseHead): void {
    this.#reply.interim(head);
  }

  start(head: ResponseHead, source: BodySource): void {
    if (this.#addsGzip && comesInGzip(head, this.#request.head.method))
      this.#reply = new GunzipReply(this.#reply);
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
