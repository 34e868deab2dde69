import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

const page = new URL('../docs/conformance.md', import.meta.url);
/** The numbered lines, and the tables below them. */
const [list = '', tables = ''] = readFileSync(page, 'utf8').split(/^(?=## )/m);
const lines = list.split(/^(?=\d+\. \[)/m).slice(1);
const LINK = /\[((?:\\.|[^\]\\])+)\]\((\.\.\/[^)]+)\)/g;

describe('docs/conformance.md', () => {
  test('its lines are numbered', () => {
    assert.ok(lines.length > 0);
    assert.deepEqual(
      lines.map((line) => Number.parseInt(line, 10)),
      lines.map((_, index) => index + 1),
    );
  });

  for (const line of lines) {
    const number = Number.parseInt(line, 10);
    const links = [...line.matchAll(LINK)];
    test(`line ${number} has proofs`, () => assert.ok(links.length > 0));
    for (const [, text = '', target = ''] of links) {
      const title = text.replaceAll('\\', '');
      test(`line ${number}: ${title}`, () => {
        const source = readFileSync(new URL(target, page), 'utf8');
        assert.ok(titles(source).includes(title), `${target} has no test or example of that title`);
      });
    }
  }

  test('the tests that the tables name are there', () => {
    const targets = Array.from(tables.matchAll(LINK), ([, , target = '']) => target);
    assert.ok(targets.length > 0);
    for (const target of targets) assert.ok(existsSync(new URL(target, page)), target);
  });
});

/** What the tests of a file, or the examples of a feature, are called. */
function titles(source: string): string[] {
  const tests = source.matchAll(/\b(?:test|describe)\(\s*(['"`])(.+?)\1\s*,/g);
  const examples = source.matchAll(/^\s*(?:Example|Scenario Outline): (.+)$/gm);
  return [
    ...Array.from(tests, ([, , title = '']) => title),
    ...Array.from(examples, ([, title = '']) => title),
  ];
}
