/** What differs from run to run and from machine to machine. */
const VARYING: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b\d+m \d+(?:\.\d+)?s\b/g, 'DURATION'],
  [/\b\d+(?:\.\d+)? (?:ms|s|min)\b/g, 'DURATION'],
  [/\b\d+(?:\.\d+)? (?:KB|MB|GB)\b/g, 'SIZE'],
  [/\bseed(?::| is)? \d+/g, 'seed SEED'],
];

/** An output without what differs from run to run: two that are then the same say the same. */
export function normalized(output: string): string {
  return VARYING.reduce((text, [pattern, name]) => text.replace(pattern, name), output);
}
