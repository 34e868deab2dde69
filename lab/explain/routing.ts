import { type Asked, type MatcherReason, rulePosition } from '../../engine/core.ts';
import { withoutQuotes } from './heads.ts';
import { priorityText } from './priority.ts';
import { type Explainable, placed } from './scene.ts';
import type { Candidate, MatcherStory, RoutingStory } from './story.ts';

/** Routers that do not hold are shown up to this number. */
const MOST_LOSERS = 20;

/** A rule may name thousands of hosts. */
const MOST_MATCHERS = 40;

/** A rule as far as it is asked here. */
interface AskedRule<F> {
  readonly source: string;
  matches(facts: F): boolean;
  explain(facts: F): string;
  evaluate(facts: F): MatcherReason[];
}

/** A table and what is looked for in it. */
interface Search<F> {
  readonly table: { readonly size: number; candidates(facts: F): readonly Asked<AskedRule<F>>[] };
  readonly facts: F;
  /** What the table chose. */
  readonly route: { readonly name: string } | undefined;
  readonly among: string;
  readonly routers: 'http' | 'tcp';
}

interface Weighed<F> {
  readonly route: Asked<AskedRule<F>>;
  readonly matches: boolean;
  readonly reasons: readonly MatcherReason[];
}

/** Tells which routers of a table were tried, and why the one that it chose was chosen. */
export function routingStory<F>(subject: Explainable, search: Search<F>): RoutingStory {
  const { table, facts, route, among, routers } = search;
  const { configuration } = subject.configurator;
  const weighed = table.candidates(facts).map(
    (candidate): Weighed<F> => ({
      route: candidate,
      matches: candidate.rule.matches(facts),
      reasons: candidate.rule.evaluate(facts),
    }),
  );
  const told = worthTelling(weighed);
  const candidates = told.map(({ route: { name, rule, priority }, matches, reasons }): Candidate => {
    const router = configuration[routers].routers.get(name);
    return {
      router: name,
      ...placed(router && rulePosition(router)),
      rule: rule.source,
      priority,
      priorityFrom: priorityOrigin(router),
      matches,
      reason: withoutQuotes(rule.source, rule.explain(facts)),
      matchers: mostTelling(reasons).map(
        ({ matcher, offset, negated, applies, observed }): MatcherStory => ({
          matcher: `${negated ? '!' : ''}${matcher}`,
          ...placed(router && rulePosition(router, offset)),
          holds: applies !== negated,
          observed: withoutQuotes(matcher, observed),
        }),
      ),
      otherMatchers: Math.max(0, reasons.length - MOST_MATCHERS),
    };
  });
  return {
    among,
    candidates,
    others: table.size - candidates.length,
    ...(route && { router: route.name }),
    why: whyOf(candidates, route?.name, table.size),
  };
}

/** The priority of an Ingress's default backend, which nobody writes. */
const DEFAULT_BACKEND = -(2 ** 31);

function priorityOrigin(router: { readonly priority: number } | undefined): Candidate['priorityFrom'] {
  // Users may write nearly as much; but the difference is none to a double.
  if (router === undefined || router.priority === DEFAULT_BACKEND || router.priority >= 2 ** 63) {
    return 'built in';
  }
  return router.priority === 0 ? 'rule length' : 'written';
}

/** All that hold, and of the others those that come nearest: the host is theirs, and most of what they ask for is there. */
function worthTelling<F>(weighed: readonly Weighed<F>[]): Weighed<F>[] {
  const near = weighed
    .filter(({ matches, reasons }) => !matches && hostMayBeTheirs(reasons))
    .sort((one, other) => missing(one) - missing(other))
    .slice(0, MOST_LOSERS);
  const shown = new Set(near);
  return weighed.filter((one) => one.matches || shown.has(one));
}

/** Of many matchers those that hold, and the first of the others, in the order written. */
function mostTelling(reasons: readonly MatcherReason[]): readonly MatcherReason[] {
  if (reasons.length <= MOST_MATCHERS) return reasons;
  const holding = reasons.filter(({ applies, negated }) => applies !== negated);
  const others = reasons.filter(({ applies, negated }) => applies === negated);
  const told = new Set([...holding, ...others].slice(0, MOST_MATCHERS));
  return reasons.filter((reason) => told.has(reason));
}

function missing({ reasons }: Weighed<unknown>): number {
  return reasons.filter(({ applies, negated }) => applies === negated).length;
}

function hostMayBeTheirs(reasons: readonly MatcherReason[]): boolean {
  const hosts = reasons.filter(({ matcher }) => /^host/i.test(matcher));
  return hosts.length === 0 || hosts.some(({ applies, negated }) => applies !== negated);
}

function whyOf(candidates: readonly Candidate[], winner: string | undefined, size: number): string {
  const holding = candidates.filter(({ matches }) => matches);
  const [first, second] = holding;
  if (winner === undefined || first === undefined) {
    return size === 0 ? 'there is no router' : `none of ${routersText(size)} matches`;
  }
  if (second === undefined) return `${winner} is the only router that matches`;
  const beaten = `${winner} comes first of ${holding.length} routers that match`;
  if (first.priority !== second.priority) {
    return `${beaten}: its priority is ${priorityText(first)}, the next one's, of ${second.router}, ${priorityText(second)}`;
  }
  const sameProvider = providerOf(first.router) === providerOf(second.router);
  return `${beaten}: it has the priority of ${second.router}, ${first.priority}, and ${
    sameProvider
      ? 'its name comes first, where Traefik leaves the order open'
      : 'its provider takes precedence'
  }`;
}

function providerOf(router: string): string {
  return router.slice(router.lastIndexOf('@') + 1);
}

function routersText(count: number): string {
  return count === 1 ? 'one router' : `${count} routers`;
}
