/** A worker could not be started, or several are not possible here. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  /** `workers-not-supported`, or the code of what went wrong in the worker, such as `address-in-use`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
