/** A change, or a model, of something that the simulated cluster does not have. */
export class ChangeError extends Error {
  override readonly name = 'ChangeError';
  readonly code = 'change-impossible';
}

/** Names for a message, in the order of the alphabet. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.toSorted().join(', ');
}
