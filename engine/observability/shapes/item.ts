import type { Element } from '../../configuration/model.ts';
import { providerOf } from '../../configuration/names.ts';

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

/** The same item as `/api/rawdata` shows it: there the name is the key. */
export function withoutIdentity(item: Item): object {
  const { name: _name, provider: _provider, type: _type, ...rest } = item;
  return rest;
}
