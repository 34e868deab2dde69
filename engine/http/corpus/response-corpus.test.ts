import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESPONSE_CORPUS } from './corpus.ts';
import type { ResponseCase, ResponseExpectation } from './corpus-case.ts';
import { startProxy } from './test-engine.ts';
import { fieldOf, type WireMessage } from './test-message-reader.ts';
import { RawClient, type Seen, settle } from './test-raw-client.ts';
import { get, type ScriptedConnection, startScripted, whole } from './test-scripted-server.ts';

/** Offsets at which each answer is cut, besides going out in one piece. */
const CUTS = 12;
/** Longer answers go out in one piece alone. */
const LONGEST_CUT = 100_000;

test('every hostile answer has a name of its own', () => {
  assert.equal(new Set(RESPONSE_CORPUS.map(({ name }) => name)).size, RESPONSE_CORPUS.length);
});

for (const [group, samples] of Map.groupBy(RESPONSE_CORPUS, ({ group }) => group)) {
  test(`raw answers: ${group}`, async () => {
    const complaints: string[] = [];
    for (const sample of samples) {
      for (const cuts of cutsOf(sample.bytes)) {
        const reason = await tryCase(sample, cuts);
        if (reason === undefined) continue;
        complaints.push(
          `${sample.name}${cuts.length > 0 ? ` cut at ${cuts}` : ''}: ${reason}\n  ${JSON.stringify(sample.bytes.slice(0, 200))}`,
        );
        break;
      }
    }
    assert.equal(
      complaints.length,
      0,
      `${complaints.length} of ${samples.length}:\n${complaints.join('\n')}`,
    );
  });
}

function cutsOf(bytes: string): number[][] {
  if (bytes.length > LONGEST_CUT) return [[]];
  const step = Math.max(1, Math.ceil((bytes.length - 1) / CUTS));
  const plans: number[][] = [[]];
  for (let cut = 1 + (bytes.length % step); cut < bytes.length; cut += step) plans.push([cut]);
  return plans;
}

/** Asks for the case, then for two markers: one on the same connection, if it is open, and one on another. */
async function tryCase(sample: ResponseCase, cuts: readonly number[]): Promise<string | undefined> {
  let caseConnection = -1;
  let reused = false;
  await using server = await startScripted({
    onRequest: ({ line: [, target] }, connection) => {
      if (target === '/case') {
        caseConnection = connection.index;
        void answer(connection, sample, cuts);
        return;
      }
      reused ||= connection.index === caseConnection;
      connection.send(whole(target));
    },
  });
  await using proxy = await startProxy([server.port]);
  const method = sample.method ?? 'GET';
  await using client = await RawClient.connect(proxy.port, [method]);
  client.send(`${method} /case HTTP/1.1\r\nHost: a.test\r\n${sample.requestLines ?? ''}\r\n`);
  const first = await client.next();
  const expectations = isList(sample.expect) ? sample.expect : [sample.expect];
  const reasons = expectations.map((expectation) => mismatch(expectation, first));
  if (!reasons.includes(undefined)) return reasons.join('; or ');
  // What the server sent too much has arrived by now.
  await settle(4);
  if (!client.ended) {
    client.send(get('/marker/1'));
    const followed = notTheMarker(await client.next(), '/marker/1');
    if (followed !== undefined) return `on the same connection, ${followed}`;
  }
  await using other = await RawClient.connect(proxy.port);
  other.send(get('/marker/2'));
  const followed = notTheMarker(await other.next(), '/marker/2');
  if (followed !== undefined) return `on another connection, ${followed}`;
  if (reused && sample.reusable !== true) return 'the connection to the server was used again';
  if (sample.requestLines !== undefined) return undefined;
  const asked = server.requests.filter((request) => request === `${method} /case`).length;
  return asked === 1 ? undefined : `the server was asked ${asked} times`;
}

function isList(expect: ResponseCase['expect']): expect is readonly ResponseExpectation[] {
  return Array.isArray(expect);
}

async function answer(
  connection: ScriptedConnection,
  { bytes, ending }: ResponseCase,
  cuts: readonly number[],
): Promise<void> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    connection.send(bytes.slice(from, cut));
    from = cut;
    await settle();
  }
  if (ending === 'end') connection.socket.end();
  else if (ending === 'reset') connection.socket.resetAndDestroy();
}

function mismatch(expectation: ResponseExpectation, seen: Seen): string | undefined {
  const got = seen.kind === 'answer' ? shown(seen.answer) : seen.kind;
  if (seen.kind === 'malformed') return `the client got no HTTP: ${seen.reason}`;
  if (seen.kind === 'nothing') return 'hung';
  if ('broken' in expectation) {
    if (seen.kind === 'closed') return undefined;
    if (seen.kind === 'answer' && ['500', '502'].includes(seen.answer.line[1])) return undefined;
    return `expected an error or a broken answer, got ${got}`;
  }
  if (seen.kind !== 'answer') return `expected an answer, got ${got}`;
  const { line, body, fields } = seen.answer;
  if ('refused' in expectation)
    return expectation.refused.includes(Number(line[1]))
      ? undefined
      : `expected ${expectation.refused}, got ${got}`;
  if (Number(line[1]) !== expectation.status || body !== expectation.body)
    return `expected ${expectation.status} ${expectation.body}, got ${got}`;
  const wrong = Object.entries(expectation.fields ?? {}).find(
    ([name, value]) => fieldOf(fields, name) !== value,
  );
  return wrong && `expected ${wrong[0]}: ${wrong[1]}, got ${fieldOf(fields, wrong[0])}`;
}

function notTheMarker(seen: Seen, target: string): string | undefined {
  if (seen.kind !== 'answer') return `no answer to the next request: ${seen.kind}`;
  return seen.answer.body === target ? undefined : `the next request got ${shown(seen.answer)}`;
}

function shown({ line: [, status], body }: WireMessage): string {
  return `${status} ${JSON.stringify(body.slice(0, 60))}`;
}
