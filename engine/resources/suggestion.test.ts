import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest, onlyNear } from './suggestion.ts';

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

const nearOnes: [written: string, candidates: string[], expected: string | undefined][] = [
  ['mach', ['match', 'kind'], 'match'],
  ['wieght', ['height', 'weight'], 'weight'],
  ['weigh', ['weight', 'weighs'], undefined],
  ['entrypoints', ['entryPoints', 'routes'], 'entryPoints'],
  ['maaaatch', ['match'], undefined],
  ['udq', ['udp', 'tcp'], undefined],
  ['UDP', ['udp', 'tcp'], 'udp'],
  ['match', ['match'], undefined],
];

for (const [written, candidates, expected] of nearOnes) {
  test(`${written} among ${candidates.join(', ')} can only be ${expected ?? 'left as it is'}`, () => {
    assert.equal(onlyNear(written, candidates), expected);
  });
}
