import type { Asker, Selection } from '../../balancing/service-node.ts';
import { HeaderList } from '../../middlewares/message.ts';
import type { HttpDestination, HttpServer } from '../../routing/targets.ts';
import type { HttpFacts } from '../../rules/http-rule.ts';
import { cookieValues } from '../asker.ts';
import type { Decided } from '../exchange.ts';
import { applyForwardedHeaders } from '../forwarded-headers.ts';
import { parseQuery, prepareTarget } from '../request-path.ts';
import type { ClientFacts } from '../serve.ts';
import type { ConnectionServices } from '../services.ts';
import { HeadFlag, head } from '../wire/registers.ts';
import type { ClientTexts, HostTexts } from './client-texts.ts';
import { asksForGzip, hostLine, isUsual, requestText } from './request-text.ts';

/** What becomes of the request whose head is in the registers. */
export const Way = {
  /** No request target. */
  malformed: 0,
  /** To `server`, with `headText`. */
  fast: 1,
  /** By way of a list of fields; `decided` may hold a decision. */
  whole: 2,
} as const;

/** Routes the requests of one connection by the head in the registers. */
export class FastRouter {
  // What `route` decided last.
  decided: Decided | undefined;
  server: HttpServer | undefined;
  router = '';
  generation = 0;
  trail: readonly string[] = [];
  headText = '';
  /** The client did not ask for gzip; the server is told to. */
  addsGzip = false;
  readonly #services: ConnectionServices;
  readonly #client: ClientFacts;
  readonly #trusted: boolean;
  /** What is sent over a connection for certain needs no list of fields. */
  readonly #byConnection: boolean;
  readonly #clientTexts: ClientTexts;
  /** Of the Host that came last, which comes again with most requests. */
  #texts: HostTexts | undefined;

  constructor(services: ConnectionServices, client: ClientFacts) {
    this.#services = services;
    this.#client = client;
    this.#clientTexts = services.clientTexts.of(client.clientIp, client.tls !== undefined);
    this.#trusted = services.trusts(client.clientIp);
    this.#byConnection = services.upstreams.byConnectionOnly;
  }

  /** Chooses router and server, which advances the counters. Returns a `Way`. */
  route(): number {
    this.decided = undefined;
    const { target, method, host } = head;
    if (target.charCodeAt(0) !== SLASH || method === 'CONNECT') {
      return target === '*' || method === 'CONNECT' || ABSOLUTE.test(target) ? Way.whole : Way.malformed;
    }
    let sent = target;
    let path = target;
    let query = '';
    if (!head.plainTarget) {
      const prepared = prepareTarget(target);
      if (typeof prepared === 'string') return prepared === 'malformed' ? Way.malformed : Way.whole;
      sent = prepared.target;
      path = prepared.routingPath;
      query = prepared.query;
    }
    const texts = this.#texts?.field === host ? this.#texts : this.#clientTexts.of(host);
    this.#texts = texts;
    if ((head.flags & (HeadFlag.upgrade | HeadFlag.expectContinue)) !== 0) return Way.whole;
    const snapshot = this.#services.snapshot();
    facts.begin(this.#services.serverName, this.#client, this.#trusted);
    facts.ask(texts.host, path, method, query);
    const { tls } = this.#client;
    const route = (tls ? snapshot.secure : snapshot.plain).match(facts);
    if (route === undefined) return Way.whole;
    const misdirected = tls && route.tlsOptions !== undefined && route.tlsOptions !== tls.optionsName;
    if (route.target.kind !== 'service' || route.target.middlewares.length > 0 || misdirected) {
      this.decided = { snapshot, route: kept(route), target: sent, selection: undefined };
      return Way.whole;
    }
    const selection: Selection<HttpDestination> = route.target.service.select(facts);
    const { server } = selection;
    if (
      !server ||
      server.kind !== undefined ||
      selection.mirrorings.length > 0 ||
      selection.watch !== undefined ||
      selection.cookies !== undefined ||
      server.scheme !== 'http' ||
      server.basePath !== undefined ||
      !this.#byConnection ||
      !isUsual(this.#trusted)
    ) {
      this.decided = { snapshot, route: kept(route), target: sent, selection };
      return Way.whole;
    }
    const passes = server.passHostHeader && host !== '';
    this.server = server;
    this.router = route.name;
    this.generation = snapshot.generation;
    this.trail = selection.trail;
    this.addsGzip = asksForGzip();
    this.headText = requestText(
      sent,
      passes ? texts.hostLine : hostLine(authority(server)),
      texts.ending(this.addsGzip),
    );
    return Way.fast;
  }
}

/** What a table returns is good only until it is asked again. */
function kept({ name, target, tlsOptions }: Decided['route']): Decided['route'] {
  return { name, target, tlsOptions };
}

/** The facts of the head in the registers, good until the next head is read. */
class RegisterFacts implements HttpFacts, Asker {
  host = '';
  path = '/';
  method = 'GET';
  clientIp = '';
  #tls = false;
  #trusted = false;
  #serverName = '';
  #query = '';
  #pairs: ReturnType<typeof parseQuery> | undefined;
  #headers: HeaderList | undefined;

  /** The client that the head is of. */
  begin(serverName: string, client: ClientFacts, trusted: boolean): void {
    this.clientIp = client.clientIp;
    this.#tls = client.tls !== undefined;
    this.#trusted = trusted;
    this.#serverName = serverName;
  }

  ask(host: string, path: string, method: string, query: string): void {
    this.host = host;
    this.path = path;
    this.method = method;
    this.#query = query;
    this.#pairs = undefined;
    this.#headers = undefined;
  }

  cookies(name: string): readonly string[] {
    return cookieValues(this.header('cookie'), name);
  }

  header(name: string): readonly string[] {
    this.#headers ??= this.#forwardedHeaders();
    return this.#headers.all(name);
  }

  query(): ReturnType<typeof parseQuery> {
    this.#pairs ??= parseQuery(this.#query);
    return this.#pairs;
  }

  /** Rules see the headers as the entry point rewrites them. */
  #forwardedHeaders(): HeaderList {
    const headers = new HeaderList(head.raw());
    headers.delete('Host');
    applyForwardedHeaders(headers, {
      trusted: this.#trusted,
      clientIp: this.clientIp,
      tls: this.#tls,
      host: head.host,
      webSocket: false,
      serverName: this.#serverName,
    });
    return headers;
  }
}

/** One for the thread, as the registers are. */
const facts = new RegisterFacts();

const SLASH = 0x2f;
/** An absolute target whose authority can be nothing else (RFC 3986 §3.2). */
const ABSOLUTE = /^https?:\/\/(?:[\w.~!$&'()*+,;=:%-]*@)?[\w.~!$&'()*+,;=:%[\]-]+(?:[/?#]|$)/i;

const authorities = new WeakMap<HttpServer, string>();

function authority(server: HttpServer): string {
  const known = authorities.get(server);
  if (known !== undefined) return known;
  const { hostname, port } = server;
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  authorities.set(server, `${host}:${port}`);
  return `${host}:${port}`;
}
