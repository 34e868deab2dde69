import {
  type Configurator,
  type Contender,
  type EntryPointRoutes,
  type HttpTable,
  type HttpTarget,
  httpContest,
  type Model,
  survey,
  type Taker,
  tcpContest,
} from '../../../engine/core.ts';
import { isRealRequest } from './example-request.ts';

type Protocol = 'http' | 'tcp';

/** What a router shares with others in one table: that of an entry point, or that behind a router. */
export interface Standing {
  readonly router: string;
  readonly priority: number;
  /** Absent: it gets something, or that cannot be told. Empty: its rule never holds. */
  readonly shadowedBy?: readonly Rival[];
  readonly tie?: { readonly winner: Rival; readonly model: Model };
}

/** A router that comes first. */
export interface Rival {
  readonly protocol: Protocol;
  readonly router: string;
  readonly priority: number;
}

/** Every router in force in each table that it stands in. */
export function* standings(
  snapshot: Configurator['snapshot'],
): Generator<Standing & { readonly protocol: Protocol }> {
  for (const routes of snapshot.entryPoints.values()) {
    yield* tcpStandings(routes);
    yield* httpStandings(routes);
  }
}

function* tcpStandings({ tcp }: EntryPointRoutes): Generator<Standing & { readonly protocol: 'tcp' }> {
  for (const [table, tls] of [[tcp.plain, false] as const, [tcp.secure, true] as const]) {
    const contest = tcpContest(table, tls);
    for (const standing of standingsOf(contest, rivalOf('tcp'))) yield { ...standing, protocol: 'tcp' };
  }
}

function* httpStandings({
  http,
  tcp,
}: EntryPointRoutes): Generator<Standing & { readonly protocol: 'http' }> {
  // Without TLS, connections go to TCP routers first.
  const first = tcpContest(tcp.plain, false);
  const before = new Map<Taker, Rival>(
    first.contenders.map((taker) => [
      taker,
      { protocol: 'tcp', router: taker.name, priority: taker.priority },
    ]),
  );
  const plain = httpContest(http.plain, {
    isReal: isRealRequest,
    takerBefore: ({ clientIp }) => first.takerOf({ sni: '', alpn: [], clientIp }),
  });
  const rival = rivalOf('http');
  for (const standing of standingsOf(plain, (taker) => before.get(taker) ?? rival(taker))) {
    yield { ...standing, protocol: 'http' };
  }
  for (const table of [http.secure, ...childTables([http.plain, http.secure])]) {
    const contest = httpContest(table, { isReal: isRealRequest });
    for (const standing of standingsOf(contest, rival)) yield { ...standing, protocol: 'http' };
  }
}

/** The tables behind the routers of some tables, those behind these, and so on. */
function childTables(tables: readonly HttpTable<HttpTarget>[]): HttpTable<HttpTarget>[] {
  const found = new Map<string, HttpTable<HttpTarget>>();
  const visit = (table: HttpTable<HttpTarget>): void => {
    for (const { name, target } of table.routes) {
      if (target.kind !== 'parent' || found.has(name)) continue;
      found.set(name, target.children);
      visit(target.children);
    }
  };
  tables.forEach(visit);
  return [...found.values()];
}

function* standingsOf<F>(
  contest: Parameters<typeof survey<F>>[0],
  rival: (taker: Taker) => Rival | undefined,
): Generator<Standing> {
  const { shadowed, ties } = survey(contest);
  const lost = new Map(ties.map((tie) => [tie.loser, tie]));
  for (const contender of contest.contenders) {
    const { name: router, priority } = contender;
    const by = shadowed.get(contender);
    const tie = lost.get(contender);
    const winner = tie && rival(tie.winner);
    yield {
      router,
      priority,
      ...(by && { shadowedBy: by.flatMap((taker) => rival(taker) ?? []) }),
      ...(tie && winner && { tie: { winner, model: tie.model } }),
    };
  }
}

function rivalOf(protocol: Protocol): (taker: Taker | Contender<never>) => Rival | undefined {
  return (taker) =>
    'priority' in taker ? { protocol, router: taker.name, priority: taker.priority } : undefined;
}
