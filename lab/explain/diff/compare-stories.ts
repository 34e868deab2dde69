import { compareOutcomes, type Difference } from './compare.ts';
import type { Outcome } from './outcome.ts';

/** How a request fares differently, at some entry points. */
export interface RequestChange {
  readonly entryPoints: readonly string[];
  readonly before: Outcome;
  readonly after: Outcome;
  readonly differences: readonly Difference[];
}

/**
 * Compares what becomes of one request at all entry points that could take it. A request that comes in elsewhere than it
 * did is not lost: that is a difference of its own.
 */
export function compareStories(before: readonly Outcome[], after: readonly Outcome[]): RequestChange[] {
  const [were, are] = [taken(before), taken(after)];
  const entryPoints = [...new Set([...before, ...after].map(({ entryPoint }) => entryPoint))];
  const common = entryPoints.map((name) => [at(name, before), at(name, after)] as const);
  if (were.length === 0 || are.length === 0 || names(were) === names(are)) {
    return common.flatMap(([one, other]) => changeOf(one, other));
  }
  const stayed = common.filter(([one, other]) => were.includes(one) && are.includes(other));
  const [first, ...others] = stayed.length > 0 ? stayed : pairs(were, are).slice(0, 1);
  if (first === undefined) return [];
  const moved: Difference = {
    change: 'secured',
    subject: 'entry points',
    before: names(were),
    after: names(are),
  };
  const differences = [moved, ...compareOutcomes(...first)];
  return [{ ...both(...first), differences }, ...others.flatMap(([one, other]) => changeOf(one, other))];
}

/** An entry point that is not there takes nothing; nor does one that refuses the request. */
function at(name: string, outcomes: readonly Outcome[]): Outcome {
  const found = outcomes.find(({ entryPoint }) => entryPoint === name);
  return found ?? { entryPoint: name, state: 'refused', middlewares: [] };
}

function pairs(before: readonly Outcome[], after: readonly Outcome[]): (readonly [Outcome, Outcome])[] {
  return before.flatMap((one) => after.map((other) => [one, other] as const));
}

function taken(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ state }) => state !== 'refused');
}

function names(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ entryPoint }) => entryPoint)
    .sort()
    .join(', ');
}

function changeOf(before: Outcome, after: Outcome): RequestChange[] {
  const differences = compareOutcomes(before, after);
  return differences.length === 0 ? [] : [{ ...both(before, after), differences }];
}

function both(before: Outcome, after: Outcome) {
  return { entryPoints: [...new Set([before.entryPoint, after.entryPoint])], before, after };
}
