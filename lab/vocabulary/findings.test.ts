import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findings, wording } from './findings.ts';
import type { Step, StepUse, Vocabulary } from './vocabulary.ts';

const USE: StepUse = { file: 'features/a.feature', line: 3, text: 'a b', argument: [] };

function step(line: number, expression: string, rest: Partial<Step> = {}): Step {
  return {
    keyword: 'When',
    expression,
    file: 'steps/a.ts',
    line,
    comment: '',
    body: `${line}`,
    uses: [USE],
    ...rest,
  };
}

function vocabulary(steps: readonly Step[], rest: Partial<Vocabulary> = {}): Vocabulary {
  return {
    groups: [{ file: 'steps/a.ts', title: 'A', introduction: '', steps }],
    parameterTypes: [],
    ambiguous: [],
    ...rest,
  };
}

describe('findings', () => {
  it('are none about steps that are used, clear and different', () => {
    assert.deepEqual(findings(vocabulary([step(1, 'it opens'), step(2, 'it closes')])), []);
  });

  it('name a step that no feature uses', () => {
    assert.deepEqual(findings(vocabulary([step(7, 'it rains', { uses: [] })])), [
      'steps/a.ts:7: no feature uses "it rains"; use it in one or remove it',
    ]);
  });

  it('name a text that two steps match', () => {
    const ambiguous = [{ use: USE, expressions: ['a {word}', '{word} b'] }];
    assert.deepEqual(findings(vocabulary([], { ambiguous })), [
      'features/a.feature:3: "a b" is meant by "a {word}" and "{word} b"; reword one',
    ]);
  });

  it('name steps with the same words', () => {
    assert.deepEqual(
      findings(
        vocabulary([step(1, '{word} gets {int} request(s)'), step(9, '{string} gets {count} request')]),
      ),
      [
        'steps/a.ts:9: "{string} gets {count} request" says what "{word} gets {int} request(s)" on line 1 says; keep one',
      ],
    );
  });

  it('name steps with the same code, unless one sets up and the other acts', () => {
    const first = step(1, 'it opens', { body: 'open()' });
    assert.equal(findings(vocabulary([first, step(2, 'somebody opens it', { body: 'open()' })])).length, 1);
    assert.equal(
      findings(vocabulary([first, step(2, 'it is open', { body: 'open()', keyword: 'Given' })])).length,
      0,
    );
  });

  it('let steps of different files have the same words', () => {
    const other = {
      file: 'steps/b.ts',
      title: 'B',
      introduction: '',
      steps: [step(1, 'it opens', { file: 'steps/b.ts' })],
    };
    const { groups } = vocabulary([step(1, 'it opens')]);
    assert.deepEqual(findings(vocabulary([], { groups: [...groups, other] })), []);
  });
});

describe('the wording of an expression', () => {
  const cases: [expression: string, reduced: string][] = [
    ['The answer is {int}', 'answer is {}'],
    ['a pod gets {count} line(s)', 'pod gets {} line'],
    ['it is/was read', 'it is read'],
    ['an  answer', 'answer'],
    ['then there', 'then there'],
  ];
  for (const [expression, reduced] of cases) {
    it(`of "${expression}" is "${reduced}"`, () => assert.equal(wording(expression), reduced));
  }
});
