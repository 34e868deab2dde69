import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json, KubeObject } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { isSame } from './json.ts';
import { deployment, type TestApi, testApi } from './test-api.ts';

/** One request about one of a few objects. */
type Act =
  | {
      readonly verb: 'create' | 'update' | 'merge';
      readonly name: string;
      readonly spec: Json;
      readonly metadata: Json;
    }
  | { readonly verb: 'status' | 'keep'; readonly name: string; readonly replicas: number }
  | { readonly verb: 'scale'; readonly name: string; readonly replicas: number }
  | { readonly verb: 'delete'; readonly name: string; readonly policy: 'Background' | 'Foreground' }
  | { readonly verb: 'release'; readonly name: string };

const name = fc.constantFrom('a', 'b', 'c');
const replicas = fc.integer({ min: 0, max: 2 });
const metadata = fc.record(
  { labels: fc.constantFrom({}, { x: 'y' }), finalizers: fc.constantFrom([], ['a.b/c']) },
  { requiredKeys: [] },
);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    verb: fc.constantFrom('create' as const, 'update' as const, 'merge' as const),
    name,
    spec: fc.record({ replicas, paused: fc.boolean() }, { requiredKeys: [] }),
    metadata,
  }),
  fc.record({ verb: fc.constantFrom('status' as const, 'keep' as const), name, replicas }),
  fc.record({ verb: fc.constant('scale' as const), name, replicas }),
  fc.record({
    verb: fc.constant('delete' as const),
    name,
    policy: fc.constantFrom('Background' as const, 'Foreground' as const),
  }),
  fc.record({ verb: fc.constant('release' as const), name }),
);

function perform({ api, type, at }: TestApi, one: Act): void {
  const target = at('deployments', one.name);
  switch (one.verb) {
    case 'create':
      api.create(type('deployments'), 'default', deployment(one.spec, { ...one.metadata, name: one.name }));
      break;
    case 'update':
      api.update(target, deployment(one.spec, { ...one.metadata, name: one.name }));
      break;
    case 'merge':
      api.patch(target, { type: 'merge', body: { spec: one.spec, metadata: one.metadata } });
      break;
    case 'status':
      api.patch(
        target,
        { type: 'merge', body: { status: { replicas: one.replicas } } },
        { subresource: 'status' },
      );
      break;
    case 'keep':
      api.keep(type('deployments'), { ...api.get(target), status: { replicas: one.replicas } });
      break;
    case 'scale':
      api.update(target, { spec: { replicas: one.replicas } }, { subresource: 'scale' });
      break;
    case 'delete':
      api.delete(target, { propagationPolicy: one.policy });
      break;
    case 'release':
      api.patch(target, { type: 'merge', body: { metadata: { finalizers: null } } });
      break;
  }
}

const contentOf = (object: KubeObject): Json => {
  const { resourceVersion: _, ...rest } = object.metadata;
  return { ...object, metadata: rest };
};

test('whatever is written, identity and age stay, generations count what is wanted, and nothing new is no change', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const room = testApi();
      for (const [second, one] of acts.entries()) {
        room.clock.now = new Date(1_800_000_000_000 + second * 1000);
        try {
          perform(room, one);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
      }
      const { events, store, api, type } = room;
      const view = new Map<string, KubeObject>();
      for (const { type: what, object, previous, revision } of events) {
        assert.equal(object.metadata.resourceVersion, `${revision}`);
        if (what === 'DELETED') view.delete(object.metadata.name);
        else view.set(object.metadata.name, object);
        if (what !== 'MODIFIED') continue;
        assert.ok(previous);
        assert.equal(object.metadata.uid, previous.metadata.uid);
        assert.equal(object.metadata.creationTimestamp, previous.metadata.creationTimestamp);
        assert.ok(!isSame(contentOf(object), contentOf(previous)), 'nobody is told of nothing');
        const isWanted = !isSame(object['spec'], previous['spec']);
        const isMarked = object.metadata.deletionTimestamp !== previous.metadata.deletionTimestamp;
        const grown = (object.metadata.generation ?? 0) - (previous.metadata.generation ?? 0);
        assert.equal(grown, isWanted || isMarked ? 1 : 0);
      }
      assert.equal(store.revision, 102 + events.length, 'each change has its number');
      assert.deepEqual(
        api.list(type('deployments')).items,
        [...view.values()].sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1)),
      );
    }),
    { numRuns: 300 },
  );
});

test('a write of what an object is already changes nothing', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
      const room = testApi();
      for (const one of acts) {
        try {
          perform(room, one);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
      }
      const { api, type, at, store } = room;
      const { revision } = store;
      for (const object of api.list(type('deployments')).items) {
        const target = at('deployments', object.metadata.name);
        assert.equal(api.update(target, object).outcome, 'unchanged');
        assert.equal(api.update(target, object, { subresource: 'status' }).outcome, 'unchanged');
        assert.equal(api.patch(target, { type: 'merge', body: {} }).outcome, 'unchanged');
        assert.equal(api.keep(type('deployments'), object), object);
      }
      assert.equal(store.revision, revision);
    }),
    { numRuns: 100 },
  );
});
