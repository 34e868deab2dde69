import { FIRST_ADDRESSES } from './address-points.ts';
import { expressionSamples } from './expression-samples.ts';
import type { Dimension, Form, Literal } from './formula.ts';

/**
 * Texts of which one satisfies all the literals about a dimension, expressions left aside, if any text at all does.
 * Where expressions are among the literals there are texts that may satisfy them, too.
 */
export function candidateTexts(kind: Dimension['kind'], literals: readonly Literal[]): string[] {
  const wanted = literals.filter(({ holds }) => holds).map(({ atom }) => atom.form);
  const finite = wanted.find((form) => form.kind === 'texts');
  if (finite) return [...finite.texts];
  const unwanted = literals.filter(({ holds }) => !holds).map(({ atom }) => atom.form);
  const samples = wanted.flatMap((form) =>
    form.kind === 'expression' ? expressionSamples(form.language, form.expression) : [],
  );
  switch (kind) {
    case 'host':
      return [...samples, ...hosts(wanted, unwanted)];
    case 'path':
      return paths(longestPrefix(literals), unwanted, samples);
    case 'address':
      return addresses(wanted, unwanted);
    default:
      return [...samples, ...words(unwanted)];
  }
}

const LABELS = ['www', 'app', 'any'];
const PARENTS = ['.test', '.example', '.invalid'];

/** A host of each parent that is asked for, or else of one that nobody speaks of; and no host. */
function hosts(wanted: readonly Form[], unwanted: readonly Form[]): string[] {
  const named = new Set(unwanted.flatMap((form) => (form.kind === 'texts' ? form.texts : [])));
  const parents = wanted.find((form) => form.kind === 'label')?.parents;
  const shunned = new Set(unwanted.flatMap((form) => (form.kind === 'label' ? form.parents : [])));
  const asked = parents ?? [fresh(PARENTS, '.x', (parent) => shunned.has(parent))];
  const texts = asked.flatMap((parent) => {
    const label = fresh(LABELS, 'x', (first) => named.has(first + parent));
    return parents ? [label + parent] : [`shop${parent}`, label + parent];
  });
  return [...texts, ''];
}

/** What a path must begin with, a slash at least; it may have to begin with other things, too. */
export function longestPrefix(literals: readonly Literal[]): string {
  let longest = '/';
  for (const { holds, atom } of literals) {
    if (holds && atom.form.kind === 'prefix' && atom.form.prefix.length > longest.length) {
      longest = atom.form.prefix;
    }
  }
  return longest;
}

/** The longest beginning that is asked for, as it is and with a character that nobody speaks of behind it. */
function paths(longest: string, unwanted: readonly Form[], samples: readonly string[]): string[] {
  const next = new Set<string>();
  for (const form of unwanted) {
    for (const text of form.kind === 'texts' ? form.texts : form.kind === 'prefix' ? [form.prefix] : []) {
      if (text.startsWith(longest)) next.add(text.charAt(longest.length));
    }
  }
  const more = fresh(['x', 'y', 'z'], undefined, (character) => next.has(character));
  const sampled = samples.flatMap((sample) => [sample, longest + sample]);
  return [longest, longest + more, ...sampled.filter((sample) => sample.startsWith('/'))];
}

/** What lies in all wanted ranges and in no unwanted one begins where one of them begins or ends. */
function addresses(wanted: readonly Form[], unwanted: readonly Form[]): string[] {
  const points = ['192.0.2.1'];
  for (const form of wanted) if (form.kind === 'range') points.push(form.first);
  for (const form of unwanted) if (form.kind === 'range' && form.next !== undefined) points.push(form.next);
  return [...points, ...FIRST_ADDRESSES];
}

/** Methods, which are as good as other words. */
const WORDS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** A word that nobody speaks of, and some that expressions may like. */
function words(unwanted: readonly Form[]): string[] {
  const named = new Set(unwanted.flatMap((form) => (form.kind === 'texts' ? form.texts : [])));
  return [fresh(WORDS, 'X', (word) => named.has(word)), '1', 'a', 'true', ''];
}

/** The first that is not taken, or one that is made up: with numbers behind `stem`, or a letter of some script. */
function fresh(
  known: readonly string[],
  stem: string | undefined,
  isTaken: (text: string) => boolean,
): string {
  const free = known.find((text) => !isTaken(text));
  if (free !== undefined) return free;
  for (let number = 0; ; number += 1) {
    const text = stem === undefined ? String.fromCharCode(0x61 + number) : `${stem}${number}`;
    if (!isTaken(text)) return text;
  }
}
