/** What decides when a route is asked. */
export interface Ordered {
  readonly name: string;
  readonly priority: number;
  /** Among routes of equal priority the smaller comes first; absent: 0. */
  readonly precedence?: number;
}

/**
 * The order in which routes are tried: higher priority first; among equals by precedence (Traefik:
 * `providers.precedence`), then by name, where Traefik leaves the order open. Total: names are unique.
 */
export function byOrder(a: Ordered, b: Ordered): number {
  return (
    b.priority - a.priority ||
    (a.precedence ?? 0) - (b.precedence ?? 0) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

/** More changes than this are sorted in; each of fewer is put into its place. */
const MANY_CHANGES = 64;

/** A sorted list without some of its items and with some others. */
export function changedOrder<T extends Ordered>(
  sorted: readonly T[],
  removed: readonly T[],
  added: readonly T[],
): T[] {
  if (removed.length + added.length > MANY_CHANGES) {
    const gone = new Set(removed);
    return [...sorted.filter((item) => !gone.has(item)), ...added].sort(byOrder);
  }
  const changed = [...sorted];
  for (const item of removed) {
    const place = placeOf(changed, item);
    if (changed[place] === item) changed.splice(place, 1);
  }
  for (const item of added) changed.splice(placeOf(changed, item), 0, item);
  return changed;
}

/** Before how many items of a sorted list `item` does not come. */
function placeOf<T extends Ordered>(sorted: readonly T[], item: T): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted[middle];
    if (other !== undefined && byOrder(other, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
