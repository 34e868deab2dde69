import { RE2JS } from 're2js';
import type { Options } from './options.ts';

/** Compiles an RE2 expression of an option. Throws MiddlewareError if RE2 refuses it. */
export function compileExpression(options: Options, option: string, source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw options.error(option, `is not a regular expression that RE2 takes: ${cause}`);
  }
}

/** Replaces every match by `template`, in which `$1`, `${1}` and `${name}` stand for groups (Go: `Regexp.ReplaceAllString`). */
export function replaceAll(expression: RE2JS, text: string, template: string): string {
  const matcher = expression.matcher(text);
  const groups = matcher.groupCount();
  let result = '';
  let end = 0;
  let first = true;
  while (matcher.find()) {
    const start = matcher.start();
    // Go takes no empty match right behind the one before.
    if (!first && start === end && matcher.end() === start) continue;
    const named = matcher.getNamedGroups();
    const value = (name: string): string => {
      if (!/^[0-9]+$/.test(name)) return named[name] ?? '';
      const index = Number(name);
      return index <= groups ? (matcher.group(index) ?? '') : '';
    };
    result += text.slice(end, start) + expand(template, value);
    end = matcher.end();
    first = false;
  }
  return result + text.slice(end);
}

/** `$1x` names the group `1x`: the longest run of letters, digits and underscores counts. */
function expand(template: string, value: (name: string) => string): string {
  return template.replace(
    /\$(?:\$|\{(\w+)\}|(\w+))/g,
    (whole, braced: string | undefined, bare: string | undefined) =>
      whole === '$$' ? '$' : value(braced ?? bare ?? ''),
  );
}
