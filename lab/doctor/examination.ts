/** What is there, or why it is not. */
export interface Finding {
  readonly there: boolean;
  /** `24.21.0`; or why it is missing. */
  readonly detail: string;
}

/** One thing that something of the lab needs. */
export interface Examination {
  readonly name: string;
  /** What cannot be done without it. */
  readonly neededFor: string;
  /** Whether nothing at all runs without it. */
  readonly essential: boolean;
  /** How to get it. */
  readonly remedy: string;
  /** Looks; starts nothing that goes on, and rejects for nothing that a machine may lack. */
  examine(): Promise<Finding>;
}

/** An examination with what came of it. */
export interface Examined extends Omit<Examination, 'examine'>, Finding {}

/** Carries out all examinations, at the same time. */
export function examined(examinations: readonly Examination[]): Promise<Examined[]> {
  return Promise.all(
    examinations.map(async ({ examine, ...about }) => ({
      ...about,
      ...(await examine().catch((error: unknown) => ({
        there: false,
        detail: error instanceof Error ? error.message : String(error),
      }))),
    })),
  );
}
