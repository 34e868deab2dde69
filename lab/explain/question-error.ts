/** A question that cannot be asked of a configuration. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
  readonly code = 'question-invalid';
}
