import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from './suggestion.ts';

const cases: [written: string, candidates: string[], expected: string | undefined][] = [
  ['mach', ['match', 'kind'], 'match'],
  ['wieght', ['height', 'weight'], 'weight'],
  ['entrypoints', ['entryPoints', 'routes'], 'entryPoints'],
  ['Service', ['TraefikService'], undefined],
  ['zzz', ['match', 'kind'], undefined],
  ['IngressRouteTcp', ['IngressRoute', 'IngressRouteTCP'], 'IngressRouteTCP'],
];

for (const [written, candidates, expected] of cases) {
  test(`${written} among ${candidates.join(', ')} means ${expected ?? 'nothing'}`, () => {
    assert.equal(closest(written, candidates), expected);
  });
}
