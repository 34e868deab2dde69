import { flag, wholeNumber } from './parameters.ts';
import { invalidListOptions } from './refusals.ts';

/** What a watch asks for, besides selectors. */
export interface WatchRequest {
  /** Absent: what is there now comes first. */
  readonly after?: number;
  readonly marksInitialEnd: boolean;
  readonly bookmarks: boolean;
  /** Seconds after which the answer ends; absent: never. */
  readonly timeoutSeconds?: number;
}

/**
 * Reads the parameters of a watch (Kubernetes API concepts, "Efficient detection of changes" and "Streaming lists").
 *
 * @throws ApiError 400 or 422
 */
export function watchRequest(query: URLSearchParams, current: number): WatchRequest {
  const from = wholeNumber(query, 'resourceVersion') ?? 0;
  const match = query.get('resourceVersionMatch');
  const initial = query.has('sendInitialEvents') ? flag(query, 'sendInitialEvents') : undefined;
  const bookmarks = flag(query, 'allowWatchBookmarks');
  if (initial === undefined && match) {
    throw forbidden('resourceVersionMatch', 'is forbidden for watch unless sendInitialEvents is provided');
  }
  if (initial !== undefined && match !== 'NotOlderThan') {
    throw forbidden(
      'resourceVersionMatch',
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  const timeoutSeconds = wholeNumber(query, 'timeoutSeconds');
  const late = initial === true ? from > current : from > 0;
  const after = late ? from : initial === false ? current : undefined;
  return {
    ...(after === undefined ? {} : { after }),
    marksInitialEnd: initial === true && !late,
    bookmarks,
    ...(timeoutSeconds ? { timeoutSeconds } : {}),
  };
}

function forbidden(field: string, detail: string): Error {
  return invalidListOptions([
    { field, reason: 'FieldValueForbidden', message: `Forbidden: ${field} ${detail}` },
  ]);
}
