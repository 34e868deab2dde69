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

/** A rule, and where it is written. */
interface WrittenRule {
  readonly protocol: 'http' | 'tcp';
  readonly rule: string;
  readonly path: readonly (string | number)[];
  readonly syntax?: 'v2' | 'v3' | undefined;
  /** The field beside the rule that says its syntax. */
  readonly syntaxField: string;
}

/** Rules of the syntax of Traefik 2 that are read in that of Traefik 3, and the other way round. */
export const ruleSyntax: CheckRule = function* ({ resources, static: options }) {
  const { traefikVersion: version, defaultRuleSyntax } = options;
  for (const resource of resources) {
    for (const written of rulesOf(resource)) {
      const syntax = version < 300 ? 'v2' : (written.syntax ?? defaultRuleSyntax);
      const other = inOtherSyntax(written.rule, { protocol: written.protocol, syntax, version });
      if (other) yield finding(resource, written, other, version);
    }
  }
};

function rulesOf(resource: Resource): WrittenRule[] {
  switch (resource.kind) {
    case 'IngressRoute':
    case 'IngressRouteTCP':
      return resource.spec.routes.map(({ match, syntax }, index) => ({
        protocol: resource.kind === 'IngressRoute' ? 'http' : 'tcp',
        rule: match,
        path: ['spec', 'routes', index, 'match'],
        syntax,
        syntaxField: 'syntax',
      }));
    case 'DynamicConfiguration':
      return [
        ...fileRules('http', resource.spec.http?.routers),
        ...fileRules('tcp', resource.spec.tcp?.routers),
      ];
    default:
      return [];
  }
}

interface FileRouter {
  readonly rule?: string | undefined;
  readonly ruleSyntax?: string | undefined;
}

function fileRules(
  protocol: WrittenRule['protocol'],
  routers: Readonly<Record<string, FileRouter>> = {},
): WrittenRule[] {
  return Object.entries(routers).map(([name, { rule = '', ruleSyntax: syntax }]) => ({
    protocol,
    rule,
    path: ['spec', protocol, 'routers', name, 'rule'],
    syntax: syntax === 'v2' || syntax === 'v3' ? syntax : undefined,
    syntaxField: 'ruleSyntax',
  }));
}

function finding(
  resource: Resource,
  { path, syntaxField }: WrittenRule,
  { writtenIn, refused, problem, offset, outcome }: OtherSyntax,
  version: number,
): Diagnostic {
  const readAs = writtenIn === 'v2' ? 'v3' : 'v2';
  const instead = version < 300 ? [] : [`or write \`${syntaxField}: ${writtenIn}\` beside the rule`];
  const advice =
    'reason' in outcome ? [outcome.reason, ...instead] : [`write ${outcome.text}`, ...outcome.differences];
  const fix =
    'reason' in outcome || outcome.differences.length > 0 ? undefined : fixOf(resource, path, outcome);
  return {
    severity: refused ? 'error' : 'warning',
    code: `rule-syntax-${writtenIn}`,
    message: `the rule is written in the syntax ${writtenIn} and read in the syntax ${readAs}: ${problem}`,
    advice: advice.join('; '),
    resource: referenceOf(resource),
    position: resource.origin.position(path, offset),
    ...(fix === undefined ? {} : { fix }),
  };
}

function fixOf(
  { origin: { editor } }: Resource,
  path: WrittenRule['path'],
  { text, edits }: Extract<OtherSyntax['outcome'], { edits: unknown }>,
): Fix | undefined {
  const changes: TextEdit[] = [];
  for (const edit of edits) {
    const change = editor?.rewrite(path, edit.from, edit.to, edit.text);
    if (change === undefined) return undefined;
    changes.push(change);
  }
  return { title: `write ${text}`, edits: changes };
}
