import type { Configuration, Diagnostic, FindingCode } from '../../../engine/core.ts';
import { connectionText, requestText } from '../reachability/example-request.ts';
import { type Rival, type Standing, standings } from '../reachability/surveyed-tables.ts';
import type { CheckRule } from '../rule.ts';

type HttpRouter = Configuration['http']['routers'] extends ReadonlyMap<string, infer R> ? R : never;
type TcpRouter = Configuration['tcp']['routers'] extends ReadonlyMap<string, infer R> ? R : never;
type Router = HttpRouter | TcpRouter;

/** What the routers of a configuration say of themselves, and what their tables say of them. */
class Routers {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Undefined for the engine's own pages. */
  find({ protocol, router }: Pick<Rival, 'protocol' | 'router'>): Router | undefined {
    return this.#configuration[protocol].routers.get(router);
  }

  /** `router a@file (dynamic.yml:3)` */
  describe(rival: Rival): string {
    const position = positionOf(this.find(rival));
    return `router ${rival.router}${position ? ` (${position.file}:${position.line})` : ''}`;
  }

  /** Why a rival comes first. */
  reason(
    rival: Rival,
    loser: { readonly protocol: string; readonly priority: number; readonly router: Router },
  ): string {
    if (rival.protocol !== loser.protocol) return 'TCP routers come before HTTP routers';
    const winner = this.find(rival);
    if (!winner) return "the proxy's own pages come first";
    if (rival.priority === loser.priority) {
      return `both have priority ${rival.priority} and only the order of their names decides`;
    }
    const above = `priority ${rival.priority} is above ${loser.priority}`;
    if (winner.priority !== 0) return `its ${above}`;
    if (loser.router.priority !== 0) return `its ${above}, which is written here`;
    return `its rule is longer: ${above}`;
  }
}

/** Routers that never get a request, and those that get theirs by the order of names only. */
export const reachability: CheckRule = function* ({ configurator }) {
  const routers = new Routers(configurator.configuration);
  const byRouter = new Map<Router, (Standing & { readonly protocol: 'http' | 'tcp' })[]>();
  for (const standing of standings(configurator.snapshot)) {
    const router = routers.find(standing);
    if (!router) continue;
    const others = byRouter.get(router);
    if (others) others.push(standing);
    else byRouter.set(router, [standing]);
  }
  for (const [router, its] of byRouter) {
    const [first] = its;
    if (first?.shadowedBy && its.every(({ shadowedBy }) => shadowedBy !== undefined)) {
      yield unreachable(routers, router, { ...first, shadowedBy: first.shadowedBy });
      continue;
    }
    const tied = its.find(({ tie }) => tie !== undefined);
    if (tied?.tie) yield tie(routers, router, { ...tied, tie: tied.tie });
  }
};

function unreachable(
  routers: Routers,
  router: Router,
  {
    protocol,
    priority,
    shadowedBy,
  }: Standing & Required<Pick<Standing, 'shadowedBy'>> & { readonly protocol: string },
): Diagnostic {
  const thing = protocol === 'tcp' ? 'connection' : 'request';
  const [first, second, ...others] = shadowedBy;
  if (!first) {
    const message = `router ${router.name} never gets a ${thing}: none can satisfy its rule`;
    const advice = 'Conditions that && joins must be able to hold at once: write || between alternatives';
    return finding('router-unreachable', router, message, advice);
  }
  if (second) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const those = `${routers.describe(first)}, ${routers.describe(second)}${more}`;
    const message = `router ${router.name} never gets a ${thing}: together ${those} take all that it could get, and come first`;
    const highest = Math.max(...shadowedBy.map((rival) => rival.priority));
    return finding('router-unreachable', router, message, adviceOf(highest));
  }
  const why = routers.reason(first, { protocol, priority, router });
  const message = `router ${router.name} never gets a ${thing}: ${routers.describe(first)} takes all that it could get, as ${why}`;
  if (first.protocol !== protocol) {
    return finding('router-unreachable', router, message, 'Give the TCP router an entry point of its own');
  }
  return finding('router-unreachable', router, message, adviceOf(first.priority));
}

/** The highest priority of users is a number of which JavaScript does not know the last digits. */
function adviceOf(priority: number): string {
  return priority > Number.MAX_SAFE_INTEGER
    ? 'Ask for other requests: nothing comes before that router'
    : `Give it a priority above ${priority}, or let the other rule ask for less`;
}

function tie(
  routers: Routers,
  router: Router,
  { protocol, priority, tie }: Standing & Required<Pick<Standing, 'tie'>> & { readonly protocol: string },
): Diagnostic {
  const example =
    protocol === 'tcp' ? connectionText(tie.model) : requestText(tie.model, router.tls !== undefined);
  const message = `router ${router.name} and ${routers.describe(tie.winner)} both take ${example}: with priority ${priority} both, only the order of their names lets the other win`;
  const advice = `Write the priority of one of them: ${priority + 1} or more for the one that is to win`;
  return finding('router-tie', router, message, advice);
}

function finding(code: FindingCode, router: Router, message: string, advice: string): Diagnostic {
  const position = positionOf(router);
  return {
    severity: 'warning',
    code,
    message,
    advice,
    ...(router.resource === undefined ? {} : { resource: router.resource }),
    ...(position === undefined ? {} : { position }),
  };
}

/** Of its rule. */
function positionOf(router: Router | undefined): Diagnostic['position'] {
  const field = router?.resource?.kind === 'DynamicConfiguration' ? 'rule' : 'match';
  return router?.origin?.position([...router.path, field]);
}
