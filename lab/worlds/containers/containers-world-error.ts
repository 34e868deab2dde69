/** What keeps scenarios from being run in containers. */
type ContainersWorldErrorCode =
  | 'containers-no-engine'
  | 'containers-engine-failed'
  | 'containers-images-invalid'
  | 'containers-image-missing';

/** The message says what was tried, and what to do. */
export class ContainersWorldError extends Error {
  override readonly name = 'ContainersWorldError';
  readonly code: ContainersWorldErrorCode;

  constructor(code: ContainersWorldErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
