import { ValueError } from './matcher.ts';
import { compilePattern, type TextPattern } from './text-pattern.ts';

interface TemplateSettings {
  /** What a variable without a pattern stands for. */
  readonly anything: string;
  /** The expression must reach the end of the text. Default: true. */
  readonly toEnd?: boolean;
  readonly ignoreCase?: boolean;
}

/**
 * Compiles a template of the v2 rule syntax: text outside braces is literal, `{name}` stands for `anything` and
 * `{name:pattern}` for the RE2 pattern; it begins where the text begins (Traefik 2.11: routing/routers#rule).
 *
 * @param index which value of the matcher the template is, for the error
 * @throws ValueError for unbalanced braces, a variable without name or pattern, and what RE2 refuses
 */
export function compileTemplate(
  matcher: string,
  template: string,
  index: number,
  { anything, toEnd = true, ignoreCase = false }: TemplateSettings,
): TextPattern {
  const expression = templateParts(matcher, template, index)
    .map((part) => (part.kind === 'text' ? literal(part.text) : `(${part.pattern ?? anything})`))
    .join('');
  return compilePattern(matcher, `${ignoreCase ? '(?i)' : ''}^${expression}${toEnd ? '$' : ''}`, index);
}

/** A piece of a template: text as it stands, or a variable. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** Absent: anything, as the matcher understands it. */
      readonly pattern?: string;
    };

/** What a template is made of. @throws ValueError */
export function templateParts(matcher: string, template: string, index: number): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  const text = (stop: number): void => {
    if (stop > end) parts.push({ kind: 'text', text: template.slice(end, stop) });
  };
  for (const { start, stop } of variables(matcher, template, index)) {
    const [, name = '', pattern] = /^([^:]*)(?::([\s\S]*))?$/.exec(template.slice(start + 1, stop)) ?? [''];
    if (name === '' || pattern === '') {
      const problem = `missing name or pattern in ${JSON.stringify(template.slice(start, stop + 1))}`;
      throw new ValueError(problem, index, 'a variable such as {name} or {name:[a-z]+}');
    }
    text(start);
    parts.push({ kind: 'variable', name, ...(pattern === undefined ? {} : { pattern }) });
    end = stop + 1;
  }
  text(template.length);
  return parts;
}

/** The names of a template's variables. */
export function variableNames(matcher: string, template: string, index: number): string[] {
  return variables(matcher, template, index).map(({ start, stop }) =>
    template.slice(start + 1, stop).replace(/:[\s\S]*$/, ''),
  );
}

/** The outermost pairs of braces. */
function variables(matcher: string, template: string, index: number): { start: number; stop: number }[] {
  const found: { start: number; stop: number }[] = [];
  let level = 0;
  let start = 0;
  for (let position = 0; position < template.length && level >= 0; position += 1) {
    const character = template[position];
    if (character === '{') {
      if (level === 0) start = position;
      level += 1;
    } else if (character === '}') {
      level -= 1;
      if (level === 0) found.push({ start, stop: position });
    }
  }
  if (level === 0) return found;
  throw new ValueError(
    `unbalanced braces in ${JSON.stringify(template)} for ${matcher} matcher`,
    index,
    'a closing brace for each opening one',
  );
}

/** Writes text so that RE2 finds just that. */
export function literal(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
