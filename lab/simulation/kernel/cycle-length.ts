import type { Configuration } from '../../../engine/core.ts';

/** Longer ones are not looked for. */
const LONGEST_CYCLE = 65_536;

/**
 * After how many choices by turns a service may have chosen everything as often as its weights say, and begin anew;
 * Infinity if that is too long. Only a length to look at: whether it does is for the engine to show.
 */
export function cycleLength(services: Configuration['http']['services'], name: string): number {
  const length = lengthOf(services, name);
  return length <= LONGEST_CYCLE ? length : Number.POSITIVE_INFINITY;
}

function lengthOf(services: Configuration['http']['services'], name: string): number {
  const service = services.get(name);
  switch (service?.kind) {
    case 'loadBalancer':
      return divided(service.servers.map(({ weight = 1 }) => ({ weight, length: 1 })));
    case 'weighted':
      return divided(
        service.services.map((child) => ({ weight: child.weight, length: lengthOf(services, child.name) })),
      );
    case 'mirroring':
      // Each mirror gets so many of a hundred.
      return leastCommonMultiple(100, lengthOf(services, service.service));
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Each child has its share of a round, and needs so many rounds until it is through itself. */
function divided(children: readonly { readonly weight: number; readonly length: number }[]): number {
  const open = children.filter(({ weight }) => weight > 0);
  const unit = open.reduce((divisor, { weight }) => greatestCommonDivisor(divisor, weight), 0);
  let round = 0;
  let rounds = 1;
  for (const { weight, length } of open) {
    const share = weight / unit;
    round += share;
    rounds = leastCommonMultiple(rounds, length / greatestCommonDivisor(length, share));
  }
  return open.length === 0 ? 1 : round * rounds;
}

function leastCommonMultiple(a: number, b: number): number {
  const multiple = (a / greatestCommonDivisor(a, b)) * b;
  return multiple <= LONGEST_CYCLE ? multiple : Number.POSITIVE_INFINITY;
}

/** Infinity has no divisor but itself. */
function greatestCommonDivisor(a: number, b: number): number {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return 1;
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
