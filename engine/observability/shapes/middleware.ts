import type { ConfiguredMiddleware } from '../../configuration/model.ts';
import { type Item, itemOf, listed } from './item.ts';

export interface MiddlewareItem extends Item {
  readonly usedBy?: readonly string[];
  /** The options, under the type as the resource spells it. */
  readonly [type: string]: unknown;
}

/** Stands for a secret. Traefik shows it in clear; what is read here may end in a report. */
const HIDDEN = 'xxxx';

/** The middleware types whose `users` are credentials. */
const WITH_USERS = new Set(['basicAuth', 'digestAuth']);

export function middlewareItem(middleware: ConfiguredMiddleware, usedBy: readonly string[]): MiddlewareItem {
  const { type, options } = middleware;
  return {
    [type]: WITH_USERS.has(type) ? withoutUsers(options) : (options ?? {}),
    ...itemOf(middleware),
    ...listed('usedBy', usedBy),
    type: type.toLowerCase(),
  };
}

function withoutUsers(options: unknown): object {
  if (typeof options !== 'object' || options === null) return {};
  if (!('users' in options)) return options;
  const { users } = options;
  return { ...options, users: Array.isArray(users) ? users.map(() => HIDDEN) : HIDDEN };
}
