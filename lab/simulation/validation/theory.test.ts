import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { theoryText } from '../report/theory-report.ts';
import { compareWithTheory, THEORY_MODELS, type TheoryComparison } from './theory.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/** How far one run may be from the formula, as a share of it. */
const TOLERANCE = 0.01;

/** Of one run: it would be beyond the tolerance by chance once in 1,500 times. */
const STANDARD_ERROR = TOLERANCE / 3.4;

for (const model of THEORY_MODELS) {
  describe(`${model.name}: ${model.formula.text}`, () => {
    const comparisons: TheoryComparison[] = [];

    for (const seed of SEEDS) {
      test(`seed ${seed} waits as the formula says within ${TOLERANCE * 100} percent`, async () => {
        const comparison = await compareWithTheory(model, seed, STANDARD_ERROR);
        comparisons.push(comparison);
        const { formulaWait, simulatedWait, error } = comparison;
        assert.ok(
          Math.abs(error) < TOLERANCE,
          `${simulatedWait} ms instead of ${formulaWait} ms: off by ${100 * error} %`,
        );
      });
    }

    test('all seeds together are not off to one side', (context) => {
      for (const line of theoryText(comparisons).trimEnd().split('\n')) context.diagnostic(line);
      assert.equal(comparisons.length, SEEDS.length);
      const mean = comparisons.reduce((sum, { error }) => sum + error, 0) / SEEDS.length;
      const standardError = STANDARD_ERROR / Math.sqrt(SEEDS.length);
      assert.ok(Math.abs(mean) < 4 * standardError, `on average off by ${100 * mean} %`);
    });
  });
}

test('the report has a row for each seed, and names the source of the formula', async () => {
  const [model] = THEORY_MODELS;
  assert.ok(model);
  const comparisons = [await compareWithTheory(model, 1, 0.1), await compareWithTheory(model, 2, 0.1)];
  const [heading, ...rows] = theoryText(comparisons).trimEnd().split('\n');
  assert.match(heading ?? '', /^M\/M\/1, ρ = 0\.5: .* Kleinrock/);
  assert.deepEqual(
    rows.map((row) => row.trim().split(/ +/)[0]),
    ['seed', '1', '2'],
  );
});
