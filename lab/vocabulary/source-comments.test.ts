import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commentAbove, commentText, definitionAt, leadingComment } from './source-comments.ts';

const SOURCE = `/**
 * Faults of backends. They last
 * until the scenario ends.
 *
 * A second paragraph.
 */
import { Given } from '@cucumber/cucumber';

// Not a doc comment.
Given('{workload} hangs', async function (this: Scenario, workload: string) {
  await hang(workload);
});

/** Half of the
 *  answer arrives. */
Given(
  "it doesn't end",
  function () {
    stop();
  },
);

Then('a \\'quoted\\' word', () => seen());

When(/^it is (\\d+)$/, function () {
  stop();
});
`;
const lineOf = (text: string): number => SOURCE.split('\n').findIndex((line) => line.startsWith(text)) + 1;

describe('doc comments', () => {
  it('are read without their frame, paragraphs apart', () => {
    assert.equal(commentText('/** One. */'), 'One.');
    assert.equal(commentText('/**\n * One\n * two.\n *\n * Three.\n */'), 'One two.\n\nThree.');
  });

  it('belong to the line below them', () => {
    assert.equal(commentAbove(SOURCE, lineOf('Given(') + 6), 'Half of the answer arrives.');
    assert.equal(commentAbove(SOURCE, lineOf("Given('{work")), '');
    assert.equal(commentAbove(SOURCE, lineOf('Then(')), '');
    assert.equal(commentAbove('/* plain */\nGiven(1);', 2), '');
    assert.equal(commentAbove('Given(1);', 1), '');
  });

  it('lead a file if an import or an empty line follows', () => {
    assert.equal(
      leadingComment(SOURCE),
      'Faults of backends. They last until the scenario ends.\n\nA second paragraph.',
    );
    assert.equal(leadingComment('/** Of the file. */\n\nconst a = 1;'), 'Of the file.');
    assert.equal(leadingComment('/** Of a. */\nconst a = 1;\n/** Of b. */\n\nconst b = 1;'), '');
    assert.equal(leadingComment("import { a } from 'a';\n/** Of b. */\n\n"), '');
  });
});

describe('a step definition', () => {
  const cases: [start: string, keyword: string, body: string][] = [
    ["Given('{work", 'Given', 'async function (this: Scenario, workload: string) { await hang(workload); })'],
    ['Then(', 'Then', '() => seen())'],
    ['When(', 'When', 'function () { stop(); })'],
  ];
  for (const [start, keyword, body] of cases) {
    it(`${start} is read up to its end, without its expression`, () => {
      assert.deepEqual(definitionAt(SOURCE, lineOf(start)), { keyword, body });
    });
  }

  it('is the same code however it is broken into lines', () => {
    const { body } = definitionAt(SOURCE, lineOf('/** Half') + 2);
    assert.equal(body, definitionAt(SOURCE, lineOf('When(')).body);
  });

  it('without a keyword is for any', () => {
    assert.equal(definitionAt("defineStep('x', () => y());", 1).keyword, '*');
  });
});
