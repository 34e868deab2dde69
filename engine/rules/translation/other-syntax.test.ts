import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inOtherSyntax } from './other-syntax.ts';

type Case = [rule: string, expected: string | undefined];

const http: Record<'v2' | 'v3', Case[]> = {
  v3: [
    ['Host(`a`, `b`)', '10 refused: unexpected number of parameters; got 2, expected one of [1]'],
    ['Host(`a`) && Headers(`x`, `y`)', '13 refused: unsupported function: Headers'],
    ['HostHeader(`a`)', '0 refused: unsupported function: HostHeader'],
    ['Query(`a=1`)', '6 misread: Query takes the name and the value of a parameter apart'],
    ['Query(`a=1`, `b=2`)', '6 misread: Query takes the name and the value of a parameter apart'],
    ['Path(`/a/{id}`)', '5 misread: {id} is no variable, but text that is looked for as it stands'],
    [
      'HostRegexp(`{x:[a-z]{2,3}}.a`)',
      '11 misread: {x:[a-z]{2,3}} is no variable, but text that is looked for as it stands',
    ],
    // Right in v3.
    ['HostRegexp(`^[a-z]{2,3}\\.a$`)', undefined],
    ['PathRegexp(`^/\\p{Greek}/\\x{10FFFF}`)', undefined],
    ['HostRegexp(`^\\p{Greek}$`)', undefined],
    ['Query(`a`, `b=c`)', undefined],
    ['Header(`a`, `{b}`)', undefined],
    // Wrong in both, or nothing that v2 would have meant.
    ['Host(`a`', undefined],
    ['Host(`a`, `b`) && Header(`x`, `y`)', undefined],
    ['HostRegexp(`^[a-z+{2,3}$`)', undefined],
    ['HostRegexp(`[a-z`) && Method(`GET`, `POST`)', undefined],
  ],
  v2: [
    ['Header(`x`, `y`)', '0 refused: unsupported function: Header'],
    ['PathRegexp(`^/a`)', '0 refused: unsupported function: PathRegexp'],
    ['Query(`a`)', '6 refused: number of parameters must be multiple of 2, got [a]'],
    ['HostRegexp(`^a$`)', '11 misread: outside of braces ^ is text, which no host has'],
    ['HostRegexp(`a`, `b|c`)', undefined],
    ['HostRegexp(`{x:[a-z]+}.a`)', undefined],
    ['Path(`/a/{id}`, `/b`)', undefined],
    ['Headers(`x`, `y`)', undefined],
  ],
};

for (const syntax of ['v3', 'v2'] as const) {
  describe(`read as ${syntax}`, () => {
    for (const [rule, expected] of http[syntax]) {
      test(`${rule} is ${expected === undefined ? 'left alone' : 'of the other syntax'}`, () => {
        const other = inOtherSyntax(rule, { protocol: 'http', syntax, version: 307 });
        const found = other && `${other.offset} ${other.refused ? 'refused' : 'misread'}: ${other.problem}`;
        assert.equal(found, expected);
      });
    }
  });
}

test('a wildcard in HostSNI is of v3', () => {
  const other = inOtherSyntax('HostSNI(`*.a`)', { protocol: 'tcp', syntax: 'v2', version: 307 });
  assert.deepEqual(other?.outcome, {
    reason: '*.a is a wildcard in the syntax v3, and a name that no host has in v2',
  });
  assert.equal(inOtherSyntax('HostSNI(`*.a`)', { protocol: 'tcp', syntax: 'v2', version: 306 }), undefined);
});
