/** An assertion of a step that does not hold; the message tells what was seen, not just that it differs. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/** Fails with `message` unless `condition` holds. The message is only built when it is needed. */
export function expect(condition: boolean, message: () => string): asserts condition {
  if (condition) return;
  const text = message();
  // A table keeps its columns only if it begins on a line of its own.
  throw new ExpectationError(text.includes('\n') ? `\n${text}` : text);
}
