/** How a request ended that got no answer; other outcomes are statuses, from 100 on. */
export const Outcome = {
  /** Its client waited no longer. */
  timeout: 1,
  /** Nobody listens where it came to. */
  refused: 2,
  /** The answer broke off. */
  broken: 3,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(Outcome).map(([name, outcome]) => [outcome, name]),
);

/** `200`, `timeout`, … */
export function outcomeName(outcome: number): string {
  return NAMES.get(outcome) ?? String(outcome);
}
