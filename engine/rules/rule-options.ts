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

const TRAEFIK_3 = 300;

/**
 * Whether the rule is one of Traefik 2, which answers with 405, not 404, what only the method keeps from a router, and
 * compares paths that are decoded as a whole.
 */
export function isTraefik2({ syntax, version = TRAEFIK_3 }: RuleOptions): boolean {
  return syntax === 'v2' && version < TRAEFIK_3;
}
