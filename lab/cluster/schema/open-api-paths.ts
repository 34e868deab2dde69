import type { Json } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';

/** Parameters that kubectl looks for before it asks an API server to validate, or to do as if. */
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'];
const LIST_PARAMETERS = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
];

interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** `x-kubernetes-action`. */
  readonly action: string;
  readonly parameters: readonly string[];
}

const COLLECTION: readonly Operation[] = [
  { method: 'get', action: 'list', parameters: LIST_PARAMETERS },
  { method: 'post', action: 'post', parameters: WRITE_PARAMETERS },
  { method: 'delete', action: 'deletecollection', parameters: ['dryRun', ...LIST_PARAMETERS] },
];

const OBJECT: readonly Operation[] = [
  { method: 'get', action: 'get', parameters: [] },
  { method: 'put', action: 'put', parameters: WRITE_PARAMETERS },
  { method: 'patch', action: 'patch', parameters: [...WRITE_PARAMETERS, 'force'] },
  { method: 'delete', action: 'delete', parameters: ['dryRun', 'gracePeriodSeconds', 'propagationPolicy'] },
];

const NUMBERS: ReadonlySet<string> = new Set(['gracePeriodSeconds', 'limit', 'timeoutSeconds']);
const FLAGS: ReadonlySet<string> = new Set(['allowWatchBookmarks', 'force', 'sendInitialEvents', 'watch']);

/** The paths of a kind below the root of its group and version, with what can be done there. */
export function pathsOf(root: string, type: ResourceType): Json {
  const { plural, namespaced } = type;
  const above = namespaced ? `${root}/namespaces/{namespace}` : root;
  const inPath = namespaced ? ['namespace'] : [];
  return {
    ...(namespaced ? { [`${root}/${plural}`]: pathItem(type, COLLECTION.slice(0, 1), []) } : {}),
    [`${above}/${plural}`]: pathItem(type, COLLECTION, inPath),
    [`${above}/${plural}/{name}`]: pathItem(type, OBJECT, ['name', ...inPath]),
  };
}

function pathItem(
  { group, version, kind }: ResourceType,
  operations: readonly Operation[],
  inPath: readonly string[],
): Json {
  const described = operations.map(({ method, action, parameters }) => [
    method,
    {
      parameters: parameters.map(queryParameter),
      responses: { '200': { description: 'OK' } },
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': { group, version, kind },
    },
  ]);
  const parameters = inPath.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return { ...Object.fromEntries(described), ...(parameters.length > 0 ? { parameters } : {}) };
}

function queryParameter(name: string): Json {
  const type = NUMBERS.has(name) ? 'integer' : FLAGS.has(name) ? 'boolean' : 'string';
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}
