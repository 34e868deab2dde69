/** A target that cannot be started, or that has failed. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  /** `target-unavailable`: the machine lacks it. `target-failed`: it runs no more, or does not do what it should. */
  readonly code: 'target-unavailable' | 'target-failed';

  constructor(code: TargetError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
