import { setTimeout as delay } from 'node:timers/promises';
import type { CorpusCase } from '../../engine/http/corpus/corpus-case.ts';
import { RawClient } from '../../engine/http/corpus/test-raw-client.ts';
import type { Recorder } from '../../engine/http/corpus/test-recorder.ts';
import { methodsOf } from '../../engine/http/corpus/test-verdict.ts';
import type { Outcome } from './verdict.ts';

/** Milliseconds in which a proxy has to answer or to close. */
const PATIENCE_MS = 1_000;

/** Milliseconds after an answer in which there may be more: another answer, the end, or a request at the server. */
const MORE_MS = 40;

/** Sends the bytes of a case to a proxy, and tells what the client and the server behind it saw. */
export async function send(port: number, recorder: Recorder, sample: CorpusCase): Promise<Outcome> {
  recorder.forget();
  await using client = await RawClient.connect(port, methodsOf(sample));
  client.send(sample.bytes);
  const statuses: number[] = [];
  let closed = false;
  for (;;) {
    const seen = await client.next(statuses.length === 0 ? PATIENCE_MS : MORE_MS);
    if (seen.kind === 'answer') statuses.push(Number(seen.answer.line[1]));
    else {
      closed = seen.kind === 'closed';
      // A line that is no status line is an answer of HTTP/0.9, or worse.
      if (seen.kind === 'malformed') statuses.push(0);
      break;
    }
  }
  await delay(MORE_MS);
  if (recorder.requests.length > statuses.length && !closed) {
    // The answer to a request that arrived may only be late.
    const seen = await client.next(PATIENCE_MS);
    if (seen.kind === 'answer') statuses.push(Number(seen.answer.line[1]));
  }
  return {
    statuses,
    closed,
    requests: recorder.requests.map(({ line: [method, target] }) => `${method} ${target}`),
    violation: recorder.violations.length > 0,
  };
}
