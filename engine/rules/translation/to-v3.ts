import { parameters } from '../http-matchers-v2.ts';
import type { CallNode } from '../rule-node.ts';
import { templateParts } from '../template.ts';
import { compilePattern, isAscii } from '../text-pattern.ts';
import { plainText, templateExpression } from './template-expression.ts';
import {
  anyTerm,
  eachAs,
  type Term,
  type Translated,
  type Translator,
  type Untranslatable,
} from './terms.ts';

const ANY_LABEL = '[^.]+';
const ANY_SEGMENT = '[^/]+';

/** HTTP matchers of the v2 syntax in the v3 syntax. `wildcards`: `*` has a meaning in v3 (from Traefik 3.7 on). */
export function httpToV3(wildcards: boolean): Readonly<Record<string, Translator>> {
  return {
    ClientIP: (call) => eachAs(call),
    Headers: (call) => eachPair(call, 'Header'),
    HeadersRegexp: (call) => eachPair(call, 'HeaderRegexp'),
    Host: (call) => hosts(call, wildcards),
    HostHeader: (call) => hosts(call, wildcards),
    HostRegexp: (call) => anyTerm(call, hostExpression),
    Method: (call) => eachAs(call),
    Path: (call) => anyTerm(call, (value, index) => path('Path', value, index)),
    PathPrefix: (call) => anyTerm(call, (value, index) => path('PathPrefix', value, index)),
    Query: queries,
  };
}

/** TCP matchers of the v2 syntax in the v3 syntax. */
export const TCP_TO_V3: Readonly<Record<string, Translator>> = {
  ALPN: (call) => eachAs(call),
  ClientIP: (call) => eachAs(call),
  HostSNI: (call) => anyTerm(call, serverName),
  HostSNIRegexp: (call) => anyTerm(call, serverNameExpression),
};

function hosts(call: CallNode, wildcards: boolean): Translated | Untranslatable {
  const wildcard = call.arguments.find((value) => wildcards && value.startsWith('*'));
  if (wildcard === undefined) return eachAs(call, 'Host');
  return { reason: `${wildcard} is a name that no host has in the syntax v2, and a wildcard in v3` };
}

function hostExpression(value: string, index: number): Term | Untranslatable {
  const parts = templateParts('HostRegexp', value, index);
  const [only, ...others] = parts;
  if (only?.kind === 'variable' && only.pattern === '.*' && others.length === 0) {
    return { name: 'HostRegexp', values: ['.*'] };
  }
  const expression = templateExpression(parts, { anything: ANY_LABEL, toEnd: true, lowerCase: true });
  if (compilePattern('HostRegexp', expression, index).foundIn('')) {
    return { reason: `${value} may be empty, and in v3 an expression that finds nothing matches every host` };
  }
  return { name: 'HostRegexp', values: [expression] };
}

function path(matcher: 'Path' | 'PathPrefix', value: string, index: number): Term {
  const toEnd = matcher === 'Path';
  const parts = templateParts(matcher, value, index);
  const last = parts.at(-1);
  // A prefix goes on with anything as it is.
  const open = !toEnd && parts.length > 1 && last?.kind === 'variable' && last.pattern === '.*';
  const needed = open ? parts.slice(0, -1) : parts;
  const text = plainText(needed);
  if (text !== undefined) return { name: matcher, values: [text] };
  const expression = templateExpression(needed, { anything: ANY_SEGMENT, toEnd, lowerCase: false });
  return { name: 'PathRegexp', values: [expression] };
}

/** Of a header that is named twice, in the same spelling, the later value counts. */
function eachPair(call: CallNode, name: string): Translated {
  const pairs = new Map<string, string>();
  for (let at = 0; at < call.arguments.length; at += 2) {
    pairs.set(call.arguments[at] ?? '', call.arguments[at + 1] ?? '');
  }
  return { operator: '&&', terms: Array.from(pairs, (values) => ({ name, values })) };
}

function queries(call: CallNode): Translated | Untranslatable {
  const terms: Term[] = [];
  for (const { name, value, index } of parameters(call.arguments)) {
    if (/[{}]/.test(name))
      return { reason: `${name} stands for names of parameters, which v3 wants as text` };
    const parts = templateParts('Query', value, index);
    const text = plainText(parts);
    if (text === '') terms.push({ name: 'QueryRegexp', values: [name, '.*'] });
    else if (text !== undefined) terms.push({ name: 'Query', values: [name, text] });
    else {
      const expression = templateExpression(parts, { anything: '.*', toEnd: true, lowerCase: false });
      terms.push({ name: 'QueryRegexp', values: [name, expression] });
    }
  }
  const difference = 'of a parameter that is sent several times v2 looks at the first value, v3 at each';
  return { operator: '&&', terms, difference };
}

function serverName(value: string, index: number): Term | Untranslatable {
  if (value.endsWith('.')) return { reason: `${value} ends with a dot, which v3 leaves out` };
  // A first `*` also takes connections without a server name, a later one does not.
  return value === '*' && index > 0
    ? { name: 'HostSNIRegexp', values: ['.+'] }
    : { name: 'HostSNI', values: [value] };
}

function serverNameExpression(value: string, index: number): Term | Untranslatable {
  if (!isAscii(value)) return { reason: `${value} is not in punycode, which v3 asks for` };
  const parts = templateParts('HostSNIRegexp', value, index);
  const expression = templateExpression(parts, { anything: ANY_LABEL, toEnd: true, lowerCase: true });
  return { name: 'HostSNIRegexp', values: [expression] };
}
