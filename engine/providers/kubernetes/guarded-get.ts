import type { Clock } from '../../net/clock.ts';
import { KubernetesError } from './api-error.ts';
import { jsonBody } from './json-lines.ts';
import { StallGuard } from './patience.ts';
import type { ApiTransport } from './transport.ts';

/** What is asked, and how long silence is borne. */
export interface GuardedRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Milliseconds without a byte after which the request is given up. */
  readonly stallMs: number;
}

type Reader<T> = (body: AsyncIterable<Uint8Array>) => Promise<T>;

/** An answer whose head was as it should be. */
export interface GuardedAnswer {
  /** Hands over the body as it arrives, once; the request is over when the reader is done, whatever is left of it. */
  read<T>(reader: Reader<T>): Promise<T>;
}

/**
 * Asks for something, and gives it up when it stops coming.
 *
 * @throws KubernetesError for an answer other than 200, for none, and, from `read`, for one that stalls.
 */
export async function guardedGet(transport: ApiTransport, asked: GuardedRequest): Promise<GuardedAnswer> {
  const { path, query, signal, clock, stallMs } = asked;
  const request = new AbortController();
  const abort = (): void => request.abort();
  let stalled = false;
  const guard = new StallGuard(clock, stallMs, () => {
    stalled = true;
    abort();
  });
  signal.addEventListener('abort', abort);
  const end = (): void => {
    guard.end();
    signal.removeEventListener('abort', abort);
    abort();
  };
  const because = (error: unknown): unknown =>
    stalled ? new KubernetesError(`no answer within ${stallMs / 1000} seconds`) : error;
  try {
    const answer = await transport.send({ method: 'GET', path, query, signal: request.signal });
    const read = async <T>(reader: Reader<T>): Promise<T> => {
      try {
        return await reader(touching(answer.body, guard));
      } catch (error) {
        throw because(error);
      } finally {
        end();
      }
    };
    if (answer.status === 200) return { read };
    const body = await read(jsonBody).catch(() => undefined);
    throw KubernetesError.fromStatus(body, answer.status, answer.retryAfterMs);
  } catch (error) {
    end();
    throw because(error);
  }
}

async function* touching(body: AsyncIterable<Uint8Array>, guard: StallGuard): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    guard.touch();
    yield chunk;
  }
}
