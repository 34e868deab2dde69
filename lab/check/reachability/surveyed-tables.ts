import type { Configurator, EntryPointRoutes, HttpTable, HttpTarget } from '../../../engine/core.ts';
import {
  type Contest,
  httpContest,
  type Model,
  survey,
  type Taker,
  tcpContest,
} from '../../../engine/reachability/index.ts';
import { isRealConnection, isRealRequest } from './example-request.ts';

type Protocol = 'http' | 'tcp';

/** A router with the priority that counts. */
export interface Rival {
  readonly protocol: Protocol;
  readonly router: string;
  readonly priority: number;
}

/** A router in one table: that of an entry point, or that behind a router. */
export interface Standing extends Rival {
  /** Absent: it gets something, or that cannot be told. Empty: its rule never holds. */
  readonly shadowedBy?: readonly Rival[];
  readonly tie?: TieStanding;
}

/** Who wins by name only, and what. */
export interface TieStanding {
  readonly winner: Rival;
  readonly model: Model;
}

const REAL = { isReal: isRealConnection };

/** Every router in force in each table that it stands in. */
export function* standings(snapshot: Configurator['snapshot']): Generator<Standing> {
  for (const routes of snapshot.entryPoints.values()) {
    yield* standingsOf(tcpContest(routes.tcp.plain, false, REAL), rivalOf('tcp'), 'tcp');
    yield* standingsOf(tcpContest(routes.tcp.secure, true, REAL), rivalOf('tcp'), 'tcp');
    yield* httpStandings(routes);
  }
}

function* httpStandings({ http, tcp }: EntryPointRoutes): Generator<Standing> {
  // Without TLS, connections go to TCP routers first.
  const first = tcpContest(tcp.plain, false);
  const before = new Set<Taker>(first.contenders);
  const plain = httpContest(http.plain, {
    isReal: isRealRequest,
    takerBefore: ({ clientIp }) => first.takerOf({ sni: '', alpn: [], clientIp }),
  });
  yield* standingsOf(plain, (taker) => rivalOf(before.has(taker) ? 'tcp' : 'http')(taker), 'http');
  for (const table of [http.secure, ...childTables([http.plain, http.secure])]) {
    yield* standingsOf(httpContest(table, { isReal: isRealRequest }), rivalOf('http'), 'http');
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
  contest: Contest<F>,
  rival: (taker: Taker) => Rival,
  protocol: Protocol,
): Generator<Standing> {
  const { shadowed, ties } = survey(contest);
  const lost = new Map(ties.map((tie) => [tie.loser, tie]));
  for (const contender of contest.contenders) {
    const { name: router, priority } = contender;
    const by = shadowed.get(contender);
    const tie = lost.get(contender);
    const winner = tie && rival(tie.winner);
    yield {
      protocol,
      router,
      priority,
      ...(by && { shadowedBy: by.map(rival) }),
      ...(tie && winner && { tie: { winner, model: tie.model } }),
    };
  }
}

function rivalOf(protocol: Protocol): (taker: Taker) => Rival {
  return ({ name: router, priority }) => ({ protocol, router, priority });
}
