import type { FieldPath } from '../resources/origin.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { CompileError } from './compile-error.ts';
import type { Strategy } from './model.ts';

/** The release that brought each strategy. RoundRobin is the old name of wrr. */
const STRATEGIES: ReadonlyMap<string, { readonly strategy: Strategy; readonly since: TraefikVersion }> =
  new Map([
    ['', { strategy: 'wrr', since: 0 }],
    ['RoundRobin', { strategy: 'wrr', since: 0 }],
    ['wrr', { strategy: 'wrr', since: 304 }],
    ['p2c', { strategy: 'p2c', since: 304 }],
    ['hrw', { strategy: 'hrw', since: 306 }],
    ['leasttime', { strategy: 'leasttime', since: 306 }],
  ]);

/** @throws CompileError for a strategy that the release does not have */
export function strategyNamed(
  version: TraefikVersion,
  written: string | undefined,
  path: FieldPath,
): Strategy {
  const known = STRATEGIES.get(written ?? '');
  if (known && known.since <= version) return known.strategy;
  const names = [...STRATEGIES].filter(([name, { since }]) => name !== '' && since <= version);
  throw new CompileError(
    'strategy-invalid',
    [...path, 'strategy'],
    `load balancing strategy ${written} is not supported`,
    `write ${names.map(([name]) => name).join(' or ')}`,
  );
}
