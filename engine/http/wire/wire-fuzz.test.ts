import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../balancing/random.ts';
import { CHUNKED } from './registers.ts';
import { decodeBody } from './test-bodies.ts';
import { Generator } from './test-generator.ts';
import { type Outcome, type Parse, requestWithin, responseWithin } from './test-outcomes.ts';
import { type ReferenceHead, referenceBody, referenceRequest, referenceResponse } from './test-reference.ts';

/** How many cases each test draws; the seed of a case is its number. */
const CASES = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 1000);
const LIMIT = 1 << 16;

/** Runs `check` for each seed, and says which one failed. */
function fuzz(check: (generator: Generator) => void): void {
  for (let seed = 1; seed <= CASES; seed += 1) {
    try {
      check(new Generator(seededRandom(seed)));
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}

/** Reads a text as it comes in pieces that end at `ends`. */
function readPieces(parse: Parse, text: string, ends: readonly number[]): Outcome {
  const bytes = Buffer.from(`..${text}`, 'latin1');
  let outcome: Outcome = 'incomplete';
  for (const end of [...ends, text.length]) {
    outcome = parse(bytes, 2, 2 + end);
    if (outcome !== 'incomplete') break;
  }
  return outcome;
}

function assertAgree(text: string, outcome: Outcome, reference: ReferenceHead | undefined): void {
  const { length, lines, bodyLength, start } =
    typeof outcome === 'object' ? outcome : ({} as Partial<ReferenceHead>);
  const read = typeof outcome === 'object' ? { length, lines, bodyLength, start } : undefined;
  assert.deepEqual(read, reference, `${JSON.stringify(text)}: ${JSON.stringify(outcome)}`);
}

for (const damaged of [false, true]) {
  const what = damaged ? 'damaged' : 'drawn';
  const drawn = (generator: Generator, text: string): string => (damaged ? generator.damage(text) : text);

  test(`${what} requests are read as the reference reads them, in any pieces`, () => {
    let valid = 0;
    fuzz((generator) => {
      const text = drawn(generator, `${generator.request()}rest`);
      const reference = referenceRequest(text);
      const outcome = readPieces(requestWithin(LIMIT), text, generator.ends(text));
      assertAgree(text, outcome, reference);
      if (reference !== undefined) valid += 1;
    });
    assert.ok(valid > CASES / 20 && valid < CASES, `${valid} valid requests`);
  });

  test(`${what} responses are read as the reference reads them, in any pieces`, () => {
    let valid = 0;
    fuzz((generator) => {
      const text = drawn(generator, `${generator.response()}rest`);
      const method = generator.oneOf(['GET', 'HEAD']);
      const outcome = readPieces(responseWithin(LIMIT, method), text, generator.ends(text));
      const reference = referenceResponse(text, method);
      assertAgree(text, outcome, reference);
      if (reference !== undefined) valid += 1;
    });
    assert.ok(valid > CASES / 20 && valid < CASES, `${valid} valid responses`);
  });

  test(`${what} bodies are decoded as the reference decodes them, in any pieces`, () => {
    let valid = 0;
    fuzz((generator) => {
      const text = drawn(generator, `${generator.body()}rest`);
      const reference = referenceBody(text);
      const body = decodeBody(text, CHUNKED, generator.ends(text));
      assert.equal(body.done, reference !== undefined, JSON.stringify(text));
      if (reference === undefined) return;
      valid += 1;
      assert.deepEqual([body.data, body.taken, body.valid], [reference.data, reference.taken, true]);
      const trailers = reference.trailers.filter((_, index) => !isDropped(reference.trailers, index));
      assert.deepEqual(body.trailers ?? [], trailers);
    });
    assert.ok(valid > CASES / 20, `${valid} valid bodies`);
  });
}

test('garbage never throws, and its verdict is the same in any pieces', () => {
  fuzz((generator) => {
    const text = generator.garbage();
    const ends = generator.ends(text);
    for (const parse of [requestWithin(100), responseWithin(100)])
      assert.deepEqual(readPieces(parse, text, ends), readPieces(parse, text, []), JSON.stringify(text));
    const whole = decodeBody(text, CHUNKED);
    assert.deepEqual(decodeBody(text, CHUNKED, ends), whole, JSON.stringify(text));
  });
});

/** Whether a name of the generator, or the value behind it, is no trailer. */
function isDropped(trailers: readonly string[], index: number): boolean {
  const name = trailers[index - (index % 2)] ?? '';
  return /^(?:content[-_]length|host|authorization|te)$/i.test(name);
}
