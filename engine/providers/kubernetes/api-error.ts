import { isJson, type Json } from './api-object.ts';

/**
 * What kept a request from being answered as asked. The message is safe to show: it never holds what an object says,
 * which may be a Secret's.
 */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  /** HTTP status, or the code of a Status in a watch; undefined if there was no answer at all. */
  readonly status: number | undefined;
  /** Milliseconds that the API asks to wait. */
  readonly retryAfterMs: number;

  constructor(message: string, status?: number, retryAfterMs = 0) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** From the body of an answer, or an ERROR event of a watch (Kubernetes: API conventions, "Response Status Kind"). */
  static fromStatus(body: unknown, status: number, retryAfterMs = 0): KubernetesError {
    const said = isJson(body) && body['kind'] === 'Status' ? body : {};
    const code = typeof said['code'] === 'number' ? said['code'] : status;
    const message = typeof said['message'] === 'string' ? said['message'] : `HTTP ${code}`;
    return new KubernetesError(firstLine(message), code, Math.max(retryAfterMs, retryAfterOf(said)));
  }

  /** From what a socket, a file of credentials or a program that gets them threw. */
  static fromFailure(error: unknown): KubernetesError {
    if (error instanceof KubernetesError) return error;
    if (!(error instanceof Error)) return new KubernetesError('the connection failed');
    // Several addresses were tried, and the message of all together is empty.
    const cause = error instanceof AggregateError ? error.errors[0] : error;
    return new KubernetesError(firstLine(cause instanceof Error ? cause.message : error.message));
  }

  /** The version that is asked for is not kept any more: what is there must be listed anew. */
  get expired(): boolean {
    return this.status === 410;
  }
}

/** What is quoted behind the first line may hold content: a parser shows where in a file it stumbled. */
function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 500 ? `${line.slice(0, 497)}...` : line;
}

function retryAfterOf(status: Json): number {
  const details = isJson(status['details']) ? status['details'] : {};
  const seconds = details['retryAfterSeconds'];
  return typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0;
}
