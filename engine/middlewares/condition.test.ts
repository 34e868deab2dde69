import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConditionFunction, parseCondition } from './condition.ts';

interface Facts {
  readonly status: number;
  readonly method: string;
  readonly failed: boolean;
}

const functions: Readonly<Record<string, ConditionFunction<Facts>>> = {
  Status: { parameters: [], result: 'whole', value: ({ status }) => status },
  Method: { parameters: [], result: 'text', value: ({ method }) => method },
  Failed: { parameters: [], result: 'truth', value: ({ failed }) => failed },
  Share: {
    parameters: ['whole', 'whole'],
    result: 'ratio',
    value: ({ status }, [from = 0, to = 0]) => (from <= status && status < to ? 1 : 0),
  },
};
const facts: Facts = { status: 502, method: 'GET', failed: true };

const holds: [string, boolean][] = [
  ['Failed()', true],
  ['Status() == 502', true],
  ['Status() != 502', false],
  ['Status()>=500&&Status()<502', false],
  ['Status() > 501 && Status() <= 502', true],
  ['Method() == "GET"', true],
  ['Method() != `GET`', false],
  ['Share(500, 600) > 0.5', true],
  ['Share(400, 500) > .5', false],
  ['Share(500, 600) > 9e-1 && Share(500, 600) < 1.5E0', true],
  ['Failed() &&\n  Status() == 502\n', true],
  ['Failed(\n) && (\nStatus() == 502)', true],
  // && binds stronger.
  ['Failed() || Failed() && Status() == 1', true],
  ['(Failed() || Failed()) && Status() == 1', false],
  [' Failed( ) ', true],
];
for (const [source, expected] of holds) {
  test(`${source} is ${expected}`, () => {
    assert.equal(parseCondition(source, functions)(facts), expected);
  });
}

const refused: [string, RegExp][] = [
  ['', /expected one of Status, Method, Failed, Share but got the end at character 1$/],
  ['Nothing()', /expected one of .* but got Nothing at character 1$/],
  ['toString()', /expected one of/],
  ['!Failed()', /! is not understood at character 1$/],
  ['Failed() ; ', /; is not understood at character 10$/],
  ['Status()', /expected a comparison but got the end at character 9$/],
  ['Status() == 0.5', /expected a whole number but got 0\.5 at character 13$/],
  ['Share(1, 2) > 1', /expected a number with a point/],
  ['Share(1) > 0.5', /expected "," but got \)/],
  ['Method() > "GET"', /expected == or != but got >/],
  ['Failed() == 1', /true or false already, but got ==/],
  ['(Failed()', /expected "\)" but got the end/],
  [
    'Failed()\n&& Failed()',
    /a line that goes on must end with an operator; this one begins at character 10$/,
  ],
  ['(Failed()\n)', /this one begins at character 11$/],
  ['Failed() Failed()', /expected the end but got Failed at character 10$/],
  ['Failed() &&', /expected one of .* but got the end/],
];
for (const [source, message] of refused) {
  test(`${source} cannot be read`, () => {
    assert.throws(() => parseCondition(source, functions), { name: 'ConditionError', message });
  });
}
