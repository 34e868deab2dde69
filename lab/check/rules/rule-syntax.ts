import {
  type Diagnostic,
  type Fix,
  inOtherSyntax,
  type OtherSyntax,
  type Resource,
  referenceOf,
  type TextEdit,
} from '../../../engine/core.ts';
import type { CheckRule } from '../rule.ts';
import { type WrittenRule, writtenRules } from '../written-rules.ts';

const TRAEFIK_3 = 300;

/** Rules of the syntax of Traefik 2 that are read in that of Traefik 3, and the other way round. */
export const ruleSyntax: CheckRule = function* ({ resources, static: options }) {
  const { traefikVersion: version, defaultRuleSyntax } = options;
  for (const resource of resources) {
    for (const written of writtenRules(resource)) {
      const { protocol, rule, made } = written;
      const syntax = version < TRAEFIK_3 ? 'v2' : (written.syntax ?? defaultRuleSyntax);
      const other = inOtherSyntax(rule, { protocol, syntax, version });
      // Nobody has written the rule itself that cannot be read.
      if (other && !(made && other.refused)) yield finding(resource, written, other, version);
    }
  }
};

function finding(resource: Resource, written: WrittenRule, other: OtherSyntax, version: number): Diagnostic {
  const { path, made } = written;
  const { writtenIn, refused, problem, offset } = other;
  const readAs = writtenIn === 'v2' ? 'v3' : 'v2';
  const fix = made ? undefined : fixOf(resource, path, other);
  return {
    severity: refused ? 'error' : 'warning',
    code: `rule-syntax-${writtenIn}`,
    message: `the rule is written in the syntax ${writtenIn} and read in the syntax ${readAs}: ${problem}`,
    advice: adviceFor(written, other, version),
    resource: referenceOf(resource),
    position: resource.origin.position(path, made ? undefined : offset),
    ...(fix === undefined ? {} : { fix }),
  };
}

function adviceFor(
  { syntaxField, made }: WrittenRule,
  { writtenIn, outcome }: OtherSyntax,
  version: number,
): string {
  const field = `\`${syntaxField}: ${writtenIn}\``;
  if (made) {
    const route = 'reason' in outcome ? '' : `, or a route with ${outcome.text}`;
    return `write ${field} among the annotations${route}`;
  }
  if (!('reason' in outcome)) return [`write ${outcome.text}`, ...outcome.differences].join('; ');
  return version < TRAEFIK_3 ? outcome.reason : `${outcome.reason}; or write ${field} beside the rule`;
}

/** Only a rule that decides alike for every request is written without asking. */
function fixOf(
  { origin: { editor } }: Resource,
  path: WrittenRule['path'],
  { outcome }: OtherSyntax,
): Fix | undefined {
  if ('reason' in outcome || outcome.differences.length > 0) return undefined;
  const edits: TextEdit[] = [];
  for (const { from, to, text } of outcome.edits) {
    const edit = editor?.rewrite(path, from, to, text);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  return { title: `write ${outcome.text}`, edits };
}
