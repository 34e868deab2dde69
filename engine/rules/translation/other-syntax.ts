import { parseHttpRule } from '../http-rule.ts';
import { RuleError } from '../rule-error.ts';
import { type CallNode, matcherCalls, type RuleNode } from '../rule-node.ts';
import type { RuleSyntax } from '../rule-options.ts';
import { parseTcpRule } from '../tcp-rule.ts';
import { templateParts } from '../template.ts';
import { type RuleProtocol, type RuleTranslation, translateRule } from './translate.ts';

/** A rule that was written in the one syntax and is read in the other. */
export interface OtherSyntax {
  /** The syntax in which it was written. */
  readonly writtenIn: RuleSyntax;
  /** true: it cannot be read. false: it can, and means something else. */
  readonly refused: boolean;
  /** What shows it, and where in the rule that stands. */
  readonly problem: string;
  readonly offset: number;
  /** What to write instead, or why nothing says the same. */
  readonly outcome: RuleTranslation | { readonly reason: string };
}

/** How a rule is read. */
interface Reading {
  readonly protocol: RuleProtocol;
  readonly syntax: RuleSyntax;
  /** The release, 307 for 3.7. */
  readonly version: number;
}

/** What every rule has that one syntax reads and the other does not, or not so: most rules need not be looked at closer. */
const ONLY_IN: Readonly<Record<RuleSyntax, RegExp>> = {
  v2: /[,{}=]|header/i,
  v3: /header|regexp|query|[*{}]/i,
};

/**
 * Whether a rule was written in the other syntax than the one it is read in; undefined if nothing speaks for it. A rule
 * that is wrong in both is just wrong.
 */
export function inOtherSyntax(
  source: string,
  { protocol, syntax, version }: Reading,
): OtherSyntax | undefined {
  const writtenIn = syntax === 'v3' ? 'v2' : 'v3';
  if (!ONLY_IN[writtenIn].test(source)) return undefined;
  const here = attempt(() => parse(source, { protocol, syntax, version }));
  const misread = here instanceof RuleError ? undefined : strangeIn(here, syntax);
  if (!(here instanceof RuleError) && misread === undefined) return undefined;
  const there = attempt(() => parse(source, { protocol, syntax: writtenIn, version }));
  if (there instanceof RuleError || strangeIn(there, writtenIn)) return undefined;
  const outcome = translateRule(source, { protocol, to: syntax, version });
  if (here instanceof RuleError) {
    return { writtenIn, refused: true, problem: here.problem, offset: here.offset, outcome };
  }
  return misread && { writtenIn, refused: false, ...misread, outcome };
}

function parse(source: string, { protocol, syntax, version }: Reading): RuleNode {
  return (protocol === 'http' ? parseHttpRule : parseTcpRule)(source, { syntax, version }).tree;
}

interface Sign {
  readonly problem: string;
  readonly offset: number;
}

/** What can be read in a syntax, and makes no sense there. */
function strangeIn(tree: RuleNode, syntax: RuleSyntax): Sign | undefined {
  const sign = syntax === 'v3' ? signOfTemplate : signOfExpression;
  for (const call of matcherCalls(tree)) {
    const found = sign(call);
    if (found) return { problem: found.problem, offset: call.argumentOffsets[found.index] ?? call.offset };
  }
  return undefined;
}

interface SignInCall {
  readonly problem: string;
  readonly index: number;
}

/** A variable that v3 takes for text. `{2,3}` repeats, and `\p{L}` is a class. */
const VARIABLE = /(?<!\\[pPx])\{[A-Za-z_][\w-]*(?::[^{}]+(?:\{[\d,]+\}[^{}]*)*)?\}/;

function signOfTemplate({ name, arguments: values }: CallNode): SignInCall | undefined {
  const [value = ''] = values;
  if (name === 'Query' && value.includes('=')) {
    return { problem: `${name} takes the name and the value of a parameter apart`, index: 0 };
  }
  if (!['Path', 'PathPrefix', 'HostRegexp', 'HostSNIRegexp'].includes(name)) return undefined;
  const [variable] = VARIABLE.exec(value) ?? [];
  if (variable === undefined) return undefined;
  return { problem: `${variable} is no variable, but text that is looked for as it stands`, index: 0 };
}

/** Characters that no host has, in what v2 takes for text. */
function signOfExpression({ name, arguments: values }: CallNode): SignInCall | undefined {
  if (name !== 'HostRegexp' && name !== 'HostSNIRegexp') return undefined;
  for (const [index, value] of values.entries()) {
    for (const part of templateParts(name, value, index)) {
      const [sign] = (part.kind === 'text' && /[\\^$|()[\]+*?]/.exec(part.text)) || [];
      if (sign !== undefined) {
        return { problem: `outside of braces ${sign} is text, which no host has`, index };
      }
    }
  }
  return undefined;
}

function attempt<T>(read: () => T): T | RuleError {
  try {
    return read();
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
