import { isObject } from './json.ts';

/** The items that are in the other list as well, by value or by the value of the key, and those that are not. */
export function splitBy(
  items: readonly unknown[],
  others: readonly unknown[],
  key?: string,
): { inside: unknown[]; outside: unknown[] } {
  const identities = new Set(others.map((item) => identityOf(item, key)));
  return {
    inside: items.filter((item) => identities.has(identityOf(item, key))),
    outside: items.filter((item) => !identities.has(identityOf(item, key))),
  };
}

/**
 * Joins the two halves of a merged list as Kubernetes does (design proposal "Preserve order in strategic merge patch"):
 * the inner ones in the order asked for, the others in the order that they had; an outer item goes before the next inner
 * one if it was before it, as far as that is known.
 */
export function orderLike(
  inside: readonly unknown[],
  outside: readonly unknown[],
  asked: readonly unknown[],
  before: readonly unknown[],
  key?: string,
): unknown[] {
  const places = placesOf(before, key);
  const placeOf = (item: unknown) => places.get(identityOf(item, key));
  const inner = sorted(inside, placesOf(asked, key), key);
  const outer = sorted(outside, places, key);
  const joined: unknown[] = [];
  let next = 0;
  for (const item of inner) {
    const place = placeOf(item);
    for (; next < outer.length; next += 1) {
      const other = placeOf(outer[next]);
      if (place === undefined || other === undefined || other >= place) break;
      joined.push(outer[next]);
    }
    joined.push(item);
  }
  return [...joined, ...outer.slice(next)];
}

function sorted(items: readonly unknown[], places: ReadonlyMap<unknown, number>, key?: string): unknown[] {
  const placeOf = (item: unknown) => places.get(identityOf(item, key)) ?? places.size;
  return [...items].sort((left, right) => placeOf(left) - placeOf(right));
}

/** Where each item is first. */
function placesOf(items: readonly unknown[], key?: string): ReadonlyMap<unknown, number> {
  const places = new Map<unknown, number>();
  for (const [place, item] of items.entries()) {
    const identity = identityOf(item, key);
    if (!places.has(identity)) places.set(identity, place);
  }
  return places;
}

function identityOf(item: unknown, key: string | undefined): unknown {
  return key !== undefined && isObject(item) ? item[key] : item;
}
