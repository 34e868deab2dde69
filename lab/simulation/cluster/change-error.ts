/** A change, or a model, of something that the simulated cluster does not have. */
export class ChangeError extends Error {
  override readonly name = 'ChangeError';
  readonly code = 'change-impossible';
  /** Where in the plan it stands: `backends` and the name, `changes` and the number from 0; undefined: it came from no plan. */
  readonly place: readonly PropertyKey[] | undefined;

  constructor(message: string, place?: readonly PropertyKey[]) {
    super(message);
    this.place = place;
  }
}

/**
 * Looks at one place of a plan.
 *
 * @throws ChangeError with that place
 */
export function lookAt(place: readonly PropertyKey[], look: () => unknown): void {
  try {
    look();
  } catch (error) {
    throw error instanceof ChangeError ? new ChangeError(error.message, place) : error;
  }
}

/** Names for a message, in the order of the alphabet. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.toSorted().join(', ');
}
