/** The syntax of a rule: that of Traefik 3, or that of Traefik 2 (Traefik: `ruleSyntax`). */
export type RuleSyntax = 'v2' | 'v3';

/** How a rule is to be read. */
export interface RuleOptions {
  /** Default: v3. */
  readonly syntax?: RuleSyntax;
  /** The release that is imitated: 211 for 2.11, 307 for 3.7. Default: the newest. */
  readonly version?: number;
}

/** The release from which `*` stands for a label or for everything in Host, and for a label in HostSNI. */
const WILDCARDS = 307;

/** Whether a value that begins with `*` is a wildcard; if not, it is a name like others. */
export function hasWildcards({ version = WILDCARDS }: RuleOptions): boolean {
  return version >= WILDCARDS;
}

/** The release before which a request that only the method keeps from a router is answered with 405, not 404. */
const METHODS_ARE_RULES_LIKE_OTHERS = 300;

/** Whether a request that fits but for its method is refused for it (Traefik 2.11). */
export function refusesMethods({ version = WILDCARDS }: RuleOptions): boolean {
  return version < METHODS_ARE_RULES_LIKE_OTHERS;
}
