import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pod, refusal, service, testApi } from './test-api.ts';

function filled() {
  const room = testApi();
  const { api, type } = room;
  for (const name of ['b', 'a', 'c']) {
    for (const namespace of ['other', 'default']) {
      api.create(type('pods'), namespace, pod({ nodeName: `node-${name}` }, { name, labels: { app: name } }));
    }
  }
  const names = (options: Parameters<typeof api.list>[1]) =>
    api.list(type('pods'), options).items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return { ...room, names };
}

describe('a list', () => {
  const SELECTED: readonly (readonly [Parameters<ReturnType<typeof filled>['names']>[0], string])[] = [
    [{}, 'default/a default/b default/c other/a other/b other/c'],
    [{ namespace: 'other' }, 'other/a other/b other/c'],
    [{ namespace: 'nowhere' }, ''],
    [{ namespace: 'other', labelSelector: 'app in (a, b)' }, 'other/a other/b'],
    [{ labelSelector: 'app!=a,app' }, 'default/b default/c other/b other/c'],
    [{ fieldSelector: 'metadata.name=a' }, 'default/a other/a'],
    [{ fieldSelector: 'metadata.name==a,metadata.namespace!=other' }, 'default/a'],
    [{ fieldSelector: 'spec.nodeName=node-b,status.phase=Pending', namespace: 'other' }, 'other/b'],
    [{ fieldSelector: 'status.phase!=Pending' }, ''],
    [{ fieldSelector: 'metadata.name=a\\,b' }, ''],
  ];
  for (const [options, expected] of SELECTED) {
    test(`of ${JSON.stringify(options)} has what is selected, in order`, () =>
      assert.equal(filled().names(options).join(' '), expected));
  }

  test('comes in pages, of which the last has no end', () => {
    const { api, type, store } = filled();
    const first = api.list(type('pods'), { limit: 4 });
    assert.equal(first.items.length, 4);
    assert.equal(first.remaining, 2);
    const { revision } = store;
    api.remove(type('pods'), 'default', 'a');
    const last = api.list(type('pods'), { limit: 4, continueAt: first.continueAt ?? '' });
    assert.deepEqual(
      last.items.map(({ metadata }) => metadata.name),
      ['b', 'c'],
    );
    assert.equal(last.continueAt, undefined);
    assert.equal(last.revision, revision, 'a watch from there misses nothing');
    assert.equal(api.list(type('pods'), { limit: 2, labelSelector: 'app' }).remaining, undefined);
  });

  const REFUSED: Readonly<Record<string, Parameters<ReturnType<typeof filled>['names']>[0]>> = {
    'field label not supported: spec.image': { fieldSelector: 'spec.image=a' },
    "invalid selector: 'a'; can't understand 'a'": { fieldSelector: 'a' },
    'invalid field selector: invalid escape sequence: \\n': { fieldSelector: 'metadata.name=\\n' },
    'unable to parse requirement: label selector "a b": cannot read "a b"; write requirements such as app=web, tier!=db, env in (dev,test), env notin (prod), canary, !canary, joined by commas':
      { labelSelector: 'a b' },
    'continue key is not valid: it is not one that a list has answered': { continueAt: 'x' },
  };
  for (const [message, options] of Object.entries(REFUSED)) {
    test(`of ${JSON.stringify(options)} is refused`, () =>
      assert.equal(
        refusal(() => filled().names(options)),
        `400 BadRequest ${message}`,
      ));
  }

  test('of a kind without fields of its own is selected by name and namespace alone', () => {
    const { api, type, create } = testApi();
    create('configmaps', { metadata: { name: 'a' } });
    assert.equal(
      refusal(() => api.list(type('configmaps'), { fieldSelector: 'data.a=b' })),
      '400 BadRequest "data.a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
  });
});

test('a filter says of one object what a list would', () => {
  const { api, type, create } = testApi();
  const made = create('services', service({}, { labels: { app: 'web' } }));
  const matches = (options: Parameters<typeof api.filter>[1]) => api.filter(type('services'), options)(made);
  assert.equal(matches({}), true);
  assert.equal(matches({ namespace: 'other' }), false);
  assert.equal(
    matches({ namespace: 'default', labelSelector: 'app=web', fieldSelector: 'spec.type=ClusterIP' }),
    true,
  );
});
