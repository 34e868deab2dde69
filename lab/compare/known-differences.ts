import type { HttpQuestion } from '../explain/story.ts';
import { type Difference, isSameShare, type Run } from './differences.ts';

/** A difference between the engine and Traefik that is meant, or cannot be otherwise. */
export interface KnownDifference {
  /** What reports call it, and its heading in the docs. */
  readonly id: string;
  /** In a sentence. */
  readonly reason: string;
  isThis(difference: Difference, request: HttpQuestion, one: Run, other: Run): boolean;
}

const statuses = (run: Run) => new Set(run.map(({ status }) => status));

/** All of them; docs/compare.md lists them with the same reasons. */
export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    id: 'balancer-start',
    reason: 'Which child of a balancer is asked first is chance in both; each gets its share.',
    isThis: ({ aspect }, _request, one, other) => aspect === 'backends' && isSameShare(one, other),
  },
  {
    id: 'strict-target',
    reason: 'A path or query with bytes above 127 is refused by the engine with 400, and served by Traefik.',
    isThis: (_difference, { target }, one, other) =>
      /[^\x20-\x7e]/.test(target) && (statuses(one).has(400) || statuses(other).has(400)),
  },
  {
    id: 'short-compressed',
    reason:
      'Traefik compresses a short answer, too, if it flushes before the end; the engine goes by the length alone.',
    isThis: ({ aspect, about }, { headers }) =>
      headers.some(([name]) => name.toLowerCase() === 'accept-encoding') &&
      (aspect === 'body' ||
        (aspect === 'headers' && ['content-encoding', 'vary', 'content-length'].includes(about ?? ''))),
  },
];
