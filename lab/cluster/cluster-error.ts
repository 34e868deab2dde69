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
