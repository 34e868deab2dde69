import type { Diagnostic, ResourceReference } from './diagnostic.ts';
import { reviewFields } from './field-review.ts';
import { Findings } from './findings.ts';
import { isMapping, type Mapping, valueAt, withoutNullFields } from './json.ts';
import type { ManifestOrigin } from './manifest.ts';
import { isKind, isNamespaced, type Kind, type Resource } from './resource.ts';
import { kinds } from './schemas/kinds.ts';
import { closest } from './suggestion.ts';

interface Outcome {
  readonly resources: Resource[];
  readonly diagnostics: Diagnostic[];
}

/** The resources of one document: none if it is wrong or of an unknown kind, several if it is a List. */
export function readResources(value: unknown, origin: ManifestOrigin): Outcome {
  if (!isMapping(value)) {
    const findings = new Findings(value, origin);
    findings.wrongType([], 'a mapping with `apiVersion`, `kind` and `metadata`');
    return { resources: [], diagnostics: findings.diagnostics };
  }
  if (typeof value['kind'] === 'string' && value['kind'].endsWith('List')) return readList(value, origin);
  return readObject(value, origin);
}

function readList(list: Mapping, origin: ManifestOrigin): Outcome {
  const items = list['items'] ?? [];
  if (!Array.isArray(items)) {
    const findings = new Findings(list, origin);
    findings.wrongType(['items'], 'a list');
    return { resources: [], diagnostics: findings.diagnostics };
  }
  const outcomes = items.map((item, index) => readResources(item, origin.within(['items', index])));
  return {
    resources: outcomes.flatMap(({ resources }) => resources),
    diagnostics: outcomes.flatMap(({ diagnostics }) => diagnostics),
  };
}

function readObject(object: Mapping, origin: ManifestOrigin): Outcome {
  const { kind, apiVersion } = object;
  if (typeof kind !== 'string') {
    const findings = new Findings(object, origin);
    if (kind === undefined || kind === null) findings.missing(['kind'], 'a string');
    else findings.wrongType(['kind'], 'a string');
    return { resources: [], diagnostics: findings.diagnostics };
  }
  const findings = new Findings(object, origin, referenceIn(object, kind));
  const resource = isKind(kind) ? readKnown(object, kind, origin, findings) : undefined;
  if (!isKind(kind)) {
    const suggestion = closest(kind, Object.keys(kinds));
    const version = typeof apiVersion === 'string' ? ` of \`${apiVersion}\`` : '';
    findings.add('warning', 'kind-unknown', ['kind'], {
      message: `the kind \`${kind}\`${version} is not known here, the object is left out`,
      ...(suggestion === undefined ? {} : { advice: `did you mean \`${suggestion}\`?` }),
    });
  }
  return { resources: resource ? [resource] : [], diagnostics: findings.diagnostics };
}

function readKnown(
  object: Mapping,
  kind: Kind,
  origin: ManifestOrigin,
  findings: Findings,
): Resource | undefined {
  const { schema } = kinds[kind];
  const result = schema.safeParse(withoutNullFields(object));
  const issues = result.error?.issues ?? [];
  const versionIssue = issues.find(({ path }) => path[0] === 'apiVersion');
  if (versionIssue) {
    // An object of another API group has other fields: what they are is not for this schema to say.
    findings.issue(versionIssue);
    return undefined;
  }
  const reported = new Set<string>();
  for (const issue of issues) {
    const path = JSON.stringify(issue.path);
    if (!reported.has(path)) findings.issue(issue);
    reported.add(path);
  }
  const good = findings.review(reviewFields(schema, object), kind);
  return result.success && good ? { ...result.data, origin, object } : undefined;
}

/** As far as the object can be named before it is known to be valid. */
function referenceIn(object: Mapping, kind: string): ResourceReference | undefined {
  const name = valueAt(object, ['metadata', 'name']);
  const namespace = valueAt(object, ['metadata', 'namespace']) ?? 'default';
  if (typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return { kind, namespace: isKind(kind) && !isNamespaced(kind) ? '' : namespace, name };
}
