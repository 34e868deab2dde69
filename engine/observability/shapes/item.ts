import type { Element } from '../../configuration/model.ts';

/**
 * One router, service or middleware as the API's lists show it. Fields that are empty are left out
 * (Traefik: operations/api).
 */
export interface Item {
  /** Qualified: `shop@kubernetescrd`. */
  readonly name: string;
  /** What stands behind the `@`. */
  readonly provider: string;
  /** Services and middlewares: their kind in lower case. */
  readonly type?: string;
  readonly status: Element['status'];
  readonly error?: readonly string[];
}

/** What every item shows of its element. */
export function itemOf(element: Pick<Element, 'name' | 'status' | 'errors'>): Item {
  const { name, status, errors } = element;
  return { ...listed('error', errors), status, name, provider: providerOf(name) };
}

/** `{ [field]: values }`, or nothing if there are none. */
export function listed<F extends string>(
  field: F,
  values: readonly string[],
): { [K in F]?: readonly string[] };
export function listed(field: string, values: readonly string[]): Record<string, readonly string[]> {
  return values.length === 0 ? {} : { [field]: values };
}

function providerOf(name: string): string {
  return name.slice(name.indexOf('@') + 1);
}

/** How a reference is written: without the provider if the element that refers is of the same one. */
export function referenceFrom(referrer: string, name: string): string {
  const provider = providerOf(referrer);
  if (provider === 'internal' || !name.endsWith(`@${provider}`)) return name;
  return name.slice(0, -provider.length - 1);
}

/** The same item as `/api/rawdata` shows it: there the name is the key. */
export function withoutIdentity(item: Item): object {
  const { name: _name, provider: _provider, type: _type, ...rest } = item;
  return rest;
}
