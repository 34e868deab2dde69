import { type Token, tokensOf } from '../expression-tokens.ts';
import type { CallNode } from '../rule-node.ts';
import { compilePattern } from '../text-pattern.ts';
import { CASELESS } from './template-expression.ts';
import { renamed, type Translated, type Translator, type Untranslatable } from './terms.ts';

/** HTTP matchers of the v3 syntax in the v2 syntax. `wildcards`: `*` has a meaning in v3 (from Traefik 3.7 on). */
export function httpToV2(wildcards: boolean): Readonly<Record<string, Translator>> {
  return {
    ClientIP: (call) => renamed(call),
    Header: (call) => renamed(call, 'Headers'),
    HeaderRegexp: (call) => renamed(call, 'HeadersRegexp'),
    Host: (call) => names(call, wildcards),
    HostRegexp: hostExpression,
    Method: (call) => renamed(call),
    Path: path,
    PathPrefix: path,
    PathRegexp: pathExpression,
    Query: queryValue,
    QueryRegexp: () => ({ reason: 'the syntax v2 compares the first value of a parameter alone' }),
  };
}

/** TCP matchers of the v3 syntax in the v2 syntax. */
export function tcpToV2(wildcards: boolean): Readonly<Record<string, Translator>> {
  return {
    ALPN: (call) => renamed(call),
    ClientIP: (call) => renamed(call),
    HostSNI(call) {
      const [value = ''] = call.arguments;
      if (value !== '*' && wildcards && value.startsWith('*')) return names(call, wildcards);
      return { operator: '||', terms: [{ name: 'HostSNI', values: [value.replace(/\.$/, '') || value] }] };
    },
    HostSNIRegexp: (call) => hostTemplate(call, call.arguments[0] ?? ''),
  };
}

function names(call: CallNode, wildcards: boolean): Translated | Untranslatable {
  const [value = ''] = call.arguments;
  if (!wildcards || !value.startsWith('*')) return renamed(call);
  return { reason: `${value} is a wildcard in the syntax v3, and a name that no host has in v2` };
}

function path(call: CallNode): Translated | Untranslatable {
  const [value = ''] = call.arguments;
  return /[{}]/.test(value)
    ? { reason: `${value} has braces, which v2 takes for a variable` }
    : renamed(call);
}

function hostExpression(call: CallNode): Translated | Untranslatable {
  const [expression = ''] = call.arguments;
  if (compilePattern('HostRegexp', expression, 0).foundIn('')) {
    return { reason: `${expression} finds nothing, too, and so matches every request in v3` };
  }
  return hostTemplate(call, expression);
}

/** A whole name, in which case does not count. */
function hostTemplate(call: CallNode, expression: string): Translated | Untranslatable {
  const inner = between(expression, '^', '$');
  if (inner !== undefined && !CASELESS.test(inner)) {
    return { reason: `v2 does not regard case, on which ${expression} may hang` };
  }
  if (inner === undefined) {
    return {
      reason: `v2 compares whole names, and ${expression} is not one that begins with ^ and ends with $`,
    };
  }
  return { operator: '||', terms: [{ name: call.name, values: [`{host:${inner}}`] }] };
}

function pathExpression({ arguments: [expression = ''] }: CallNode): Translated | Untranslatable {
  const whole = between(expression, '^/', '$');
  const open = between(expression, '^/', '');
  if (whole !== undefined) return { operator: '||', terms: [{ name: 'Path', values: [`/{path:${whole}}`] }] };
  if (open === undefined)
    return { reason: `v2 looks where a path begins, and ${expression} does not begin with ^/` };
  return { operator: '||', terms: [{ name: 'PathPrefix', values: [`/{path:${open}}`] }] };
}

function queryValue({ arguments: [name = '', value] }: CallNode): Translated | Untranslatable {
  if (value === undefined) return { reason: 'the syntax v2 cannot ask for an empty value alone' };
  if (/[{}=]/.test(name) || /[{}]/.test(value)) return { reason: 'v2 takes braces for a variable' };
  const difference = 'of a parameter that is sent several times v2 looks at the first value, v3 at each';
  return { operator: '||', terms: [{ name: 'Query', values: [`${name}=${value}`] }], difference };
}

/**
 * What stands between the anchors of an expression that can be put in parentheses without a change of its meaning;
 * undefined for others: with alternatives or flags, and where braces do not balance.
 */
function between(expression: string, start: string, end: '$' | ''): string | undefined {
  const tokens = tokensOf(expression);
  const first = tokens.slice(0, start.length);
  if (first.map(({ text }) => text).join('') !== start) return undefined;
  if (end !== '' && !isAnchor(tokens.at(-1))) return undefined;
  const inner = tokens.slice(start.length, end === '' ? undefined : -1);
  let depth = 0;
  for (const { text, inClass } of inner) {
    if (/[{}]/.test(text) && !/^\{[\d,]+\}$|^\\[pP]\{\w+\}$/.test(text)) return undefined;
    if (inClass) continue;
    if (/^\(\?[^:P]/.test(text) || text.startsWith('\\Q')) return undefined;
    if (text.startsWith('(')) depth += 1;
    else if (text === ')') depth -= 1;
    else if (isAnchor({ text, inClass }) || text === '^' || (text === '|' && depth === 0)) return undefined;
  }
  const text = inner.map((token) => token.text).join('');
  return text === '' || text.includes('\n') ? undefined : text;
}

function isAnchor(token: Token | undefined): boolean {
  return token?.text === '$' && !token.inClass;
}
