import type { IncomingMessage } from 'node:http';
import type { Selection } from '../balancing/service-node.ts';
import { emptyAnswer, errorAnswer, statusAnswer } from '../middlewares/answers.ts';
import { HeaderList, type HttpMiddleware, type ImmediateResponse } from '../middlewares/message.ts';
import type { HttpServer } from '../routing/targets.ts';
import type { Arrival, ExchangeServices, HttpSnapshot } from './arrival.ts';
import { decideHttp, editResponse, type HttpDecision } from './decision.ts';
import { type EventDraft, eventDraft } from './event-draft.ts';
import { removeHopByHop } from './hop-by-hop.ts';
import { activeMirrorings, bodyLimit, type MirrorBody } from './mirror.ts';
import { formatHead, Reply } from './reply.ts';
import { readBody } from './request-body.ts';
import { type RoutableRequest, readRequest } from './request-head.ts';
import { tunnel } from './upgrade.ts';
import { callUpstream, type UpstreamAnswer } from './upstream-call.ts';
import { contentOf } from './upstream-content.ts';
import { upstreamError } from './upstream-error.ts';
import { hasBody, upstreamHead } from './upstream-head.ts';

type Forward = Extract<HttpDecision, { kind: 'forward' }>;

/** One request from its head to its event. */
export class HttpExchange {
  readonly #services: ExchangeServices;
  readonly #arrival: Arrival;
  readonly #reply: Reply;
  readonly #clientGone = new AbortController();
  /** Resolved when the answer is delivered or the client has gone. */
  readonly #closed = Promise.withResolvers<void>();
  readonly #event: EventDraft;
  readonly #startedAt: number;

  constructor(services: ExchangeServices, arrival: Arrival) {
    const { connection, response, expectsContinue } = arrival;
    this.#services = services;
    this.#arrival = arrival;
    this.#reply = new Reply(response, () => connection.last, expectsContinue);
    this.#startedAt = services.now();
    this.#event = eventDraft(services, arrival);
  }

  /** Answers the request. Routing happens before this returns its promise; it never rejects. */
  async run(): Promise<void> {
    const { connection, request, response } = this.#arrival;
    const gone = (): void => {
      if (!response.writableFinished) this.#clientGone.abort();
      this.#closed.resolve();
    };
    response.once('close', gone);
    const bodied = hasBody(new HeaderList(request.rawHeaders));
    connection.requestStarted(gone, bodied);
    if (bodied) request.once('close', () => connection.requestRead());
    try {
      const snapshot = this.#services.snapshot();
      this.#event.generation = snapshot.generation;
      const routable = this.#read();
      // Neither Go's server nor Traefik logs what was no request.
      if (!routable) {
        if (this.#reply.started) await this.#closed.promise;
        return;
      }
      const upgraded = await this.#serve(routable, snapshot);
      if (!upgraded) await this.#closed.promise;
      this.#report();
    } catch (error) {
      this.#event.error = messageOf(error);
      // Also ends what a server may still be answering.
      this.#clientGone.abort();
      if (this.#reply.started) response.destroy();
      else this.#answer(errorAnswer(500, 'Internal Server Error'));
      await this.#closed.promise;
      this.#report();
    } finally {
      connection.requestEnded(gone);
    }
  }

  #read(): RoutableRequest | undefined {
    const { connection, request } = this.#arrival;
    const { method = '', url: target = '', rawHeaders, httpVersion: version } = request;
    const { clientIp, tls } = connection;
    const { serverName, trusts } = this.#services;
    const wire = { method, target, rawHeaders, version };
    const read = readRequest(wire, {
      clientIp,
      tls: tls !== undefined,
      trusted: trusts(clientIp),
      serverName,
    });
    if (!('refused' in read)) {
      this.#event.host = read.head.host;
      const correlationId = read.head.headers.get('X-Correlation-Id');
      if (correlationId !== undefined) this.#event.correlationId = correlationId;
      return read;
    }
    if (read.page === undefined) this.#answer(emptyAnswer(400));
    else connection.refuse(read.page);
    return undefined;
  }

  /** Resolves with true if the connection became a tunnel, which has ended then. */
  async #serve(routable: RoutableRequest, snapshot: HttpSnapshot): Promise<boolean> {
    const { tls } = this.#arrival.connection;
    const { head, facts } = routable;
    // Browsers share a connection among hosts with one certificate; its TLS options may not fit all of them.
    if (
      tls &&
      facts.host !== tls.serverName.toLowerCase() &&
      snapshot.optionsNameFor(facts.host) !== tls.optionsName
    ) {
      this.#answer(errorAnswer(421, 'Misdirected Request'));
      return false;
    }
    // Asks what the proxy itself can do; Go's server answers it before any router.
    if (head.method === 'OPTIONS' && head.target === '*') {
      this.#answer(emptyAnswer(200));
      return false;
    }
    const decision = decideHttp(tls ? snapshot.secure : snapshot.plain, facts, head);
    if (decision.kind === 'not-found') {
      this.#answer(errorAnswer(404, '404 page not found'));
      return false;
    }
    this.#event.router = decision.router;
    if (decision.kind === 'forward') return await this.#forward(decision, routable);
    if (decision.kind === 'internal') this.#answer(await decision.answer(head));
    else this.#answer(decision.answer, decision.passed, routable);
    return false;
  }

  async #forward({ selection, passed }: Forward, routable: RoutableRequest): Promise<boolean> {
    const { request, response } = this.#arrival;
    const { head, upgrade } = routable;
    this.#event.services = selection.trail;
    const body = await this.#bodyFor(selection, routable);
    if (body === undefined) return false;
    const mirrorings = activeMirrorings(selection.mirrorings, body);
    this.#event.mirrors = mirrorings.flatMap(({ mirrors }) => mirrors.map(({ name }) => name));
    const upgraded = await this.#serveFromMain(
      selection,
      passed,
      routable,
      body === 'streamed' ? request : body,
    );
    if (!upgraded) await this.#closed.promise;
    if (upgraded || response.writableFinished) {
      const correlationId = this.#event.correlationId;
      this.#services.mirrors.start(mirrorings, { head, body, upgrade, correlationId });
    }
    return upgraded;
  }

  /** Reads the body if mirrors are to have it too; undefined if that failed and was answered. */
  async #bodyFor(
    selection: Selection<HttpServer>,
    { head }: RoutableRequest,
  ): Promise<MirrorBody | undefined> {
    if (!hasBody(head.headers)) return 'none';
    const limit = bodyLimit(selection.mirrorings);
    if (limit === undefined) return 'streamed';
    this.#reply.continue();
    try {
      const body = await readBody(this.#arrival.request, limit);
      if (body) this.#event.requestBytes = body.length;
      return body ?? 'streamed';
    } catch (error) {
      this.#event.error = messageOf(error);
      if (!this.#clientGone.signal.aborted) this.#answer(errorAnswer(500, 'Internal Server Error'));
      return undefined;
    }
  }

  async #serveFromMain(
    { server }: Selection<HttpServer>,
    passed: readonly HttpMiddleware[],
    routable: RoutableRequest,
    body: IncomingMessage | Buffer | 'none',
  ): Promise<boolean> {
    const { head, upgrade } = routable;
    if (!server) {
      this.#answer(errorAnswer(503, 'no available server'), passed, routable);
      return false;
    }
    if (head.method === 'CONNECT') {
      this.#answer(emptyAnswer(501), passed, routable);
      return false;
    }
    this.#event.server = server.url;
    if (server.pod !== undefined) this.#event.pod = server.pod;
    const sent = upstreamHead(head, server, this.#arrival.upgrade ? upgrade : undefined);
    let answer: UpstreamAnswer;
    try {
      answer = await callUpstream(this.#services.upstreams, {
        server,
        head: sent,
        body: body === 'none' ? undefined : body,
        signal: this.#clientGone.signal,
        awaitContinue: this.#arrival.expectsContinue && !Buffer.isBuffer(body),
        onBody: () => this.#reply.continue(),
        onBodyBytes: (bytes) => {
          this.#event.requestBytes += bytes;
        },
        onInterim: (interim) => this.#reply.interim(interim),
      });
    } catch (error) {
      const failure = upstreamError(error, server.url);
      this.#event.error = this.#clientGone.signal.aborted ? 'the client went away' : failure.message;
      if (!this.#clientGone.signal.aborted) this.#answer(statusAnswer(failure.status), passed, routable);
      return false;
    }
    return await this.#deliver(answer, sent.addsGzip, passed, routable);
  }

  async #deliver(
    { response: source, tunnel: serverEnd }: UpstreamAnswer,
    addsGzip: boolean,
    passed: readonly HttpMiddleware[],
    routable: RoutableRequest,
  ): Promise<boolean> {
    const { head, upgrade } = routable;
    const { response, upgrade: clientEnd, connection } = this.#arrival;
    if (serverEnd && (!clientEnd || source.headers.upgrade?.toLowerCase() !== upgrade?.toLowerCase())) {
      serverEnd.socket.destroy();
      this.#event.error = 'the server changed to a protocol that it was not asked for';
      this.#answer(statusAnswer(500), passed, routable);
      return false;
    }
    const edited = { status: source.statusCode ?? 500, headers: new HeaderList(source.rawHeaders) };
    const content = addsGzip ? contentOf(source, edited.headers) : source;
    editResponse(passed, edited, head);
    this.#event.status = edited.status;
    if (!serverEnd || !clientEnd) {
      try {
        await this.#reply.relay(edited.status, edited.headers, source, content);
      } catch (error) {
        if (!this.#reply.started) throw error;
        this.#event.error = messageOf(error);
      }
      return false;
    }
    response.detachSocket(connection.socket);
    connection.becameTunnel();
    removeHopByHop(edited.headers);
    edited.headers.append('Connection', 'Upgrade');
    edited.headers.append('Upgrade', source.headers.upgrade ?? upgrade ?? '');
    connection.socket.write(formatHead(edited.status, edited.headers), 'latin1');
    const bytes = await tunnel(clientEnd, serverEnd, this.#services.stopped);
    this.#event.requestBytes = bytes.fromClient;
    this.#reply.bytes = bytes.fromServer;
    return true;
  }

  /** Sends an answer that is ours. With `routable`, the middlewares that the request passed edit it. */
  #answer(
    answer: ImmediateResponse,
    passed: readonly HttpMiddleware[] = [],
    routable?: RoutableRequest,
  ): void {
    const edited = { status: answer.status, headers: new HeaderList(answer.headers.flat()) };
    if (routable) editResponse(passed, edited, routable.head);
    this.#event.status = edited.status;
    this.#reply.send({ status: edited.status, headers: edited.headers.lines(), body: answer.body });
  }

  #report(): void {
    this.#event.responseBytes = this.#reply.bytes;
    this.#event.durationMs = this.#services.now() - this.#startedAt;
    this.#services.observer?.(this.#event);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
