import type { Diagnostic, FindingCode } from '../../../engine/core.ts';
import { connectionText, requestText } from '../reachability/example-request.ts';
import { KnownRouters, type Router, rulePosition } from '../reachability/known-routers.ts';
import { type Rival, type Standing, standings, type TieStanding } from '../reachability/surveyed-tables.ts';
import type { CheckRule } from '../rule.ts';

/** Routers that never get a request, and those that lose requests by the order of names only. */
export const reachability: CheckRule = function* ({ configurator }) {
  const known = new KnownRouters(configurator.configuration);
  const byRouter = new Map<string, { readonly router: Router; readonly standings: Standing[] }>();
  for (const standing of standings(configurator.snapshot)) {
    const router = known.find(standing);
    if (!router) continue;
    // What entry points made several of is one router to who wrote it.
    const name = `${standing.protocol} ${('written' in router ? router.written?.name : undefined) ?? router.name}`;
    const others = byRouter.get(name);
    if (others) others.standings.push(standing);
    else byRouter.set(name, { router, standings: [standing] });
  }
  for (const { router, standings } of byRouter.values()) {
    // Where the lowest priority is in the way something can be done.
    const [beaten] = standings
      .filter(({ shadowedBy }) => shadowedBy !== undefined)
      .toSorted((one, other) => highestRival(one) - highestRival(other));
    if (beaten?.shadowedBy && standings.every(({ shadowedBy }) => shadowedBy !== undefined)) {
      yield shadowedFinding(known, known.find(beaten) ?? router, beaten, beaten.shadowedBy);
      continue;
    }
    const tied = standings.find(({ tie }) => tie !== undefined);
    if (tied?.tie) yield tieFinding(known, known.find(tied) ?? router, tied, tied.tie);
  }
};

function highestRival({ shadowedBy = [] }: Standing): number {
  return Math.max(...shadowedBy.map(({ priority }) => priority));
}

const WITHOUT_TLS =
  'without `tls` a connection has neither a server name nor protocols: add it, or ask for HostSNI(`*`)';

const ALTERNATIVES =
  'what && joins must hold at once, and a request has one host, one path and one method: write || between alternatives';

function isTcp({ protocol }: Rival): boolean {
  return protocol === 'tcp';
}

function shadowedFinding(
  known: KnownRouters,
  router: Router,
  standing: Standing,
  rivals: readonly Rival[],
): Diagnostic {
  const nothing = `this router never gets a ${isTcp(standing) ? 'connection' : 'request'}`;
  const [first, second, ...others] = rivals;
  if (!first) {
    return finding('rule-never-matches', router, `${nothing}: there is none for which its rule holds`, {
      advice: isTcp(standing) && !router.tls ? WITHOUT_TLS : ALTERNATIVES,
    });
  }
  if (second) {
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const those = `${known.describe(first)} and ${known.describe(second)}${more}`;
    const highest = Math.max(...rivals.map(({ priority }) => priority));
    return finding('router-shadowed', router, `${nothing}: ${those} come first and take all of them`, {
      advice: adviceFor(highest, router),
    });
  }
  const why = known.reason(first, router, standing);
  const message = `${nothing}: ${known.describe(first)} takes all of them, as ${why}`;
  const isOther = first.protocol !== standing.protocol;
  const advice = isOther
    ? 'give the TCP router an entry point of its own'
    : adviceFor(first.priority, router);
  return finding('router-shadowed', router, message, { advice });
}

/** @param priority of the router in the way; above those of users, numbers are not exact and nothing comes first */
function adviceFor(priority: number, { resource }: Router): string {
  if (priority > Number.MAX_SAFE_INTEGER) {
    return 'ask for other requests, or name another entry point: no priority is above that one';
  }
  const raise =
    resource?.kind === 'Ingress' ? raiseIngress(priority) : `give this router a priority above ${priority}`;
  return `${raise}, or let the other take less; if it is not needed, remove it`;
}

/** All paths of an Ingress have the priority that it names. */
function raiseIngress(priority: number): string {
  return `write it as an Ingress of its own with the annotation traefik.ingress.kubernetes.io/router.priority: "${priority + 1}"`;
}

function tieFinding(known: KnownRouters, router: Router, standing: Standing, tie: TieStanding): Diagnostic {
  const { priority } = standing;
  const example = isTcp(standing)
    ? connectionText(tie.model)
    : requestText(tie.model, router.tls !== undefined);
  const winner = known.describe(tie.winner);
  const message = `${example} is for this router and for ${winner}: both have priority ${priority}, so the order of their names decides, here for the other`;
  return finding('router-tie', router, message, {
    advice:
      router.resource?.kind === 'Ingress'
        ? `if this one is to win, ${raiseIngress(priority)}`
        : `write a priority for the one that is to win, such as ${priority + 1}`,
  });
}

function finding(
  code: FindingCode,
  router: Router,
  message: string,
  { advice }: { readonly advice: string },
): Diagnostic {
  const position = rulePosition(router);
  return {
    severity: 'warning',
    code,
    message,
    advice,
    ...(router.resource === undefined ? {} : { resource: router.resource }),
    ...(position === undefined ? {} : { position }),
  };
}
