import { type Configuration, formatReference, type SourcePosition } from '../../../engine/core.ts';
import type { Rival } from './surveyed-tables.ts';

type Values<M> = M extends ReadonlyMap<string, infer V> ? V : never;

/** A router that takes requests or connections by a rule. */
export type Router = Values<Configuration['http']['routers']> | Values<Configuration['tcp']['routers']>;

/** How much of a rule is shown. */
const LONGEST_RULE = 80;

/** The routers of a configuration, in words. */
export class KnownRouters {
  readonly #configuration: Configuration;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** Undefined for the engine's own pages. */
  find({ protocol, router }: Pick<Rival, 'protocol' | 'router'>): Router | undefined {
    return this.#configuration[protocol].routers.get(router);
  }

  /** ``Host(`a.test`) of IngressRoute default/a (a.yaml:12)`` */
  describe(rival: Rival): string {
    const router = this.find(rival);
    if (!router) return `router ${rival.router}`;
    const { rule, resource, name } = router;
    const shown = rule.length > LONGEST_RULE ? `${rule.slice(0, LONGEST_RULE)}…` : rule;
    const isNamed = resource === undefined || resource.kind === 'DynamicConfiguration';
    const owner = isNamed ? `router ${name}` : formatReference(resource);
    const position = rulePosition(router);
    return `${shown} of ${owner}${position ? ` (${position.file}:${position.line})` : ''}`;
  }

  /** Why a rival comes first, to end a sentence with. */
  reason(rival: Rival, loser: Router, { protocol, priority }: Rival): string {
    if (rival.protocol !== protocol) return 'TCP routers come before HTTP routers';
    const winner = this.find(rival);
    if (!winner) return "the proxy's own pages come first";
    if (rival.priority === priority) {
      return `both have priority ${priority} and it comes first by the order of providers and names`;
    }
    if (winner.resource === undefined && rival.priority >= 2 ** 63)
      return "the proxy's own routers come first";
    const above = `priority ${rival.priority} is above ${priority}`;
    if (winner.priority !== 0) return `its ${above}`;
    if (loser.priority !== 0) return `its ${above}, which is written here`;
    return `its rule is longer: ${above}`;
  }
}

/** Where a router's rule is written. */
export function rulePosition(router: Router): SourcePosition | undefined {
  const field = router.resource?.kind === 'DynamicConfiguration' ? 'rule' : 'match';
  return router.origin?.position([...router.path, field]);
}
