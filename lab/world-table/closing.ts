import type { WorldTable } from './world-table.ts';

/** One sentence about all of it. */
export function closingSentence({ runs, features, verdicts }: WorldTable): string {
  const count = features.reduce((sum, { rows }) => sum + rows.length, 0);
  const names = runs.map(({ name }) => name).join(', ');
  const parts = [`${verdicts.same} hold alike`];
  if (verdicts.differs > 0)
    parts.push(`${verdicts.differs} ${verdicts.differs === 1 ? 'differs' : 'differ'}`);
  if (verdicts.fails > 0) parts.push(`${verdicts.fails} ${verdicts.fails === 1 ? 'fails' : 'fail'} in all`);
  if (verdicts.skipped > 0)
    parts.push(`${verdicts.skipped} ${verdicts.skipped === 1 ? 'is' : 'are'} skipped in all`);
  return `${count} scenario${count === 1 ? '' : 's'} in ${names}: ${parts.join(', ')}`;
}
