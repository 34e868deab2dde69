import { ApiError } from '../objects/status.ts';
import type { FieldSet } from './field-set.ts';
import type { Ownership } from './managed-fields.ts';
import { printPath } from './path-element.ts';

/** Fields that an applied configuration sets to other values than their owner has. */
export interface Conflict {
  readonly owner: Ownership;
  readonly fields: FieldSet;
}

/** The refusal of server-side apply, in the words of Kubernetes: HTTP 409 with a cause for each field. */
export function conflictError(conflicts: readonly Conflict[]): ApiError {
  const named = conflicts
    .map(({ owner, fields }) => ({ owner: printOwner(owner), paths: [...fields.paths()].map(printPath) }))
    .sort((left, right) => (left.owner < right.owner ? -1 : 1));
  const causes = named.flatMap(({ owner, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field })),
  );
  const [first] = causes;
  const message =
    causes.length === 1 && first
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${named
          .map(({ owner, paths }) =>
            [`conflicts with ${owner}:`, ...paths.map((path) => `- ${path}`)].join('\n'),
          )
          .join('\n')}`;
  return new ApiError(409, 'Conflict', message, { causes });
}

function printOwner({ manager, operation, apiVersion, subresource }: Ownership): string {
  const name = JSON.stringify(manager);
  const part = subresource === undefined ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${part} using ${apiVersion}` : part;
}
