/** What keeps scenarios from being run in a cluster. */
type ClusterWorldErrorCode =
  | 'cluster-not-named'
  | 'cluster-unreachable'
  | 'cluster-unprepared'
  | 'cluster-refused'
  | 'cluster-not-reached'
  | 'cluster-not-settled'
  | 'world-unknown';

/** The message says what to do. */
export class ClusterWorldError extends Error {
  override readonly name = 'ClusterWorldError';
  readonly code: ClusterWorldErrorCode;

  constructor(code: ClusterWorldErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
