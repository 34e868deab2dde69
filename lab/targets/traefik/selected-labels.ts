import { parseLabelSelector } from '../../../engine/index.ts';

/**
 * Labels that a selector picks; undefined if it picks none (`a,!a`).
 *
 * @throws LabelSelectorError if the selector cannot be read
 */
export function selectedLabels(selector: string): Record<string, string> | undefined {
  const selects = parseLabelSelector(selector);
  const parts = selector.split(/,(?![^()]*\))/).map((part) => part.trim());
  const labels = Object.fromEntries(parts.flatMap(labelFor));
  return selects(labels) ? labels : undefined;
}

/** A label that one requirement asks for; none for those that ask for its absence. */
function labelFor(requirement: string): [name: string, value: string][] {
  const [, equal = '', value = ''] = /^([^!=<>()\s]+)\s*==?\s*(\S*)$/.exec(requirement) ?? [];
  if (equal !== '') return [[equal, value]];
  const [, member = '', first = ''] = /^(\S+)\s+in\s*\(\s*([^,)\s]*)/.exec(requirement) ?? [];
  if (member !== '') return [[member, first]];
  const [, ordered = '', order, bound = ''] = /^([^<>\s]+)\s*([<>])\s*(-?\d+)$/.exec(requirement) ?? [];
  if (ordered !== '') return [[ordered, `${BigInt(bound) + (order === '<' ? -1n : 1n)}`]];
  return /^[^!=<>()\s]+$/.test(requirement) ? [[requirement, '']] : [];
}
