import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORPUS } from './corpus.ts';
import { type CorpusCase, chunked, type ForwardedRequest, SMUGGLED } from './corpus-case.ts';
import { startProxy } from './test-engine.ts';
import { type LenientServer, PERSONALITIES, startLenientServer } from './test-lenient-server.ts';
import { RawClient, settle } from './test-raw-client.ts';
import { expectationsOf, methodsOf } from './test-verdict.ts';

const MARKER = 'GET /marker HTTP/1.1\r\nHost: a.test\r\n\r\n';
/** Milliseconds after which a case without an answer is left: whether it has to be answered, other tests say. */
const PATIENCE_MS = 300;

for (const personality of PERSONALITIES) {
  test(`nothing is smuggled to a sloppy server: ${personality.name}`, async () => {
    await using server = await startLenientServer(personality);
    await using proxy = await startProxy([server.port]);
    const complaints: string[] = [];
    for (const sample of CORPUS) {
      const reason = await tryCase(proxy.port, server, sample);
      if (reason !== undefined)
        complaints.push(`${sample.name}: ${reason}\n  ${JSON.stringify(sample.bytes.slice(0, 300))}`);
      server.forget();
    }
    assert.equal(complaints.length, 0, `${complaints.length}:\n${complaints.join('\n')}`);
  });
}

/** Every request that the server saw is one that the client sent, and every answer is of the client's own request. */
async function tryCase(port: number, server: LenientServer, sample: CorpusCase): Promise<string | undefined> {
  const honest = expectationsOf(sample).flatMap((expectation) =>
    'forwarded' in expectation ? expectation.forwarded : [],
  );
  await using client = await RawClient.connect(port, methodsOf(sample));
  client.send(sample.bytes);
  const expected = honestAnswers(sample);
  for (let index = 0; index < Math.max(expected, 1); index += 1) {
    const seen = await client.next(PATIENCE_MS);
    if (seen.kind !== 'answer') break;
    const { line, body } = seen.answer;
    if (
      line[1] === '200' &&
      !honest.some((request) => fits(request, body)) &&
      !sample.bytes.startsWith('OPTIONS *')
    )
      return `the client got ${JSON.stringify(body)}`;
  }
  const followed = (await marker(client)) ?? (await markerElsewhere(port));
  if (followed !== undefined) return followed;
  await settle();
  const allowed = new Set([...honest.map(shown), `${methodOf(sample)} /c`, 'GET /marker']);
  const foreign = server.requests.filter((request) => !allowed.has(request));
  return foreign.length > 0 ? `the server read ${JSON.stringify(foreign)}` : undefined;
}

function honestAnswers(sample: CorpusCase): number {
  return Math.max(
    ...expectationsOf(sample).map((one) =>
      'forwarded' in one ? one.forwarded.length + (one.behind ? 1 : 0) : 1,
    ),
  );
}

function methodOf({ bytes }: CorpusCase): string {
  return bytes.trimStart().split(' ')[0] ?? '';
}

function shown({ method, target }: ForwardedRequest): string {
  return `${method} ${target}`;
}

function fits(request: ForwardedRequest, body: string): boolean {
  return request.method === 'HEAD' ? body === '' : body === shown(request);
}

/** Another request, where the connection lets it: its answer has to be its own. */
async function marker(client: RawClient): Promise<string | undefined> {
  client.send(MARKER);
  const seen = await client.next(PATIENCE_MS);
  if (seen.kind !== 'answer' || seen.answer.line[1] !== '200' || seen.answer.body === 'GET /marker')
    return undefined;
  return `the next request got ${JSON.stringify(seen.answer.body)}`;
}

/** Over another connection of the client, and perhaps the same to the server, it has to be served. */
async function markerElsewhere(port: number): Promise<string | undefined> {
  await using client = await RawClient.connect(port);
  client.send(MARKER);
  const seen = await client.next();
  if (seen.kind !== 'answer') return `another client got no answer: ${seen.kind}`;
  const { line, body } = seen.answer;
  return body === 'GET /marker' ? undefined : `another client got ${line[1]} ${JSON.stringify(body)}`;
}

test('the sloppy servers misread what they are there for', async () => {
  const misread = [
    `GET /c HTTP/1.1\r\nHost: a.test\r\nX-A: 1\nContent-Length: 0\n\n${SMUGGLED}`,
    `POST /c HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    chunked(`3;a\nabc\r\n0\r\n\r\n${SMUGGLED}`),
  ];
  for (const personality of PERSONALITIES) {
    await using server = await startLenientServer(personality);
    for (const bytes of misread) {
      await using client = await RawClient.connect(server.port);
      client.send(bytes);
      await client.next();
      await client.next();
    }
    const seen = server.requests.filter((request) => request === 'GET /smuggled').length;
    assert.equal(seen, misread.length, personality.name);
  }
});

test('the sloppy servers read right what is valid', async () => {
  const valid = CORPUS.filter(({ expect, group }) => 'forwarded' in expect && group === 'chunks');
  assert.ok(valid.length > 5);
  for (const personality of PERSONALITIES) {
    await using server = await startLenientServer(personality);
    for (const { bytes, name } of valid) {
      server.forget();
      await using client = await RawClient.connect(server.port);
      client.send(bytes + MARKER);
      await client.next();
      await client.next();
      assert.deepEqual(server.requests, ['POST /c', 'GET /marker'], `${personality.name}: ${name}`);
    }
  }
});
