import type { ConfiguredServer } from './model.ts';

/** Texts between commas, without blanks around them. */
export function listOf(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** What Go's `strconv.ParseBool` takes. @throws TypeError with what to write instead */
export function booleanOf(value: string): boolean {
  if (/^(?:true|True|TRUE|t|T|1)$/.test(value)) return true;
  if (/^(?:false|False|FALSE|f|F|0)$/.test(value)) return false;
  throw new TypeError('write "true" or "false"');
}

/** A decimal number of 64 bits. @throws TypeError with what to write instead */
export function integerOf(value: string): number {
  if (/^[+-]?\d+$/.test(value)) {
    const exact = BigInt(value.replace('+', ''));
    if (BigInt.asIntN(64, exact) === exact) return Number(exact);
  }
  throw new TypeError('write a whole number in quotes');
}

/** The scheme of servers, undefined if the text is empty. @throws TypeError with what to write instead */
export function schemeOf(value: string): ConfiguredServer['scheme'] | undefined {
  const scheme = value.toLowerCase();
  if (scheme === '') return undefined;
  if (scheme === 'http' || scheme === 'https' || scheme === 'h2c') return scheme;
  throw new TypeError('write http, https or h2c');
}
