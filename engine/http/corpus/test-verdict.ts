import type { CorpusCase, Expectation, Forwarded, Refused } from './corpus-case.ts';
import { fieldOf, type WireMessage } from './test-message-reader.ts';
import type { RawClient, Seen } from './test-raw-client.ts';
import { answerTo } from './test-recorder.ts';

/** What came of a case: every answer, and how the connection was left. */
export interface Outcome {
  readonly answers: readonly WireMessage[];
  /** `open`: another request may follow. */
  readonly end: 'open' | 'closed' | 'broken' | 'malformed' | 'hung';
}

export function expectationsOf({ expect }: CorpusCase): readonly Expectation[] {
  return isList(expect) ? expect : [expect];
}

function isList(expect: CorpusCase['expect']): expect is readonly Expectation[] {
  return Array.isArray(expect);
}

/** Answers that belong to an expectation, and whether the connection has to end behind them. */
function extent(expectation: Expectation): { answers: number; closes: boolean } {
  if ('status' in expectation) return { answers: 1, closes: expectation.closes };
  const { forwarded, behind, closes } = expectation;
  return { answers: forwarded.length + (behind ? 1 : 0), closes: behind?.closes ?? closes ?? false };
}

/** Reads all that comes of a case whose bytes are on their way. */
export async function outcomeOf(client: RawClient, sample: CorpusCase): Promise<Outcome> {
  const answers: WireMessage[] = [];
  const candidates = expectationsOf(sample);
  for (;;) {
    const fits = candidates.filter((candidate) => explains(candidate, answers));
    const complete = fits.map(extent).filter(({ answers: count }) => count <= answers.length);
    if (complete.some(({ closes }) => !closes) && !saysClose(answers))
      return { answers, end: client.ended ? 'closed' : 'open' };
    // An answer that fits nothing is reported at once, unless the connection tells more.
    if (fits.length === 0) return { answers, end: client.ended ? 'closed' : 'open' };
    const seen: Seen = await client.next();
    if (seen.kind === 'answer') answers.push(seen.answer);
    else if (seen.kind === 'closed') return { answers, end: seen.clean ? 'closed' : 'broken' };
    else return { answers, end: seen.kind === 'malformed' ? 'malformed' : 'hung' };
  }
}

function saysClose(answers: readonly WireMessage[]): boolean {
  return fieldOf(answers.at(-1)?.fields ?? [], 'connection') === 'close';
}

/** Whether the answers so far are a beginning of what is expected. */
function explains(expectation: Expectation, answers: readonly WireMessage[]): boolean {
  if ('status' in expectation)
    return answers.every((answer, index) => index === 0 && hasStatus(expectation, answer));
  return answers.every((answer, index) => {
    const request = expectation.forwarded[index];
    if (!request)
      return (
        index === expectation.forwarded.length &&
        expectation.behind !== undefined &&
        hasStatus(expectation.behind, answer)
      );
    return answer.line[1] === '200' && answer.body === bodyFor(request);
  });
}

function bodyFor({ method, target, body = '' }: Forwarded['forwarded'][number]): string {
  return method === 'HEAD' ? '' : answerTo(method, target, body.length);
}

function hasStatus({ status }: Refused, { line: [, code] }: WireMessage): boolean {
  return typeof status === 'number' ? Number(code) === status : status.includes(Number(code));
}

/** Why an outcome and what the server saw are not as expected; undefined if they are. */
export function complaint(
  sample: CorpusCase,
  outcome: Outcome,
  requests: readonly WireMessage[],
): string | undefined {
  const reasons = expectationsOf(sample).map((expectation) => mismatch(expectation, outcome, requests));
  return reasons.includes(undefined) ? undefined : reasons.join('; or ');
}

function mismatch(
  expectation: Expectation,
  outcome: Outcome,
  requests: readonly WireMessage[],
): string | undefined {
  const { answers, closes } = extent(expectation);
  const seen = `${outcome.answers.map(({ line, body }) => `${line[1]} ${JSON.stringify(body.slice(0, 40))}`).join(', ') || 'no answer'}, ${outcome.end}`;
  if (!explains(expectation, outcome.answers) || outcome.answers.length !== answers)
    return `expected ${describe(expectation)}, got ${seen}`;
  if ((outcome.end === 'closed') !== closes && !(outcome.end === 'broken' && closes))
    return `expected the connection ${closes ? 'closed' : 'open'}, got ${seen}`;
  const expected = 'status' in expectation ? [] : expectation.forwarded;
  const shown = requests.map(({ line: [method, target] }) => `${method} ${target}`);
  if (requests.length !== expected.length)
    return `expected ${expected.length} requests at the server, got ${shown}`;
  return expected
    .map((request, index) => differs(request, requests[index]))
    .find((reason) => reason !== undefined);
}

function differs(
  expected: Forwarded['forwarded'][number],
  request: WireMessage | undefined,
): string | undefined {
  if (!request) return 'no request';
  const fields = { ...(expected.host === undefined ? {} : { host: expected.host }), ...expected.fields };
  const wrong = Object.entries(fields).find(([name, value]) => fieldOf(request.fields, name) !== value);
  if (wrong) return `expected ${wrong[0]}: ${wrong[1]}, the server got ${fieldOf(request.fields, wrong[0])}`;
  const got = [...request.line.slice(0, 2), request.body].join(' ');
  const want = [expected.method, expected.target, expected.body ?? ''].join(' ');
  return got === want
    ? undefined
    : `expected ${JSON.stringify(want)} at the server, got ${JSON.stringify(got)}`;
}

function describe(expectation: Expectation): string {
  if ('status' in expectation) return `${expectation.status}${expectation.closes ? ' and close' : ''}`;
  const behind = expectation.behind ? `, then ${describe(expectation.behind)}` : '';
  return `${expectation.forwarded.map(({ method, target }) => `${method} ${target} forwarded`).join(', ')}${behind}`;
}

/** Methods of a case's requests, for the reader of the answers. */
export function methodsOf(sample: CorpusCase): string[] {
  return sample.bytes.startsWith('HEAD ') ? ['HEAD'] : [];
}
