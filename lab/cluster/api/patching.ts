import type { Json, KubeObject } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyMergePatch } from '../patch/merge-patch.ts';
import { applyStrategicMerge } from '../patch/strategic-merge.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { checkDepth } from './depth.ts';
import type { Patch } from './requests.ts';

export type PlainPatch = Exclude<Patch, { type: 'apply' }>;

/**
 * The object as the patch makes it, not yet read as one of its kind.
 *
 * @throws ApiError 400 and 422 for a patch that cannot be read or does not fit, 415 for one that the kind does not take
 */
export function patched(type: ResourceType, schema: SchemaNode, object: KubeObject, patch: PlainPatch): Json {
  checkDepth(patch.body);
  switch (patch.type) {
    case 'json':
      return applyJsonPatch(object, patch.body);
    case 'merge':
      return applyMergePatch(object, patch.body);
    case 'strategic':
      if (type.definition) throw noStrategicMerge();
      return applyStrategicMerge(schema, object, patch.body);
  }
}

function noStrategicMerge(): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  );
}
