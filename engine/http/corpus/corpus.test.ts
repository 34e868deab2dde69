import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORPUS } from './corpus.ts';
import type { CorpusCase } from './corpus-case.ts';
import { startProxy } from './test-engine.ts';
import { RawClient, settle } from './test-raw-client.ts';
import { answerTo, type Recorder, startRecorder } from './test-recorder.ts';
import { complaint, methodsOf, outcomeOf } from './test-verdict.ts';

/** A request of which nothing can be doubted. */
const MARKER = 'GET /marker HTTP/1.1\r\nHost: a.test\r\n\r\n';

test('the corpus has a name for each case and says what has to come of it', () => {
  assert.equal(new Set(CORPUS.map(({ name }) => name)).size, CORPUS.length);
  assert.ok(CORPUS.length >= 150);
  for (const { name, bytes } of CORPUS) assert.match(bytes, /^[\0-\xff]+$/, name);
});

for (const [group, samples] of Map.groupBy(CORPUS, ({ group }) => group)) {
  test(`raw bytes: ${group}`, async () => {
    await using recorder = await startRecorder();
    await using proxy = await startProxy([recorder.port]);
    const complaints: string[] = [];
    for (const sample of samples) {
      const reason = await tryCase(proxy.port, recorder, sample);
      if (reason !== undefined)
        complaints.push(`${sample.name}: ${reason}\n  ${JSON.stringify(sample.bytes.slice(0, 300))}`);
      recorder.forget();
    }
    assert.equal(
      complaints.length,
      0,
      `${complaints.length} of ${samples.length}:\n${complaints.join('\n')}`,
    );
  });
}

/** Sends a case, then a request on the same connection if it is open, then one on another. */
async function tryCase(port: number, recorder: Recorder, sample: CorpusCase): Promise<string | undefined> {
  await using client = await RawClient.connect(port, methodsOf(sample));
  client.send(sample.bytes);
  const outcome = await outcomeOf(client, sample);
  await settle();
  const reason = complaint(sample, outcome, recorder.requests);
  if (reason !== undefined) return reason;
  if (outcome.end === 'open') {
    const followed = await marker(client);
    if (followed !== undefined) return `on the same connection, ${followed}`;
  }
  await using other = await RawClient.connect(port);
  const followed = await marker(other);
  if (followed !== undefined) return `on another connection, ${followed}`;
  const markers = outcome.end === 'open' ? 2 : 1;
  const last = recorder.requests.slice(-markers).map(({ line: [, target] }) => target);
  if (last.some((target) => target !== '/marker')) return `the server got ${last} for the marker`;
  return recorder.violations.length > 0 ? `the server got ${recorder.violations}` : undefined;
}

async function marker(client: RawClient): Promise<string | undefined> {
  client.send(MARKER);
  const seen = await client.next();
  if (seen.kind !== 'answer') return `no answer to the next request: ${seen.kind}`;
  const { line, body } = seen.answer;
  return body === answerTo('GET', '/marker', 0)
    ? undefined
    : `the next request got ${line[1]} ${JSON.stringify(body)}`;
}
