import { formatReference, type ResourceReference } from '../../engine/core.ts';

/** What can go wrong when a cluster is asked for something. */
export type ClusterErrorCode =
  | 'cluster-closed'
  | 'cluster-not-settled'
  | 'cluster-planned'
  | 'kind-not-known'
  | 'namespace-protected'
  | 'replicas-invalid'
  | 'resource-not-found';

/** A request that a cluster cannot meet. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterErrorCode;

  constructor(code: ClusterErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** There is no such object. */
export function notFound(reference: ResourceReference): ClusterError {
  return new ClusterError('resource-not-found', `there is no ${formatReference(reference)} in the cluster`);
}

/** Nothing can be done with a cluster that is closed. */
export function closedError(): ClusterError {
  return new ClusterError('cluster-closed', 'the cluster is closed: make a new one');
}
