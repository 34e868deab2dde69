import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Diagnostic, FINDING_CODES, type FindingCode } from '../../engine/core.ts';
import { withoutIgnored } from './inline-ignores.ts';

const FILE = 'a.yaml';

const isCode = (code: string): code is FindingCode => code in FINDING_CODES;

const finding = (code: string, line: number): Diagnostic => {
  assert.ok(isCode(code), code);
  return {
    severity: 'error',
    code,
    message: code,
    position: { file: FILE, line, column: 1, lineText: '' },
  };
};

/** Each: a text, the findings in it as `code line`, and what is left as `code line:column`. */
const cases: [name: string, lines: string[], found: string[], left: string[]][] = [
  ['beside the line', ['a: 1 # ingress-lab-ignore deprecated: because'], ['deprecated 1'], []],
  ['above the line', ['# ingress-lab-ignore deprecated: because', 'a: 1'], ['deprecated 2'], []],
  [
    'above the line, with other comments and empty lines between',
    ['# ingress-lab-ignore deprecated: because', '# more', '', 'a: 1'],
    ['deprecated 4'],
    [],
  ],
  [
    'several comments above one line',
    ['# ingress-lab-ignore deprecated: a', '  # ingress-lab-ignore field-empty: b', 'a: 1'],
    ['deprecated 3', 'field-empty 3'],
    [],
  ],
  [
    'several codes',
    ['a: 1 # ingress-lab-ignore deprecated, field-empty: because'],
    ['deprecated 1', 'field-empty 1'],
    [],
  ],
  [
    'another code, another line',
    ['a: 1 # ingress-lab-ignore deprecated: because', 'b: 2'],
    ['field-empty 1', 'deprecated 1', 'deprecated 2'],
    ['field-empty 1:1', 'deprecated 2:1'],
  ],
  ['nothing', ['a: 1 # ingress-lab-ignore deprecated: because'], [], ['ignore-unused 1:6']],
  [
    'one of two codes',
    ['a: 1 # ingress-lab-ignore deprecated, field-empty: because'],
    ['deprecated 1'],
    ['ignore-unused 1:6'],
  ],
  [
    'without a reason',
    ['a: 1 # ingress-lab-ignore deprecated'],
    ['deprecated 1'],
    ['ignore-without-reason 1:6'],
  ],
  [
    'with an empty reason',
    ['a: 1 # ingress-lab-ignore deprecated: '],
    ['deprecated 1'],
    ['ignore-without-reason 1:6'],
  ],
  [
    'without a code',
    ['a: 1 # ingress-lab-ignore : x'],
    ['deprecated 1'],
    ['deprecated 1:1', 'ignore-unused 1:6'],
  ],
  ['a longer word', ['a: 1 # ingress-lab-ignored deprecated: x'], ['deprecated 1'], ['deprecated 1:1']],
  ['no comment', ['a: x#ingress-lab-ignore deprecated: x'], ['deprecated 1'], ['deprecated 1:1']],
  ['a reason with a colon', ['a: 1 # ingress-lab-ignore deprecated: see: there'], ['deprecated 1'], []],
];

describe('a comment ignores', () => {
  for (const [name, lines, found, left] of cases) {
    test(name, () => {
      const given = found
        .map((text) => text.split(' '))
        .map(([code = '', line]) => finding(code, Number(line)));
      for (const end of ['\n', '\r\n']) {
        const kept = withoutIgnored(given, [{ file: FILE, text: lines.join(end) }]);
        assert.deepEqual(
          kept.map(({ code, position }) => `${code} ${position?.line}:${position?.column}`),
          left,
        );
      }
    });
  }
});
