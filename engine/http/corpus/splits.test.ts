import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORPUS } from './corpus.ts';
import type { CorpusCase } from './corpus-case.ts';
import { type EngineUnderTest, startProxy } from './test-engine.ts';
import { RawClient, sendCut } from './test-raw-client.ts';
import { startRecorder } from './test-recorder.ts';
import { methodsOf, outcomeOf } from './test-verdict.ts';

/** Connections at a time. */
const PARALLEL = 32;
/** Cut at each byte of a message up to this length, and at this many of a longer one. `INGRESS_LAB_ALL_CUTS` cuts everywhere. */
const CUTS = process.env['INGRESS_LAB_ALL_CUTS'] ? Number.POSITIVE_INFINITY : 24;
const LONGEST_BYTE_BY_BYTE = 400;

for (const [group, samples] of Map.groupBy(CORPUS, ({ group }) => group)) {
  test(`the same comes of any split: ${group}`, async () => {
    await using recorder = await startRecorder();
    await using proxy = await startProxy([recorder.port]);
    const complaints: string[] = [];
    for (const sample of samples) complaints.push(...(await trySplits(proxy, sample)));
    assert.deepEqual(recorder.violations, []);
    assert.equal(complaints.length, 0, `${complaints.length}:\n${complaints.slice(0, 30).join('\n')}`);
  });
}

async function trySplits(proxy: EngineUnderTest, sample: CorpusCase): Promise<string[]> {
  const whole = await verdict(proxy, sample, []);
  const plans = cutsOf(sample.bytes);
  const complaints: string[] = [];
  while (plans.length > 0) {
    const batch = plans.splice(0, PARALLEL).map(async (cuts) => {
      const split = await verdict(proxy, sample, cuts);
      const place = cuts.length === 1 ? `cut at ${cuts[0]}` : 'byte by byte';
      if (split !== whole) complaints.push(`${sample.name}, ${place}: ${split}; in one piece: ${whole}`);
    });
    await Promise.all(batch);
  }
  return complaints;
}

/** Where a message is cut: once in each run, and in the last run everywhere. */
function cutsOf(bytes: string): number[][] {
  const step = Math.max(1, Math.ceil((bytes.length - 1) / CUTS));
  // Another offset for each message, so that every position is cut in some message.
  const offset = bytes.length % step;
  const plans: number[][] = [];
  for (let cut = 1 + offset; cut < bytes.length; cut += step) plans.push([cut]);
  if (bytes.length <= LONGEST_BYTE_BY_BYTE)
    plans.push(Array.from({ length: bytes.length - 1 }, (_, index) => index + 1));
  return plans;
}

/** All that the client sees, but for the date. */
async function verdict(
  { port }: EngineUnderTest,
  sample: CorpusCase,
  cuts: readonly number[],
): Promise<string> {
  await using client = await RawClient.connect(port, methodsOf(sample));
  const outcome = outcomeOf(client, sample);
  await sendCut(client, sample.bytes, cuts);
  const { answers, end } = await outcome;
  return JSON.stringify([
    answers.map(({ line, fields, body }) => [
      line,
      fields.filter(([name]) => name.toLowerCase() !== 'date'),
      body,
    ]),
    end,
  ]);
}
