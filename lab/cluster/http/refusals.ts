import { ApiError, type StatusCause } from '../objects/status.ts';

/** The path, or the kind it names, is not served. */
export function notServed(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function methodNotAllowed(): ApiError {
  return new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

/** HTTP 415 for the media type of a body. */
export function unknownFormat(accepted: readonly string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** HTTP 422 for options of a list or a watch. */
export function invalidListOptions(causes: readonly Required<StatusCause>[]): ApiError {
  return invalidOptions('ListOptions', causes);
}

/** HTTP 422 for the options of a request: `kind` is what Kubernetes calls them. */
export function invalidOptions(kind: string, causes: readonly Required<StatusCause>[]): ApiError {
  const told = causes.map(({ field, message }) => `${field}: ${message}`).join(', ');
  return new ApiError(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${told}`, {
    group: 'meta.k8s.io',
    kind,
    causes,
  });
}

/** HTTP 410: what happened since is no longer known. Clients list anew. */
export function expired(wanted: number, oldest: number): ApiError {
  return new ApiError(410, 'Expired', `too old resource version: ${wanted} (${oldest})`);
}

/** HTTP 504: a resource version that this API has not given. Clients try again, then list anew. */
export function tooLarge(wanted: number, current: number): ApiError {
  return new ApiError(504, 'Timeout', `Too large resource version: ${wanted}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
