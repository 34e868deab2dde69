import type { ListedRequest } from '../requests/request.ts';
import { CHANGES, type Change, type Difference } from './compare.ts';
import type { RequestChange } from './compare-stories.ts';
import type { RouterName } from './outcome.ts';

/** Requests, each different one counted once and as often as it was made. */
export interface Tally {
  readonly distinct: number;
  readonly total: number;
}

/** Requests that fare differently in the same way. */
export interface ChangeGroup extends Tally {
  /** The gravest of the differences. */
  readonly change: Change;
  readonly entryPoints: readonly string[];
  readonly before?: RouterName;
  readonly after?: RouterName;
  /** Of the first of the requests, if it hangs on the request. */
  readonly differences: readonly Difference[];
  /** The most frequent ones. */
  readonly examples: readonly ListedRequest[];
}

/** What a change of manifests does to requests. */
export interface Review {
  readonly all: Tally;
  readonly unchanged: Tally;
  readonly changes: Readonly<Record<Change, Tally>>;
  /** The gravest first, of those the most frequent. */
  readonly groups: readonly ChangeGroup[];
  /** Routers that took over from others of another name without a difference. */
  readonly renamed: readonly { readonly before: string; readonly after: string }[];
}

/** How many requests of a group are kept. */
const EXAMPLES = 5;

interface Counter {
  distinct: number;
  total: number;
}

interface Group extends Counter {
  /** Of the most frequent request. */
  first: RequestChange;
  readonly examples: ListedRequest[];
}

/** Collects what becomes of requests, one after the other. */
export class ReviewCollector {
  readonly #all = zero();
  readonly #unchanged = zero();
  readonly #changes = Object.fromEntries(CHANGES.map((change) => [change, zero()])) as Record<
    Change,
    Counter
  >;
  readonly #groups = new Map<string, Group>();
  readonly #renamed = new Map<string, { before: string; after: string }>();

  add(request: ListedRequest, changes: readonly RequestChange[]): void {
    count(this.#all, request);
    if (changes.length === 0) count(this.#unchanged, request);
    const kinds = new Set(changes.flatMap(({ differences }) => differences.map(({ change }) => change)));
    for (const kind of kinds) count(this.#changes[kind], request);
    for (const change of changes) {
      const key = groupKey(change);
      const group = this.#groups.get(key) ?? { ...zero(), first: change, examples: [] };
      this.#groups.set(key, group);
      count(group, request);
      keep(group.examples, request);
      if (group.examples[0] === request) group.first = change;
    }
  }

  renamed(before: string, after: string): void {
    this.#renamed.set(`${before} ${after}`, { before, after });
  }

  get review(): Review {
    const groups = Array.from(this.#groups.values(), toGroup);
    return {
      all: this.#all,
      unchanged: this.#unchanged,
      changes: this.#changes,
      groups: groups.sort(
        (one, other) =>
          CHANGES.indexOf(one.change) - CHANGES.indexOf(other.change) || other.total - one.total,
      ),
      renamed: [...this.#renamed.values()],
    };
  }
}

function toGroup({ distinct, total, first, examples }: Group): ChangeGroup {
  const { entryPoints, before, after, differences } = first;
  return {
    change: CHANGES.find((one) => differences.some(({ change }) => change === one)) ?? 'routed',
    distinct,
    total,
    entryPoints,
    ...(before.router === undefined ? {} : { before: before.router }),
    ...(after.router === undefined ? {} : { after: after.router }),
    differences,
    examples,
  };
}

/** Whether what differs is the request's own, so that it is another for each. */
export function hangsOnRequest({ subject, before, after }: Difference): boolean {
  return (
    /^(path|host|method|[^ ]+ header)$/.test(subject) || (subject === 'answer' && / to /.test(before + after))
  );
}

function groupKey({ entryPoints, before, after, differences }: RequestChange): string {
  const told = differences.map((difference) =>
    hangsOnRequest(difference) ? [difference.change, difference.subject] : Object.values(difference),
  );
  return JSON.stringify([entryPoints, before.router?.name, after.router?.name, told]);
}

function zero(): Counter {
  return { distinct: 0, total: 0 };
}

function count(counter: Counter, { count }: ListedRequest): void {
  counter.distinct += 1;
  counter.total += count;
}

function keep(examples: ListedRequest[], request: ListedRequest): void {
  const place = examples.findIndex(({ count }) => count < request.count);
  if (place >= 0) examples.splice(place, 0, request);
  else if (examples.length < EXAMPLES) examples.push(request);
  if (examples.length > EXAMPLES) examples.pop();
}
