import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '../../engine/index.ts';
import { findingHas } from './findings.ts';

const finding: Diagnostic = {
  severity: 'error',
  code: 'field-value',
  message: 'the weight is -1, expected 0 or more',
  position: { file: 'routes.yaml', line: 7, column: 3, lineText: '' },
};

test('a place and a code are exact', () => {
  assert.equal(findingHas(finding, 'at', 'routes.yaml:7:3'), true);
  assert.equal(findingHas(finding, 'at', 'routes.yaml:7'), false);
  assert.equal(findingHas(finding, 'code', 'field-value'), true);
  assert.equal(findingHas(finding, 'code', 'field'), false);
  assert.equal(findingHas(finding, 'severity', 'warning'), false);
});

test('a text contains what is wanted', () => {
  assert.equal(findingHas(finding, 'message', 'weight is -1'), true);
  assert.equal(findingHas(finding, 'message', 'weight is -2'), false);
  assert.equal(findingHas(finding, 'advice', 'anything'), false);
});

test('a field that findings do not have is an error, not a difference', () => {
  assert.throws(() => findingHas(finding, 'place', 'routes.yaml:7:3'), /use severity, code, at/);
});
