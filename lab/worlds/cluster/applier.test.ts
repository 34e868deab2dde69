import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KubernetesError, parseManifests, type Resource } from '../../../engine/index.ts';
import type { Json } from '../../cluster/objects/object.ts';
import { Applier } from './applier.ts';
import { ScenarioNamespaces } from './namespaces.ts';

/** An API that refuses what it is told to, by call, and takes the rest. */
function applier(refusals: readonly KubernetesError[]) {
  const left = [...refusals];
  const applied: Json[] = [];
  const stored = (object: Json) => ({ ...object, metadata: { name: 'a', resourceVersion: '1' } });
  const subject = new Applier(
    {
      namespaces: new ScenarioNamespaces('x'),
      run: 'x',
      connection: {
        find: async (apiVersion) => ({ apiVersion, plural: 'things', namespaced: true }),
        get: async () => undefined,
        create: async (_path, object) => stored(object),
        delete: async () => true,
        async apply(_path, object) {
          const refusal = left.shift();
          if (refusal) throw refusal;
          applied.push(object);
          return stored(object);
        },
      },
    },
    new Map(),
  );
  return { subject, applied, left };
}

function resource(text: string): Resource {
  const [read] = parseManifests(text, 'a.yaml').resources;
  assert.ok(read);
  return read;
}

const POD = resource(`
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { containers: [{ name: a, image: nginx }] }
`);

test('a Pod waits for the ServiceAccount of a new namespace', async () => {
  const early = new KubernetesError(
    'pods "a" is forbidden: error looking up service account lab-x-default/default: serviceaccount "default" not found',
    403,
  );
  const { subject, left } = applier([early, early]);
  const put = await subject.put(POD);
  assert.ok('outcome' in put && put.outcome === 'created');
  assert.equal(left.length, 0);
});

test('what is forbidden for good is told at once', async () => {
  const { subject } = applier([new KubernetesError('pods "a" is forbidden: exceeded quota', 403)]);
  await assert.rejects(subject.put(POD), { code: 'cluster-refused', message: /exceeded quota/ });
});

test('fields that the kind does not have are left out', async () => {
  const unknown = (path: string) =>
    new KubernetesError(
      `failed to create typed patch object (x/a; v1, Kind=Pod): ${path}: field not declared in schema`,
      500,
    );
  const { subject, applied } = applier([unknown('.spec.containers[0].image'), unknown('.spec.nowhere')]);
  await assert.rejects(subject.put(POD), { code: 'cluster-refused' });
  const again = applier([unknown('.spec.containers[0].image')]);
  await again.subject.put(POD);
  assert.deepEqual([applied, again.applied[0]?.['spec']], [[], { containers: [{ name: 'a' }] }]);
});
