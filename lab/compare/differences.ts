import { runLengths, tally } from '../report/distribution.ts';
import type { Seen } from './seen.ts';

/** What can differ. */
type Aspect = 'status' | 'headers' | 'body' | 'backends' | 'mirrors';

/** One way in which two sides differ about a request. */
export interface Difference {
  readonly aspect: Aspect;
  /** What is meant, for headers: the name. */
  readonly about?: string;
  readonly one: string;
  readonly other: string;
}

/** What one side made of a request that was sent several times, in order of sending. */
export type Run = readonly Seen[];

/**
 * How two runs of the same request differ. Statuses, headers and bodies are compared where both sides answered from the
 * same place; who answered is compared as a sequence.
 */
export function differencesOf(one: Run, other: Run): Difference[] {
  return [
    ...sequence('status', one, other, ({ status, failure }) => `${status ?? failure}`),
    ...sequence('backends', one, other, ({ backend }) => backend ?? 'the proxy'),
    ...sequence('mirrors', one, other, ({ others }) => others.join('+') || 'nobody'),
    ...contents(one, other),
  ];
}

function sequence(aspect: Aspect, one: Run, other: Run, what: (seen: Seen) => string): Difference[] {
  const [mine, theirs] = [one.map(what), other.map(what)];
  if (mine.join('\n') === theirs.join('\n')) return [];
  return [{ aspect, one: runLengths(mine), other: runLengths(theirs) }];
}

/** The first answers of the same workload with the same status, side by side. */
function contents(one: Run, other: Run): Difference[] {
  const found = new Map<string, Difference>();
  for (const seen of one) {
    const match = other.find(
      ({ backend, status }) => status !== undefined && backend === seen.backend && status === seen.status,
    );
    if (!match) continue;
    const names = new Set([...Object.keys(seen.headers), ...Object.keys(match.headers)]);
    for (const name of [...names].sort()) {
      const [mine = 'none', theirs = 'none'] = [seen.headers[name], match.headers[name]];
      if (mine !== theirs)
        found.set(`headers ${name}`, { aspect: 'headers', about: name, one: mine, other: theirs });
    }
    if (seen.body !== match.body && !found.has('body')) {
      found.set('body', { aspect: 'body', ...firstDifference(seen.body, match.body) });
    }
  }
  return [...found.values()];
}

/** The first lines that differ; lengths, where the lines are the same. */
function firstDifference(one: string, other: string): Pick<Difference, 'one' | 'other'> {
  const [mine, theirs] = [one.split('\n'), other.split('\n')];
  const at = mine.findIndex((line, index) => line !== theirs[index]);
  const index = at < 0 ? mine.length : at;
  const shown = (lines: readonly string[]) =>
    index < lines.length ? `line ${index + 1}: ${(lines[index] ?? '').slice(0, 200)}` : 'ends before';
  return { one: shown(mine), other: shown(theirs) };
}

/** True if both runs came from the same workloads, each as often, give or take one. */
export function isSameShare(one: Run, other: Run): boolean {
  const [mine, theirs] = [one, other].map((run) => tally(run.map(({ backend }) => backend ?? 'the proxy')));
  if (!mine || !theirs || mine.size !== theirs.size || mine.size < 2) return false;
  return [...mine].every(
    ([name, count]) => theirs.has(name) && Math.abs((theirs.get(name) ?? 0) - count) <= 1,
  );
}
