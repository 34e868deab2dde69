/** The highest priority that a user may give a router: 2^63 − 1001. Above it Traefik disables the router. */
export const maximumUserPriority = 9223372036854774807n;

/**
 * The priority of a router that sets none: the length of its rule in UTF-8 bytes, blanks included; −1 for the TCP
 * catch-all. Takes HTTP rules and TCP rules. (Traefik: routing/routers#priority)
 */
export function defaultPriority(rule: { readonly source: string; readonly catchAll?: boolean }): number {
  return rule.catchAll === true ? -1 : Buffer.byteLength(rule.source, 'utf8');
}

/**
 * The priority that routers are ordered by, larger first. 0 and undefined both mean "not set"; negative values
 * are allowed.
 *
 * @param byDefault what `defaultPriority` says of the rule
 */
export function effectivePriority(explicit: number | undefined, byDefault: number): number {
  return explicit === undefined || explicit === 0 ? byDefault : explicit;
}

/**
 * Whether Traefik refuses a user's priority as too high. Numbers this large are not exact: a number above 2^53
 * that stands for the maximum itself may be refused, a bigint is compared exactly.
 */
export function exceedsMaximumPriority(explicit: number | bigint): boolean {
  return explicit > maximumUserPriority;
}
