import jsonPatch, { type Operation } from 'fast-json-patch';
import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { isObject } from './json.ts';

/** More operations than any person writes; the API server of Kubernetes has the same limit. */
const MOST_OPERATIONS = 10_000;

/** Characters that all `copy` operations of a patch may add: few of them, each a copy of the last, are enough to fill any memory. */
const MOST_COPIED = 3 * 1024 * 1024;

/**
 * Applies a JSON patch (RFC 6902) to an object that stays as it is. Throws an ApiError: 400 if the operations are no
 * list of objects, 422 if one of them fails, a `test` among them, or leaves no object.
 */
export function applyJsonPatch(object: Json, operations: unknown): Json {
  if (!isOperations(operations)) {
    throw new ApiError(400, 'BadRequest', 'a JSON patch is a list of operations: [{"op": "replace", ...}]');
  }
  if (operations.length > MOST_OPERATIONS) {
    throw new ApiError(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${operations.length}`,
    );
  }
  const patched = patchedBy(object, operations);
  if (!isObject(patched)) throw refusal();
  return patched;
}

function patchedBy(object: Json, operations: readonly Operation[]): unknown {
  try {
    let document: unknown = structuredClone(object);
    let copied = 0;
    for (const operation of structuredClone(operations)) {
      if (operation.op === 'copy') {
        copied += JSON.stringify(jsonPatch.getValueByPointer(document, operation.from))?.length ?? 0;
        if (copied > MOST_COPIED) throw refusal();
      }
      document = jsonPatch.applyOperation(document, operation, true).newDocument;
    }
    return document;
  } catch {
    throw refusal();
  }
}

function isOperations(value: unknown): value is readonly Operation[] {
  return Array.isArray(value) && value.every(isObject);
}

/** What Kubernetes says of every patch that cannot be applied, whichever operation it was. */
function refusal(): ApiError {
  return new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request');
}
