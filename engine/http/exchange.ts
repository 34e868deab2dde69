import type { Selection } from '../balancing/service-node.ts';
import { sendAnswer } from '../middlewares/answer-reply.ts';
import { emptyAnswer, errorAnswer } from '../middlewares/answers.ts';
import type {
  BodySource,
  ExchangeRecord,
  HttpReply,
  HttpRequest,
  RequestBody,
  TunnelEnd,
} from '../middlewares/handler.ts';
import type { HeaderList, ImmediateResponse, RequestHead, ResponseHead } from '../middlewares/message.ts';
import type { Route } from '../routing/tables.ts';
import type { HttpDestination, HttpTarget } from '../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { checkFields } from './check-fields.ts';
import { forward } from './forward.ts';
import { applyForwardedHeaders } from './forwarded-headers.ts';
import { type Report, reportExchange } from './report.ts';
import { prepareHead, requestFacts } from './request-head.ts';
import type { Arrival, Serve, Served } from './serve.ts';
import type { ExchangeServices, HttpSnapshot } from './services.ts';

/** What the chosen router leads to. */
type DecidedRoute = Pick<Route<HttpRule, HttpTarget>, 'name' | 'target' | 'tlsOptions'>;

/** What was decided for a request before its head was made into data. */
export interface Decided {
  readonly snapshot: HttpSnapshot;
  readonly route: DecidedRoute;
  /** Path and query as they are sent on. */
  readonly target: string;
  /** The choice of the router's service; undefined: not made yet. */
  readonly selection: Selection<HttpDestination> | undefined;
}

/** How the fronts of an entry point have their requests served. */
export function createServe(services: ExchangeServices): Serve {
  return (arrival) => serveDecided(services, arrival, undefined);
}

/** Serves a request whose router, and the server behind it, may be chosen already. */
export function serveDecided(
  services: ExchangeServices,
  arrival: Arrival,
  decided: Decided | undefined,
): Served {
  const exchange = new Exchange(services, arrival, decided?.snapshot ?? services.snapshot());
  exchange.run(decided);
  return exchange;
}

/** One request from its head to its event, for what the fast lane does not serve. */
class Exchange implements HttpRequest, HttpReply, Served, Report {
  readonly #services: ExchangeServices;
  readonly #arrival: Arrival;
  readonly #snapshot: HttpSnapshot;
  #listeners: ((delivered: boolean) => void)[] = [];
  #over: 'delivered' | 'broken' | undefined;
  readonly correlationId: string | undefined;
  readonly generation: number;
  readonly startedAt: number;
  readonly record: ExchangeRecord = this;
  readonly upgrade: string | undefined;
  readonly body: RequestBody | undefined;
  readonly head: RequestHead;
  services: readonly string[] = [];
  server: string | undefined;
  pod: string | undefined;
  mirrors: readonly string[] = [];
  error: string | undefined;
  router: string | undefined;
  internal = false;
  readonly requestFields: readonly string[] | undefined;
  responseFields: readonly string[] | undefined;
  status = 499;
  responseBytes = 0;
  #tunnelledBytes = 0;
  #refused = false;
  /** A request that was none is not reported, neither by Go's server nor by Traefik. */
  #silent = false;

  constructor(services: ExchangeServices, arrival: Arrival, snapshot: HttpSnapshot) {
    this.#services = services;
    this.#arrival = arrival;
    this.#snapshot = snapshot;
    this.generation = snapshot.generation;
    this.startedAt = services.now();
    this.correlationId = arrival.headers.get('X-Correlation-Id');
    this.upgrade = arrival.upgrade;
    this.body = arrival.body;
    this.requestFields = services.detailsRequests ? arrival.headers.raw().slice() : undefined;
    this.head = {
      method: arrival.method,
      target: arrival.target,
      host: arrival.host,
      headers: arrival.headers,
      scheme: arrival.client.tls ? 'https' : 'http',
      clientIp: arrival.client.clientIp,
    };
  }

  get method(): string {
    return this.#arrival.method;
  }

  get host(): string {
    return this.head.host;
  }

  get protocol(): string {
    return `HTTP/${this.#arrival.version}`;
  }

  get user(): string | undefined {
    return this.head.user;
  }

  get target(): string {
    return this.#arrival.target;
  }

  get requestBytes(): number {
    return this.body?.bytesRead ?? this.#tunnelledBytes;
  }

  get gone(): boolean {
    return this.#over === 'broken';
  }

  onDone(listener: (delivered: boolean) => void): void {
    if (this.#over === undefined) this.#listeners.push(listener);
    else listener(this.#over === 'delivered');
  }

  done(delivered: boolean, tunnelled?: { readonly fromClient: number; readonly fromServer: number }): void {
    if (this.#over !== undefined) return;
    if (tunnelled) {
      this.#tunnelledBytes = tunnelled.fromClient;
      this.responseBytes = tunnelled.fromServer;
    }
    this.#over = delivered ? 'delivered' : 'broken';
    if (!delivered) this.error ??= 'the client went away';
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(delivered);
    if (!this.#silent) reportExchange(this.#services, this.#arrival.client, this);
  }

  run(decided: Decided | undefined): void {
    const { head } = this;
    if (decided) {
      head.target = decided.target;
      this.#applyForwardedHeaders();
      if (decided.selection) {
        this.router = decided.route.name;
        forward(this.#services, decided.selection, this, this);
      } else this.#handle(decided.route);
      return;
    }
    const prepared = prepareHead(head);
    if (typeof prepared === 'string') {
      this.#silent = true;
      this.#answer(prepared === 'malformed' ? errorAnswer(400, '400 Bad Request') : emptyAnswer(400));
      return;
    }
    this.#applyForwardedHeaders();
    this.#route(requestFacts(head, prepared));
  }

  #applyForwardedHeaders(): void {
    const { headers, host, clientIp, scheme } = this.head;
    applyForwardedHeaders(headers, {
      clientIp,
      host,
      tls: scheme === 'https',
      trusted: this.#services.trusts(clientIp),
      webSocket: this.upgrade?.toLowerCase() === 'websocket',
      serverName: this.#services.serverName,
    });
  }

  #route(facts: HttpFacts): void {
    const { tls } = this.#arrival.client;
    // Asks what the proxy itself can do; Go's server answers it before any router.
    if (this.head.method === 'OPTIONS' && this.head.target === '*') {
      this.#answer(emptyAnswer(200));
      return;
    }
    const table = tls ? this.#snapshot.secure : this.#snapshot.plain;
    const route = table.match(facts);
    if (!route) {
      this.#answer(table.refusesMethod(facts) ? emptyAnswer(405) : errorAnswer(404, '404 page not found'));
      return;
    }
    this.#handle(route);
  }

  #handle(route: DecidedRoute): void {
    this.router = route.name;
    this.internal = route.target.kind === 'internal';
    const { tls } = this.#arrival.client;
    // Browsers share a connection among hosts with one certificate; its TLS options may not be those of the router.
    if (tls && route.tlsOptions !== undefined && route.tlsOptions !== tls.optionsName) {
      this.#answer(errorAnswer(421, 'Misdirected Request'));
      return;
    }
    try {
      this.#services.handlerOf(route.target, route.name).serve(this, this);
    } catch (error) {
      this.error = error instanceof Error ? error.message : String(error);
      if (this.status === 499) this.#answer(errorAnswer(500, 'Internal Server Error'));
      else this.abort(error instanceof Error ? error : new Error(this.error));
    }
  }

  /** The answer cannot be sent as it was made; what its maker still does goes nowhere. */
  #refuseAnswer(error: unknown): void {
    this.error = error instanceof Error ? error.message : String(error);
    this.status = 500;
    const { body, headers } = errorAnswer(500, 'Internal Server Error');
    const { reply } = this.#arrival;
    sendAnswer(reply, { status: 500, headers, body }, this.head.method);
    this.#refused = true;
  }

  #answer(answer: ImmediateResponse): void {
    sendAnswer(this, answer, this.head.method);
  }

  interim(head: ResponseHead): void {
    if (this.#over === undefined) this.#arrival.reply.interim(head);
  }

  start(head: ResponseHead, source: BodySource): void {
    if (this.#over !== undefined) {
      source.cancel();
      return;
    }
    try {
      checkFields(head.headers);
    } catch (error) {
      this.#refuseAnswer(error);
      source.cancel();
      return;
    }
    this.status = head.status;
    if (this.#services.detailsRequests) this.responseFields = head.headers.raw().slice();
    this.#arrival.reply.start(head, source);
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#over !== undefined || this.#refused) return true;
    this.responseBytes += end - start;
    return this.#arrival.reply.write(bytes, start, end);
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#over !== undefined || this.#refused) return;
    this.responseBytes += end - start;
    this.#arrival.reply.end(bytes, start, end, trailers);
  }

  flush(): void {
    if (this.#over === undefined && !this.#refused) this.#arrival.reply.flush();
  }

  abort(error: Error): void {
    if (this.#over !== undefined || this.#refused) return;
    this.error ??= error.message;
    this.#arrival.reply.abort(error);
  }

  tunnel(head: ResponseHead, server: TunnelEnd): void {
    if (this.#over !== undefined) {
      server.channel.destroy();
      return;
    }
    this.status = head.status;
    this.#arrival.reply.tunnel(head, server);
  }
}
