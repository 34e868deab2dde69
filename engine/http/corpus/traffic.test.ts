import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProxy } from './test-engine.ts';
import { type Dice, FUZZ_SEED, tryCases } from './test-fuzz.ts';
import type { Field, WireMessage } from './test-message-reader.ts';
import { type RandomExchange, randomExchange } from './test-random-traffic.ts';
import { RawClient, sendCut, settle } from './test-raw-client.ts';
import { type ScriptedConnection, startScripted } from './test-scripted-server.ts';

const PARALLEL = 8;

test(`random valid traffic is forwarded byte for byte (seed ${FUZZ_SEED})`, async () => {
  /** By id: what is on its way, and what the server made of it. */
  const underway = new Map<string, RandomExchange>();
  const complaints = new Map<string, string>();
  await using server = await startScripted({
    onHead: (request, connection) => {
      if (underway.get(idOf(request))?.expects) connection.send('HTTP/1.1 100 Continue\r\n\r\n');
    },
    onRequest: (request, connection) => {
      const id = idOf(request);
      const exchange = underway.get(id);
      const wrong = exchange ? requestDiffers(exchange, request) : 'nobody sent this';
      if (wrong !== undefined) complaints.set(id, `the server got ${request.line.join(' ')}: ${wrong}`);
      if (exchange) void answer(connection, exchange);
    },
  });
  await using proxy = await startProxy([server.port], { flags: ['http.maxheaderbytes=65536'] });
  await tryCases(PARALLEL, async (dice, index) => {
    const count = dice.between(1, 5);
    const exchanges = Array.from({ length: count }, (_, place) => {
      const exchange = randomExchange(dice, index * 10 + place, place === count - 1);
      underway.set(String(index * 10 + place), exchange);
      return exchange;
    });
    await using client = await RawClient.connect(
      proxy.port,
      exchanges.map(({ method }) => method),
    );
    const sent = send(client, exchanges, dice);
    for (const [place, exchange] of exchanges.entries()) {
      const id = String(index * 10 + place);
      const seen = await client.next(10_000);
      assert.equal(complaints.get(id), undefined);
      assert.equal(seen.kind, 'answer', `${JSON.stringify(exchange.head)} got ${JSON.stringify(seen)}`);
      if (seen.kind === 'answer')
        assert.equal(answerDiffers(exchange, seen.answer), undefined, exchange.head);
      underway.delete(id);
    }
    await sent;
  });
  assert.deepEqual([...complaints.values()], []);
});

/** All at once, or each body when its head is through. */
async function send(client: RawClient, exchanges: readonly RandomExchange[], dice: Dice): Promise<void> {
  if (dice.chance(0.5)) {
    const bytes = exchanges.map(({ head, content }) => head + content).join('');
    await sendCut(client, bytes, dice.cuts(bytes.length));
    return;
  }
  for (const { head, content } of exchanges) {
    await sendCut(client, head, dice.cuts(head.length));
    await sendCut(client, content, dice.cuts(content.length));
  }
}

async function answer(
  connection: ScriptedConnection,
  { answer: { bytes, closes } }: RandomExchange,
): Promise<void> {
  const middle = Math.floor(bytes.length / 2);
  // Halves arrive apart where the length says so: no dice, for requests come in any order.
  if (bytes.length % 3 === 0) {
    connection.send(bytes.slice(0, middle));
    await settle();
    connection.send(bytes.slice(middle));
  } else connection.send(bytes);
  if (closes) connection.socket.end();
}

function idOf({ line: [, target] }: WireMessage): string {
  return /^\/(\d+)/.exec(target)?.[1] ?? '';
}

function requestDiffers(
  sent: RandomExchange,
  { line, fields, body, trailers }: WireMessage,
): string | undefined {
  if (line[0] !== sent.method || line[1] !== sent.target) return `expected ${sent.method} ${sent.target}`;
  const wrong = fieldsDiffer(sent.fields, fields, 'X-');
  if (wrong !== undefined) return wrong;
  if (body !== sent.body) return `${body.length} other bytes of body than the ${sent.body.length} sent`;
  if (trailers.length === 0 && !sent.announced) return undefined;
  return fieldsDiffer(sent.trailers, trailers, 'T-');
}

function answerDiffers(
  { answer, method, minor }: RandomExchange,
  { line, fields, body, trailers }: WireMessage,
): string | undefined {
  if (Number(line[1]) !== answer.status) return `status ${line[1]} for ${answer.status}`;
  const wrong = fieldsDiffer(answer.fields, fields, 'Y-');
  if (wrong !== undefined) return wrong;
  if (body !== (method === 'HEAD' ? '' : answer.body))
    return `${body.length} other bytes than the ${answer.body.length} sent`;
  return minor === 0 ? undefined : fieldsDiffer(answer.trailers, trailers, 'U-');
}

/** Those of `got` whose names begin so, against all of `expected`, spelling and order included. */
function fieldsDiffer(expected: readonly Field[], got: readonly Field[], prefix: string): string | undefined {
  // The engine's own fields begin with X-Forwarded or X-Real; ours have a digit there.
  const own = got.filter(([name]) => new RegExp(`^${prefix}\\d`).test(name));
  const [want, have] = [expected, own].map((fields) => JSON.stringify(fields));
  return want === have ? undefined : `fields ${have} instead of ${want}`;
}
