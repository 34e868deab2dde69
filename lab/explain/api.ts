import type { ImmediateResponse } from '../../engine/decisions.ts';
import { explain } from './explain.ts';
import { QuestionError } from './question-error.ts';
import { readQuestion, type WrittenQuestion } from './read-question.ts';
import type { Explainable } from './scene.ts';

/** The page of a proxy's API that explains decisions. */
export const EXPLAIN_PATH = '/api/explain';

/** Requests that one question may have followed. */
const MOST_FOLLOWED = 10_000;

/** A question as the query of the page. */
export function explainQuery(question: WrittenQuestion, count: number): string {
  const { url, method, headers = [], sni, alpn, from, entryPoint } = question;
  const query = new URLSearchParams({ url, count: `${count}` });
  const optional = { method, sni, alpn: alpn?.join(','), from, entrypoint: entryPoint };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) query.set(name, value);
  for (const header of headers) query.append('header', header);
  return query.toString();
}

/**
 * Answers a request for the page: a story as JSON, or 400 with what is wrong with the question.
 *
 * @param target path and query of the request
 */
export async function explainPage(
  target: string,
  subject: () => Explainable | undefined,
): Promise<ImmediateResponse> {
  const query = new URLSearchParams(target.slice(target.indexOf('?') + 1));
  const text = (name: string) => query.get(name) ?? undefined;
  const [method, sni, alpn, from, entryPoint] = ['method', 'sni', 'alpn', 'from', 'entrypoint'].map(text);
  const count = Math.min(MOST_FOLLOWED, Math.max(1, Number(query.get('count')) || 1));
  try {
    const question = readQuestion({
      url: query.get('url') ?? '',
      headers: query.getAll('header'),
      ...(method !== undefined && { method }),
      ...(sni !== undefined && { sni }),
      ...(alpn !== undefined && { alpn: alpn.split(',') }),
      ...(from !== undefined && { from }),
      ...(entryPoint !== undefined && { entryPoint }),
    });
    const explainable = subject();
    if (!explainable) return json(503, { error: 'this proxy cannot tell what it has in force' });
    return json(200, await explain(explainable, question, { count }));
  } catch (error) {
    if (error instanceof QuestionError) return json(400, { error: error.message });
    throw error;
  }
}

function json(status: number, value: unknown): ImmediateResponse {
  return { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify(value) };
}
