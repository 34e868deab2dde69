import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { GreatestDivisor } from '../balancing/greatest-divisor.ts';
import { LoadBalancerNode } from '../balancing/service-nodes.ts';
import type { EngineEvent, TcpEvent } from '../observability/observer.ts';
import type { EntryPointRoutes, TcpTarget } from '../routing/snapshot.ts';
import { type Route, RouteTable } from '../routing/tables.ts';
import type { HttpTarget, TcpServersTransport } from '../routing/targets.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { parseTcpRule, type TcpFacts, type TcpRule } from '../rules/tcp-rule.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { issueCertificate } from '../tls/certificate-writer.ts';
import { CertificateStore } from '../tls/certificates.ts';
import { resolveTlsOptions } from '../tls/options.ts';
import { createTransport } from '../transport/index.ts';
import type { HttpAcceptor, Peer } from './dispatch.ts';
import { TcpEntryPoint, type TcpEntryPointOptions } from './tcp-entry-point.ts';
import type { TlsConfiguration } from './tls-termination.ts';

export function entryPoint(changes: Partial<EntryPoint> = {}): EntryPoint {
  return {
    name: 'mongo',
    host: '127.0.0.1',
    port: 0,
    protocol: 'tcp',
    asDefault: true,
    readTimeoutMs: 0,
    writeTimeoutMs: 0,
    idleTimeoutMs: 0,
    graceTimeoutMs: 0,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 0,
    udpTimeoutMs: 1,
    ...changes,
  };
}

const day = 86_400_000;

function certificate(commonName: string, options: { authority?: boolean } = {}) {
  const validity = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  return issueCertificate({ commonName, dnsNames: [commonName], ...validity, ...options });
}

const authority = certificate('Test CA', { authority: true });

/** Options `default` and `mutual` (asks for a client certificate); a certificate for mongo.test. */
export const tlsConfiguration: TlsConfiguration = {
  optionsNamed: (name) => optionSets.get(name),
  certificates: new CertificateStore([{ name: 'mongo', ...certificate('mongo.test') }]),
};

const optionSets = new Map(
  [
    { name: 'default', sniStrict: false },
    {
      name: 'mutual',
      sniStrict: false,
      clientAuth: { type: 'RequireAndVerifyClientCert', caPems: [authority.certificatePem] } as const,
    },
  ].map((options) => [options.name, resolveTlsOptions(options)]),
);

type TlsOfRoute = NonNullable<TcpTarget['tls']>;

/** A TCP route to servers on 127.0.0.1, taken in turn. */
export function tcpRoute(
  rule: string,
  ports: readonly number[],
  options: {
    readonly tls?: TlsOfRoute;
    readonly priority?: number;
    readonly middlewares?: NonNullable<TcpTarget['middlewares']>;
    /** How the servers are connected to. */
    readonly tcp?: TcpServersTransport;
  } = {},
): Route<TcpRule, TcpTarget> {
  const { tls, priority = rule.length, middlewares, tcp } = options;
  const servers = ports.map((port) => ({
    item: { host: '127.0.0.1', port, pod: `pod-${port}`, terminationDelayMs: -1, ...(tcp && { tcp }) },
    weight: 1,
  }));
  const leavesTheOrder = () => 1 - Number.EPSILON;
  const service = new LoadBalancerNode('mongo-service@test', new GreatestDivisor(servers, leavesTheOrder));
  const target = { service, ...(tls && { tls }), ...(middlewares && { middlewares }) };
  return { name: `mongo@test`, rule: parseTcpRule(rule), priority, target };
}

/** The routes of an entry point; `https` maps server names to options, `*` is the catch-all. */
export function routesOf(parts: {
  readonly plain?: readonly Route<TcpRule, TcpTarget>[];
  readonly secure?: readonly Route<TcpRule, TcpTarget>[];
  readonly https?: Readonly<Record<string, string>>;
}): EntryPointRoutes {
  const noHttp = new RouteTable<HttpFacts, HttpRule, HttpTarget>([]);
  const { '*': catchAll, ...names } = parts.https ?? {};
  return {
    http: { plain: noHttp, secure: noHttp },
    https: {
      empty: parts.https === undefined,
      optionsFor: (serverName) => names[serverName],
      catchAll,
      claimants: () => [],
    },
    tcp: {
      plain: new RouteTable<TcpFacts, TcpRule, TcpTarget>(parts.plain ?? []),
      secure: new RouteTable<TcpFacts, TcpRule, TcpTarget>(parts.secure ?? []),
    },
  };
}

/** A started entry point whose HTTP side answers `http` or `https:OPTIONS:NAME`, the client if it is not local, and then what it got. */
export class TestEntryPoint implements AsyncDisposable {
  readonly #started: TcpEntryPoint;
  readonly #events: Events;
  readonly #http: Set<Socket>;

  static async start(
    routes: EntryPointRoutes | (() => EntryPointRoutes),
    changes: Partial<EntryPoint> = {},
    options: Pick<TcpEntryPointOptions, 'answersSslRequests'> = {},
  ): Promise<TestEntryPoint> {
    const events = new Events();
    const sockets = new Set<Socket>();
    const started = await TcpEntryPoint.start({
      entryPoint: entryPoint(changes),
      transport: await createTransport(),
      routes: typeof routes === 'function' ? routes : () => routes,
      tls: () => tlsConfiguration,
      http: testAcceptor(sockets),
      observer: (event) => events.add(event),
      ...options,
    });
    return new TestEntryPoint(started, events, sockets);
  }

  private constructor(started: TcpEntryPoint, events: Events, http: Set<Socket>) {
    this.#started = started;
    this.#events = events;
    this.#http = http;
  }

  get point(): TcpEntryPoint {
    return this.#started;
  }

  get port(): number {
    return this.#started.address.port;
  }

  /** Events in the order they came; each is handed out once. */
  nextEvent(): Promise<TcpEvent> {
    return this.#events.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#http) socket.destroy();
    await this.#started.close(0);
  }
}

function testAcceptor(sockets: Set<Socket>): HttpAcceptor {
  return {
    accept: (socket, tls, peer) => void answer(socket, tls, peer, sockets),
    acceptChannel(channel, peer, bytes, start, end) {
      const first = Buffer.from(bytes.subarray(start, end));
      channel.release();
      channel.socket.unshift(first);
      void answer(channel.socket, undefined, peer, sockets);
    },
  };
}

async function answer(
  socket: Socket | TLSSocket,
  tls: { readonly optionsName: string; readonly serverName: string } | undefined,
  { address }: Peer,
  sockets: Set<Socket>,
): Promise<void> {
  sockets.add(socket);
  const [first] = await Promise.all([once(socket, 'data'), socket.resume()]);
  const from = address === '127.0.0.1' ? '' : ` from ${address}`;
  socket.end(`${tls ? `https:${tls.optionsName}:${tls.serverName}` : 'http'}${from} ${String(first[0])}`);
}

class Events {
  readonly #ready: TcpEvent[] = [];
  readonly #waiting: ((event: TcpEvent) => void)[] = [];

  add(event: EngineEvent): void {
    if (event.kind !== 'tcp') return;
    const waiter = this.#waiting.shift();
    if (waiter) waiter(event);
    else this.#ready.push(event);
  }

  next(): Promise<TcpEvent> {
    const event = this.#ready.shift();
    return event ? Promise.resolve(event) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
