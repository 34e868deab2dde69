import { hash } from 'node:crypto';

/** The letters of generated names: no vowels and nothing that looks alike, so that no words appear (Kubernetes: `rand.SafeEncodeString`). */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const SUFFIX_LENGTH = 5;
const SUFFIXES = ALPHABET.length ** SUFFIX_LENGTH;
/** Generated names stay within an RFC 1123 label: 63 characters with the suffix. */
const PREFIX_LENGTH = 63 - SUFFIX_LENGTH;

/** A name for the value: the same for equal values, whatever the order of their fields. */
export function hashOf(value: unknown, length: number): string {
  const digest = hash('sha256', canonicalJson(value), 'buffer');
  return Array.from(digest.subarray(0, length), letterOf).join('');
}

/** `PREFIX` with five random letters that make it unlike every name that is taken. Takes one random number. */
export function generateName(
  prefix: string,
  random: () => number,
  isTaken: (name: string) => boolean,
): string {
  const start = prefix.slice(0, PREFIX_LENGTH);
  let suffix = Math.floor(random() * SUFFIXES);
  while (isTaken(start + encode(suffix))) suffix = (suffix + 1) % SUFFIXES;
  return start + encode(suffix);
}

function encode(value: number): string {
  let text = '';
  for (let digit = 0; digit < SUFFIX_LENGTH; digit += 1) {
    text = letterOf(value) + text;
    value = Math.floor(value / ALPHABET.length);
  }
  return text;
}

function letterOf(value: number): string {
  return ALPHABET.charAt(value % ALPHABET.length);
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  );
}
