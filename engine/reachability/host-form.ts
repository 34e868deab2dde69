import type { Form } from './formula.ts';

/**
 * The hosts that Host takes for the same as its value: a dot at the end of either does not count.
 *
 * @param value in lower case
 */
export function hostForm(value: string, wildcards: boolean): Form {
  const isWildcard = wildcards && value.startsWith('*');
  const written = isWildcard ? value.slice(1) : value;
  const spellings = [written, `${written}.`];
  if (written.endsWith('.')) spellings.push(written.slice(0, -1));
  if (!isWildcard) return { kind: 'texts', texts: spellings.toSorted() };
  // What follows the first label of a host begins with a dot.
  const parents = spellings.filter((parent) => parent === '' || parent.startsWith('.'));
  return { kind: 'label', parents: parents.toSorted() };
}
