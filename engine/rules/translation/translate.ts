import { parseHttpRule } from '../http-rule.ts';
import { ValueError } from '../matcher.ts';
import { RuleError } from '../rule-error.ts';
import { type CallNode, chainOperands, type RuleNode } from '../rule-node.ts';
import { hasWildcards, type RuleSyntax } from '../rule-options.ts';
import { parseTcpRule } from '../tcp-rule.ts';
import { printTerms, type Translated, type Translator } from './terms.ts';
import { httpToV2, tcpToV2 } from './to-v2.ts';
import { httpToV3, TCP_TO_V3 } from './to-v3.ts';

/** What a rule is of. */
export type RuleProtocol = 'http' | 'tcp';

/** Characters of a rule that are written otherwise. */
interface RuleEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A rule in the other syntax. */
export interface RuleTranslation {
  readonly text: string;
  /** What of the rule as written changes; none if it is the same in both. */
  readonly edits: readonly RuleEdit[];
  /** For which requests it decides otherwise; empty: it decides alike for all. */
  readonly differences: readonly string[];
}

/** How a rule is translated. */
interface TranslationOptions {
  readonly protocol: RuleProtocol;
  /** The syntax that it is translated to; it is written in the other. */
  readonly to: RuleSyntax;
  /** The release, 307 for 3.7. */
  readonly version: number;
}

/**
 * Writes a rule in the other syntax, so that it decides alike. What means the same in both stays as it is written.
 *
 * @returns why it cannot be, if there are no words for a part of it
 * @throws RuleError if it is no rule of the syntax that it is translated from
 */
export function translateRule(
  source: string,
  { protocol, to, version }: TranslationOptions,
): RuleTranslation | { readonly reason: string } {
  const parse = protocol === 'http' ? parseHttpRule : parseTcpRule;
  const { tree } = parse(source, { syntax: to === 'v3' ? 'v2' : 'v3', version });
  const translators = translatorsFor(protocol, to, hasWildcards({ version }));
  const edits: RuleEdit[] = [];
  const differences = new Set<string>();
  for (const { call, parent } of callsWithParent(tree, undefined)) {
    const translated = translators[call.name]?.(call) ?? { reason: `there is no ${call.name} in ${to}` };
    if ('reason' in translated) return translated;
    if (translated.difference !== undefined) differences.add(translated.difference);
    if (isSame(call, translated)) continue;
    const text = printTerms(translated);
    const grouped = needsGroup(translated, parent) && !standsInGroup(source, call);
    edits.push({ from: call.offset, to: call.endOffset, text: grouped ? `(${text})` : text });
  }
  const text = edits.reduceRight(
    (rule, edit) => rule.slice(0, edit.from) + edit.text + rule.slice(edit.to),
    source,
  );
  try {
    parse(text, { syntax: to, version });
  } catch (error) {
    if (error instanceof RuleError || error instanceof ValueError) return { reason: error.message };
    throw error;
  }
  return { text, edits, differences: [...differences] };
}

function translatorsFor(
  protocol: RuleProtocol,
  to: RuleSyntax,
  wildcards: boolean,
): Readonly<Record<string, Translator>> {
  if (protocol === 'tcp') return to === 'v3' ? TCP_TO_V3 : tcpToV2(wildcards);
  return to === 'v3' ? httpToV3(wildcards) : httpToV2(wildcards);
}

type Parent = 'and' | 'or' | 'not' | undefined;

/** In the order written. */
function callsWithParent(node: RuleNode, parent: Parent): { call: CallNode; parent: Parent }[] {
  if (node.kind === 'call') return [{ call: node, parent }];
  if (node.kind === 'not') return callsWithParent(node.operand, 'not');
  return chainOperands(node).flatMap((operand) => callsWithParent(operand, node.kind));
}

function isSame(call: CallNode, { terms: [only, ...others] }: Translated): boolean {
  return (
    others.length === 0 &&
    only?.name === call.name &&
    only.values.length === call.arguments.length &&
    only.values.every((value, index) => value === call.arguments[index])
  );
}

/** `!` binds tighter than `&&`, `&&` tighter than `||`. */
function needsGroup({ operator, terms }: Translated, parent: Parent): boolean {
  if (terms.length < 2) return false;
  return parent === 'not' || (parent === 'and' && operator === '||');
}

/** The call alone is in parentheses already. */
function standsInGroup(source: string, { offset, endOffset }: CallNode): boolean {
  return /\(\s*$/.test(source.slice(0, offset)) && /^\s*\)/.test(source.slice(endOffset));
}
