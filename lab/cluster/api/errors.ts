import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { ApiError, type StatusCause } from '../objects/status.ts';

/** What an API answers where it refuses, in the words of Kubernetes (apimachinery, `api/errors`). */

type Kind = Pick<ResourceType, 'group' | 'kind'>;
type Resource = Pick<ResourceType, 'group' | 'plural'>;

export function notFound(type: Resource, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedName(type)} "${name}" not found`, detailsOf(type, name));
}

export function alreadyExists(type: Resource, name: string): ApiError {
  return new ApiError(
    409,
    'AlreadyExists',
    `${qualifiedName(type)} "${name}" already exists`,
    detailsOf(type, name),
  );
}

export function conflict(type: Resource, name: string, why: string): ApiError {
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualifiedName(type)} "${name}": ${why}`,
    detailsOf(type, name),
  );
}

export function modified(type: Resource, name: string): ApiError {
  return conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(
  type: Resource,
  name: string,
  why: string,
  causes?: readonly StatusCause[],
): ApiError {
  return new ApiError(403, 'Forbidden', `${qualifiedName(type)} "${name}" is forbidden: ${why}`, {
    ...detailsOf(type, name),
    ...(causes === undefined ? {} : { causes }),
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** @param kind absent where it is a request that is invalid, and no object */
export function invalid(kind: Kind | undefined, name: string, causes: readonly StatusCause[]): ApiError {
  const { group = '', kind: word = '' } = kind ?? {};
  const messages = [...new Set(causes.map(({ field, message }) => `${field ?? '<nil>'}: ${message}`))];
  const list = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`;
  return new ApiError(
    422,
    'Invalid',
    `${group === '' ? word : `${word}.${group}`} "${name}" is invalid: ${list}`,
    {
      ...(name === '' ? {} : { name }),
      ...(group === '' ? {} : { group }),
      ...(word === '' ? {} : { kind: word }),
      causes,
    },
  );
}

function detailsOf({ group, plural }: Resource, name: string) {
  return { name, ...(group === '' ? {} : { group }), kind: plural };
}
