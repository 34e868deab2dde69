import type { Options } from './options.ts';

/** `x-forwarded-for` as Go spells it, `X-Forwarded-For`. */
export function canonicalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
}

/** A value as it goes on the wire: its UTF-8 bytes, one character each. */
export function wireValue(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** The header lines of an option, ready for the wire. Throws MiddlewareError on a name or value no header can have. */
export function headerLines(options: Options, option: string): readonly (readonly [string, string])[] {
  return options.textMap(option).map(([name, value]) => {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
      throw options.error(option, `has no valid header name: "${name}"`);
    return [canonicalName(name), headerValue(options, option, value)];
  });
}

/** One header value, ready for the wire. Throws MiddlewareError on control characters. */
export function headerValue(options: Options, option: string, value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a value must not hold
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(value)) {
    throw options.error(option, 'holds a control character that no header value may have');
  }
  return wireValue(value);
}
