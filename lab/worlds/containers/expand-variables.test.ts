import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expandVariables } from './expand-variables.ts';

describe('variables in arguments and values are put in as Kubernetes does it', () => {
  const cases: readonly (readonly [text: string, expanded: string])[] = [
    ['--port=$(PORT)', '--port=8080'],
    ['$(PORT)$(PORT)', '80808080'],
    ['$(UNKNOWN)', '$(UNKNOWN)'],
    ['$$(PORT)', '$(PORT)'],
    ['$$$(PORT)', '$8080'],
    ['$PORT costs $ 5', '$PORT costs $ 5'],
    ['$(EMPTY)', ''],
    ['$(open', '$(open'],
    ['$(toString)', '$(toString)'],
  ];
  for (const [text, expanded] of cases)
    test(text, () => assert.equal(expandVariables(text, { PORT: '8080', EMPTY: '' }), expanded));
});
