import type { CorpusCase, Expectation } from '../../engine/http/corpus/corpus-case.ts';

/** What came of a case at one proxy. */
export interface Outcome {
  /** Statuses of the answers, in order. */
  readonly statuses: readonly number[];
  /** The proxy closed the connection. */
  readonly closed: boolean;
  /** Methods and targets of the requests that the server read: `GET /c`. */
  readonly requests: readonly string[];
  /** Bytes that the server got are no requests by the letter of RFC 9112. */
  readonly violation: boolean;
}

/** How safe it is. A hidden request that the proxy forwards and answers as one of its own is no more than lenient. */
export type Verdict =
  /** As expected of a strict proxy. */
  | 'strict'
  /** Forwarded in a form that is sound, though strict proxies refuse it; or refused though it may be forwarded. */
  | 'lenient'
  /** Neither answered nor closed in time. */
  | 'hung'
  /** What was forwarded is no request, and servers may read it in several ways. */
  | 'malformed'
  /** The server read a hidden request that the proxy took for part of another: it had no answer of its own. */
  | 'smuggled';

/** Judges what came of a case. */
export function verdictOf({ expect }: Pick<CorpusCase, 'expect'>, outcome: Outcome): Verdict {
  const expectations: readonly Expectation[] = isList(expect) ? expect : [expect];
  const { requests, statuses } = outcome;
  const unknown = requests.length > statuses.length;
  if (unknown && requests.some((request) => request.includes('/smuggled'))) return 'smuggled';
  if (outcome.violation) return 'malformed';
  if (outcome.statuses.length === 0 && !outcome.closed) return 'hung';
  return expectations.some((expectation) => meets(expectation, outcome)) ? 'strict' : 'lenient';
}

function meets(expectation: Expectation, { statuses, closed, requests }: Outcome): boolean {
  if ('status' in expectation) {
    const { status, closes } = expectation;
    const right = typeof status === 'number' ? [status] : status;
    return requests.length === 0 && right.includes(statuses[0] ?? 0) && (closed || !closes);
  }
  const forwarded = expectation.forwarded.map(({ method, target }) => `${method} ${target}`);
  return (
    forwarded.length === requests.length && forwarded.every((request, index) => request === requests[index])
  );
}

function isList(expect: CorpusCase['expect']): expect is readonly Expectation[] {
  return Array.isArray(expect);
}

/** An outcome in a cell: `400`, `F` for one request forwarded, `F2 400`, `closed`, `hung`. */
export function shown({ statuses, closed, requests, violation }: Outcome): string {
  const own = statuses.filter((status) => status !== 200);
  const forwarded = requests.length === 0 ? [] : [requests.length === 1 ? 'F' : `F${requests.length}`];
  const cell = [...(violation ? ['malformed'] : []), ...forwarded, ...own].join(' ');
  if (cell !== '') return cell;
  if (statuses.length > 0) return statuses.join(' ');
  return closed ? 'closed' : 'hung';
}
