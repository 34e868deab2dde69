import type { Diagnostic, ResourceReference } from './diagnostic.ts';
import { asObject, DocumentOrigin, isDynamicConfiguration } from './dynamic-configuration.ts';
import { reviewFields } from './field-review.ts';
import { Findings } from './findings.ts';
import type { Mending } from './fix.ts';
import { isForeign } from './foreign-kinds.ts';
import { isMapping, type Mapping, valueAt, withoutNullFields } from './json.ts';
import type { ManifestOrigin } from './manifest.ts';
import type { FieldPath, WrittenOrigin } from './origin.ts';
import { isPath, readReferenced } from './referenced-files.ts';
import { isKind, isNamespaced, type Kind, type Resource } from './resource.ts';
import { dynamicSpec } from './schemas/dynamic-configuration.ts';
import { kinds } from './schemas/kinds.ts';
import { closest, onlyNear } from './suggestion.ts';

interface Outcome {
  readonly resources: Resource[];
  readonly diagnostics: Diagnostic[];
}

/** The resources of one document: none if it is wrong or of a kind that is not read, several if it is a List. */
export function readResources(value: unknown, origin: ManifestOrigin): Outcome {
  if (!isMapping(value)) {
    const findings = new Findings(value, origin);
    findings.wrongType([], 'a mapping with `apiVersion`, `kind` and `metadata`');
    return { resources: [], diagnostics: findings.diagnostics };
  }
  if (isDynamicConfiguration(value)) return readDynamic(value, origin);
  if (typeof value['kind'] === 'string' && value['kind'].endsWith('List')) return readList(value, origin);
  return readOne(value, origin);
}

/** A document of Traefik's file provider. One wrong field refuses it whole, as there. */
export function readDynamic(value: Mapping, document: WrittenOrigin): Outcome {
  const origin = new DocumentOrigin(document);
  const object = asObject(value, document.file, dynamicSpec);
  const reference = referenceIn(object, 'DynamicConfiguration');
  const findings = new Findings(object, origin, reference);
  const resource = readKnown(object, 'DynamicConfiguration', origin, findings, true);
  if (resource?.kind !== 'DynamicConfiguration') return { resources: [], diagnostics: findings.diagnostics };
  const named = namedFiles(resource.spec);
  const { files, problems } = readReferenced(named.map(({ path }) => path));
  for (const { path, at } of named) {
    const problem = problems.get(path);
    if (problem === undefined) continue;
    findings.add('error', 'file-unreadable', ['spec', ...at], {
      message: `cannot read \`${path}\`: ${problem}`,
      advice: 'write a path that can be read from the working directory, or the content itself',
    });
  }
  return { resources: [{ ...resource, files }], diagnostics: findings.diagnostics };
}

const FILE_FIELDS: ReadonlySet<string> = new Set([
  'certFile',
  'keyFile',
  'rootCAs',
  'caFiles',
  'usersFile',
  'ca',
  'cert',
  'key',
]);

/** The paths that a configuration names where a file or its content may stand, and where it does. */
function namedFiles(value: unknown, at: FieldPath = []): { path: string; at: FieldPath }[] {
  if (!isMapping(value) && !Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...at, Array.isArray(value) ? Number(key) : key];
    const field = Array.isArray(value) ? at.at(-1) : key;
    if (typeof item !== 'string') return namedFiles(item, here);
    return FILE_FIELDS.has(String(field)) && isPath(item) ? [{ path: item, at: here }] : [];
  });
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

/** The resource of one object of Kubernetes: none if it is wrong or of a kind that is not read. */
export function readOne(object: Mapping, origin: WrittenOrigin): Outcome {
  const { kind, apiVersion } = object;
  if (typeof kind !== 'string') {
    const findings = new Findings(object, origin);
    if (kind === undefined || kind === null) findings.missing(['kind'], 'a string');
    else findings.wrongType(['kind'], 'a string');
    return { resources: [], diagnostics: findings.diagnostics };
  }
  if (typeof apiVersion === 'string' && isForeign(apiVersion, kind))
    return { resources: [], diagnostics: [] };
  const findings = new Findings(object, origin, referenceIn(object, kind));
  const resource = isKind(kind) ? readKnown(object, kind, origin, findings) : undefined;
  if (!isKind(kind)) {
    const suggestion = closest(kind, Object.keys(kinds));
    const version = typeof apiVersion === 'string' ? ` of \`${apiVersion}\`` : '';
    findings.add('warning', 'kind-unknown', ['kind'], {
      message: `the kind \`${kind}\`${version} is not known here, the object is left out`,
      ...(suggestion === undefined ? {} : { advice: `did you mean \`${suggestion}\`?` }),
      mending: kindMending(kind, apiVersion),
    });
  }
  return { resources: resource ? [resource] : [], diagnostics: findings.diagnostics };
}

/** Only a kind that the object's API group has. */
function kindMending(written: string, apiVersion: unknown): Mending | undefined {
  const candidates = Object.entries(kinds).filter(([, { apiVersions }]) =>
    (apiVersions as readonly unknown[]).includes(apiVersion),
  );
  const kind = onlyNear(
    written,
    candidates.map(([name]) => name),
  );
  if (kind === undefined) return undefined;
  return {
    title: `write \`${kind}\``,
    edit: (editor) => editor.rewrite(['kind'], 0, written.length, kind),
  };
}

function readKnown(
  object: Mapping,
  kind: Kind,
  origin: WrittenOrigin,
  findings: Findings,
  strict = false,
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
  const good = findings.review(reviewFields(schema, object), kind, strict);
  return result.success && good ? { ...result.data, origin, object } : undefined;
}

/** As far as the object can be named before it is known to be valid. */
function referenceIn(object: Mapping, kind: string): ResourceReference | undefined {
  const name = valueAt(object, ['metadata', 'name']);
  const namespace = valueAt(object, ['metadata', 'namespace']) ?? 'default';
  if (typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return { kind, namespace: isKind(kind) && !isNamespaced(kind) ? '' : namespace, name };
}
