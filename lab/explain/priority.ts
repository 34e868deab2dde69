import type { Candidate } from './story.ts';

/** A router's priority, and where it comes from. */
export function priorityText({
  priority,
  priorityFrom,
}: Pick<Candidate, 'priority' | 'priorityFrom'>): string {
  switch (priorityFrom) {
    case 'written':
      return `${priority}, as written`;
    case 'rule length':
      return `${priority}, by the length of its rule`;
    case 'built in':
      // As a double it is not exact.
      return priority > Number.MAX_SAFE_INTEGER
        ? 'above all that users may write'
        : `${priority}, as Traefik fixes it`;
  }
}
