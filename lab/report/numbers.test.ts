import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { counted, grouped, percent, short, threeDigits, timeText } from './numbers.ts';

describe('numbers', () => {
  const cases: [text: string, expected: string][] = [
    [grouped(1_234_567), '1,234,567'],
    [grouped(999.95, 1), '1,000.0'],
    [grouped(-1234.5, 2), '-1,234.50'],
    [grouped(-0.001), '0'],
    [threeDigits(28_891.37), '28,891'],
    [threeDigits(12.34), '12.3'],
    [threeDigits(0.8672), '0.87'],
    [percent(0), '0 %'],
    [percent(1), '100 %'],
    [percent(0.99), '99.00 %'],
    [percent(0.012345), '1.23 %'],
    [percent(0.00042), '0.042 %'],
    [percent(0.999_99), '99.999 %'],
    [percent(0.000_000_1), '< 0.001 %'],
    [short(0.1 + 0.2), '0.3'],
    [short(20_000), '20,000'],
    [short(2.5), '2.5'],
    [short(0), '0'],
    [timeText(0), '0 s'],
    [timeText(250), '250 ms'],
    [timeText(1500), '1.5 s'],
    [timeText(180_000), '3 min'],
    [timeText(200_000), '3 min 20 s'],
    [timeText(86_400_000), '24 h'],
    [timeText(5_400_000), '1 h 30 min'],
    [counted(1, 'request'), '1 request'],
    [counted(2000, 'request'), '2,000 requests'],
  ];
  for (const [text, expected] of cases) it(`are written as ${expected}`, () => assert.equal(text, expected));

  it('that are nearly all are not written as all', () => {
    assert.notEqual(percent(0.999_999_9), percent(1));
  });
});
