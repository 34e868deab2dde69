import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { argumentLines } from './argument-lines.ts';
import { stepReference } from './markdown.ts';
import { stepLines } from './step-lines.ts';
import { groupHeading, parametersOf, type Step } from './vocabulary.ts';

describe('the heading of a group', () => {
  const cases: [file: string, comment: string, title: string, introduction: string][] = [
    ['steps/udp.ts', '', 'UDP', ''],
    ['steps/static-pages.ts', '', 'Static pages', ''],
    ['steps/a.ts', 'What clients send. Over HTTP.\n\nMore.', 'What clients send', 'Over HTTP.\n\nMore.'],
    ['steps/a.ts', 'What v1.10 answers', 'What v1.10 answers', ''],
    ['steps/a.ts', 'One\n\ntwo.', 'One', 'two.'],
  ];
  for (const [file, comment, title, introduction] of cases) {
    it(`of ${file} with "${comment.slice(0, 20)}" is "${title}"`, () => {
      assert.deepEqual(groupHeading(file, comment), { title, introduction });
    });
  }
});

describe('an expression', () => {
  it('tells its parameters', () => {
    assert.deepEqual(parametersOf('{workload} has {count} line(s) of {} \\{not}'), ['workload', 'count', '']);
  });
});

describe('the argument of a step', () => {
  it('is a table with even columns', () => {
    const row = (...values: string[]) => ({ cells: values.map((value) => ({ value })) });
    assert.deepEqual(argumentLines({ dataTable: { rows: [row('name', 'n'), row('a|b', '10')] } }), [
      '| name | n  |',
      '| a\\|b | 10 |',
    ]);
  });

  it('is a text block with its media type', () => {
    assert.deepEqual(argumentLines({ docString: { content: 'a:\n  b', mediaType: 'yaml' } }), [
      '"""yaml',
      'a:',
      '  b',
      '"""',
    ]);
    assert.deepEqual(argumentLines(undefined), []);
  });
});

describe('the lines of steps', () => {
  it('are found in backgrounds, scenarios and rules', () => {
    const location = (line: number) => ({ line });
    const stepAt = (line: number) => ({
      id: `${line}`,
      location: location(line),
      keyword: 'Given ',
      text: '',
    });
    const common = { id: '', keyword: '', name: '', description: '' };
    const background = { ...common, location: location(2), steps: [stepAt(3)] };
    const scenario = (line: number) => ({
      ...common,
      location: location(line),
      tags: [],
      examples: [],
      steps: [stepAt(line + 1)],
    });
    const rule = {
      ...common,
      location: location(6),
      tags: [],
      children: [{ background }, { scenario: scenario(8) }],
    };
    const feature = {
      ...common,
      location: location(1),
      tags: [],
      language: 'en',
      children: [{ background }, { scenario: scenario(4) }, { rule }],
    };
    assert.deepEqual(
      [...stepLines([{ feature, comments: [] }])],
      [
        ['3', 3],
        ['5', 5],
        ['9', 9],
      ],
    );
  });
});

describe('the step reference', () => {
  const step: Step = {
    keyword: 'When',
    expression: 'a client sends {count} of {string}',
    file: 'steps/a.ts',
    line: 4,
    comment: 'All at once.',
    body: '',
    uses: [
      {
        file: 'features/a.feature',
        line: 1,
        text: 'a client sends 1 of "a"',
        argument: ['"""', '```', '"""'],
      },
      { file: 'features/b.feature', line: 2, text: 'a client sends 2 of "b"', argument: [] },
    ],
  };
  const written = (steps: readonly Step[]): string =>
    stepReference(
      {
        groups: [{ file: 'steps/a.ts', title: 'What is sent', introduction: 'By clients.', steps }],
        parameterTypes: [{ name: 'count', patterns: ['\\d+'], comment: 'A number.' }],
        ambiguous: [],
      },
      { command: 'this', root: '../' },
    );

  it('shows the shortest use, both places and the comment', () => {
    assert.match(
      written([step]),
      /- \[What is sent\]\(#what-is-sent\)\n[\s\S]*## What is sent\n\nBy clients\.\n\n### `When a client sends \{count\} of \{string\}`\n\nAll at once\.\n\n```gherkin\nWhen a client sends 2 of "b"\n```\n\nFrom \[features\/b\.feature:2\]\(\.\.\/features\/b\.feature#L2\)\. Defined in \[steps\/a\.ts:4\]\(\.\.\/steps\/a\.ts#L4\)\.\n/,
    );
  });

  it('tells what parameters accept', () => {
    assert.match(
      written([step]),
      /- `\{count\}`: A number\. Pattern: `\\d\+`\.\n- `\{string\}`: Text in double/,
    );
  });

  it('puts a longer fence round a use with a fence', () => {
    const [use] = step.uses;
    assert.match(
      written([{ ...step, uses: use ? [use] : [] }]),
      /\n````gherkin\n[\s\S]*\n {2}```\n {2}"""\n````\n/,
    );
  });

  it('says that a step is not used', () => {
    assert.match(written([{ ...step, uses: [] }]), /Defined in .*\. No feature uses it\.\n/);
  });
});
