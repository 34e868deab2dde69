import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { refusal, testApi } from './test-api.ts';

function nested(levels: number): Json {
  let value: Json = {};
  for (let level = 1; level < levels; level += 1) value = { a: value };
  return value;
}

describe('what is nested too deep to be walked through', () => {
  const cases = [500, 10_000, 1_000_000];
  for (const levels of cases) {
    test(`is refused in a body and in each patch: ${levels} levels below the first`, () => {
      const { api, type, at, create } = testApi();
      create('configmaps', { metadata: { name: 'a' } });
      const body = { metadata: { name: 'b' }, unknown: nested(levels) };
      const make = () => api.create(type('configmaps'), 'default', body);
      const operations = [{ op: 'add', path: '/unknown', value: nested(levels) }];
      const patch = { metadata: { name: 'a' }, unknown: nested(levels) };
      const attempts = [
        make,
        () => api.update(at('configmaps', 'a'), patch),
        () => api.patch(at('configmaps', 'a'), { type: 'merge', body: patch }),
        () => api.patch(at('configmaps', 'a'), { type: 'strategic', body: patch }),
        () => api.patch(at('configmaps', 'a'), { type: 'json', body: operations }),
        () =>
          api.patch(
            at('configmaps', 'a'),
            { type: 'apply', body: patch, force: false },
            { fieldManager: 'x' },
          ),
      ];
      for (const attempt of attempts) {
        assert.match(refusal(attempt), /^400 BadRequest the body is nested too deep: at most 500 /);
      }
    });
  }

  test('leaves 500 levels to whoever needs them', () => {
    const { api, type } = testApi();
    const body = { metadata: { name: 'b' }, unknown: nested(499) };
    assert.equal(
      refusal(() => api.create(type('configmaps'), 'default', body)),
      'not refused',
    );
  });
});
