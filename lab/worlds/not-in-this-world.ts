/**
 * What somebody asks for that cannot be done or known where the pods are, by the nature of the place. No failure: a step
 * that meets it skips the rest of its scenario, with the message as the reason.
 */
export class NotInThisWorldError extends Error {
  override readonly name = 'NotInThisWorldError';
  readonly code = 'not-in-this-world';
}
