import { EXPLAIN_PATH, explainQuery } from './api.ts';
import { QuestionError } from './question-error.ts';
import type { WrittenQuestion } from './read-question.ts';
import type { Story } from './story.ts';

/** A running lab that does not answer, or is none. */
export class LabUnreachableError extends Error {
  override readonly name = 'LabUnreachableError';
  readonly code = 'lab-unreachable';
}

/**
 * Has a decision explained by a running lab.
 *
 * @param lab address of its API: `http://127.0.0.1:9000`
 * @throws QuestionError, LabUnreachableError
 */
export async function askLab(lab: string, question: WrittenQuestion, count: number): Promise<Story> {
  const address = URL.parse(`${EXPLAIN_PATH}?${explainQuery(question, count)}`, lab);
  if (!address) throw new QuestionError(`${lab} is no address of a lab; write http://127.0.0.1:9000`);
  const response = await fetch(address).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : error;
    throw new LabUnreachableError(`no lab answers at ${lab}: ${cause}`);
  });
  const body = await response.text();
  if (response.ok) return JSON.parse(body) as Story;
  if (response.status === 400) throw new QuestionError(errorIn(body));
  throw new LabUnreachableError(
    `${lab} does not explain decisions: it answers ${response.status} to ${EXPLAIN_PATH}`,
  );
}

function errorIn(body: string): string {
  const { error }: { error?: unknown } = JSON.parse(body);
  return typeof error === 'string' ? error : body;
}
