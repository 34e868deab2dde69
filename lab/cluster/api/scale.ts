import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { cause, notNegative } from './causes.ts';
import { badRequest, invalid } from './errors.ts';
import { type Draft, draftOf, isRecord, recordAt, valueAt } from './json.ts';
import type { LabelSelector } from './kinds/label-selector.ts';

/** The `scale` subresource: how many there are of a workload, in one form for all kinds (`autoscaling/v1` Scale). */

export const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

export function scaleOf(type: ResourceType, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const paths = pathsOf(type);
  const selector = paths.selector ? valueAt(object, paths.selector) : undefined;
  return {
    kind: SCALE.kind,
    apiVersion: `${SCALE.group}/v1`,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { replicas: numberAt(object, paths.spec) },
    status: {
      replicas: numberAt(object, paths.status),
      ...(selector === undefined ? {} : { selector: selectorText(selector) }),
    },
  };
}

/**
 * The object with as many replicas as the Scale says.
 *
 * @throws ApiError 400, 422
 */
export function scaled(type: ResourceType, object: KubeObject, scale: Json): Draft {
  const replicas = recordAt(scale, 'spec')['replicas'] ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  const problems = notNegative('spec.replicas', replicas);
  const name = recordAt(scale, 'metadata')['name'] ?? object.metadata.name;
  if (name !== object.metadata.name)
    problems.push(cause.invalid('metadata.name', name, 'field is immutable'));
  if (problems.length > 0) throw invalid(SCALE, object.metadata.name, problems);
  const draft = draftOf(object);
  write(draft, pathsOf(type).spec, replicas);
  return draft;
}

interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  readonly selector?: readonly string[];
}

/** A CustomResourceDefinition says where the numbers are (`subresources.scale`). */
function pathsOf(type: ResourceType): ScalePaths {
  const usual = {
    spec: ['spec', 'replicas'],
    status: ['status', 'replicas'],
    selector: ['spec', 'selector'],
  };
  if (!type.definition) return usual;
  const versions = recordAt(type.definition, 'spec')['versions'];
  const version = (Array.isArray(versions) ? versions : []).find(
    (one: unknown) => isRecord(one) && one['name'] === type.version,
  );
  const scale = valueAt(version, ['subresources', 'scale']);
  const path = (field: string) => {
    const text = valueAt(scale, [field]);
    return typeof text === 'string' ? text.replace(/^\./, '').split('.') : undefined;
  };
  const selector = path('labelSelectorPath');
  return {
    spec: path('specReplicasPath') ?? usual.spec,
    status: path('statusReplicasPath') ?? usual.status,
    ...(selector === undefined ? {} : { selector }),
  };
}

function numberAt(object: KubeObject, path: readonly string[]): number {
  const value = valueAt(object, path);
  return typeof value === 'number' ? value : 0;
}

function write(draft: Draft, path: readonly string[], value: number): void {
  let owner: Record<string, unknown> = draft;
  for (const field of path.slice(0, -1)) {
    const next = owner[field];
    const inner = isRecord(next) ? next : {};
    owner[field] = inner;
    owner = inner;
  }
  owner[path.at(-1) ?? ''] = value;
}

/** A selector as the text that a list takes. */
function selectorText(selector: unknown): string {
  if (!isRecord(selector)) return String(selector);
  const isPlain = !('matchLabels' in selector) && !('matchExpressions' in selector);
  const { matchLabels = {}, matchExpressions = [] } = (
    isPlain ? { matchLabels: selector } : selector
  ) as LabelSelector;
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key = '', operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  return [...equal, ...others].sort().join(',');
}
