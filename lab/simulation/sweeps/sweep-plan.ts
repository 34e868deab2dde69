import type { Arrivals, Change, SimulationPlan, TrafficSource } from '../plan.ts';
import { SweepError, type SweepRange } from './sweep.ts';

/**
 * The range with the name that it is of. A weight or a number of replicas without one is of what the plan changes the
 * weight or the replicas of, else of its last backend: a canary is written after what it is to replace.
 *
 * @throws SweepError if the plan has none
 */
export function namedRange(range: SweepRange, plan: SimulationPlan): SweepRange {
  const { parameter, of } = range;
  if (of !== undefined || (parameter !== 'weight' && parameter !== 'mirror' && parameter !== 'replicas'))
    return range;
  const changed = plan.changes.flatMap(({ change }) => targetOf(change, parameter));
  const found = changed.at(-1) ?? plan.backends.at(-1)?.workload;
  if (found === undefined) {
    throw new SweepError(`whose ${parameter} is meant? Write ${parameter}:appv2=${range.values.join(',')}`);
  }
  return { ...range, of: found };
}

/**
 * The plan with the parameter at a value. Where the plan changes a weight or a number of replicas, it changes it to this
 * value; else they have it from the beginning. A rate is that of all open loops together, which keep their proportions.
 *
 * @throws SweepError if there is nothing in the plan that could have the value
 */
export function planAt(plan: SimulationPlan, range: SweepRange, value: number): SimulationPlan {
  const { parameter, of = '' } = namedRange(range, plan);
  switch (parameter) {
    case 'weight':
      return withChange(plan, of, 'weight', { kind: 'weight', of, weight: value });
    case 'mirror':
      return withChange(plan, of, 'mirror', { kind: 'mirror', of, percent: value });
    case 'replicas':
      return withChange(plan, of, 'replicas', { kind: 'scale', workload: of, replicas: value });
    case 'rate':
      return withRate(plan, value);
    case 'clients':
      return withClients(plan, value);
    case 'engines':
      return { ...plan, engines: value };
    case 'seed':
      return { ...plan, seed: value };
  }
}

function targetOf(change: Change, parameter: 'weight' | 'mirror' | 'replicas'): string[] {
  if (parameter !== 'replicas') return change.kind === parameter ? [change.of] : [];
  return change.kind === 'scale' ? [change.workload] : [];
}

function withChange(
  plan: SimulationPlan,
  of: string,
  parameter: 'weight' | 'mirror' | 'replicas',
  change: Change,
): SimulationPlan {
  const isSame = (other: Change): boolean => targetOf(other, parameter).includes(of);
  if (!plan.changes.some((scheduled) => isSame(scheduled.change))) {
    return { ...plan, changes: [{ atMs: 0, change }, ...plan.changes] };
  }
  return {
    ...plan,
    changes: plan.changes.map((scheduled) =>
      isSame(scheduled.change) ? { ...scheduled, change } : scheduled,
    ),
  };
}

function withRate(plan: SimulationPlan, perSecond: number): SimulationPlan {
  const before = plan.sources.reduce((total, { arrivals }) => total + rateOf(arrivals), 0);
  if (before === 0) {
    throw new SweepError(
      'the plan has no open loop whose rate could be swept: a closed loop has clients=1..64, an access log its own times',
    );
  }
  const factor = perSecond / before;
  return { ...plan, sources: plan.sources.map((source) => faster(source, factor)) };
}

function rateOf(arrivals: Arrivals): number {
  return 'perSecond' in arrivals ? arrivals.perSecond : 0;
}

function faster(source: TrafficSource, factor: number): TrafficSource {
  const { arrivals } = source;
  if (!('perSecond' in arrivals)) return source;
  const perSecond = arrivals.perSecond * factor;
  if (arrivals.kind !== 'diurnal') return { ...source, arrivals: { ...arrivals, perSecond } };
  const peakPerSecond = arrivals.peakPerSecond * factor;
  return { ...source, arrivals: { ...arrivals, perSecond, peakPerSecond } };
}

function withClients(plan: SimulationPlan, clients: number): SimulationPlan {
  if (!plan.sources.some(({ arrivals }) => arrivals.kind === 'closed')) {
    throw new SweepError(
      'the plan has no closed loop whose clients could be swept: an open loop has rate=100..2000:100',
    );
  }
  return {
    ...plan,
    sources: plan.sources.map((source) =>
      source.arrivals.kind === 'closed'
        ? {
            ...source,
            arrivals: { ...source.arrivals, clients },
            population: { ...source.population, clients },
          }
        : source,
    ),
  };
}
