import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatReference } from '../../engine/core.ts';
import type { Cluster } from './cluster.ts';
import type { ApplyResult } from './manifests.ts';
import { deployment, fakeCluster, service } from './test-runtime.ts';

function outcomes(result: ApplyResult): string[] {
  return result.outcomes.map(({ reference, outcome }) => `${formatReference(reference)} ${outcome}`);
}

function codes(result: ApplyResult): string[] {
  return result.diagnostics.map(({ code }) => code);
}

function inForce(cluster: Cluster): string[] {
  return cluster.resourceSet().resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

const configMap = (name: string, value: string, more = ''): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\ndata: { key: ${value} }\n`;

describe('apply', () => {
  it('says what became of each object, by what is written', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    assert.deepEqual(outcomes(await cluster.apply(configMap('a', 'one') + configMap('b', 'one'))), [
      'ConfigMap default/a created',
      'ConfigMap default/b created',
    ]);
    const again = await cluster.apply(`# moved down\n${configMap('a', 'one')}${configMap('b', 'two')}`);
    assert.deepEqual(outcomes(again), ['ConfigMap default/a unchanged', 'ConfigMap default/b configured']);
  });

  it('keeps the pods of a Deployment that is unchanged, or changed outside of its template', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.apply(deployment('web'));
    await cluster.settled(1000);
    await cluster.apply(deployment('web'));
    await cluster.apply(deployment('web').replace('{ name: web }', '{ name: web, labels: { tier: front } }'));
    await cluster.settled(1000);
    assert.equal(runtime.events.length, 1);
  });

  it('puts objects without a namespace in the one asked for, which the object then names', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(configMap('a', 'one'), { namespace: 'test-pod' });
    const explicit = await cluster.apply(configMap('a', 'one', ', namespace: test-pod'));
    assert.deepEqual(outcomes(explicit), ['ConfigMap test-pod/a unchanged']);
    assert.deepEqual(inForce(cluster), ['Namespace test-pod', 'ConfigMap a']);
  });

  it('refuses an object of another namespace in the words of kubectl, and applies the others', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const text = `${configMap('a', 'one', ', namespace: default')}${configMap('b', 'one')}`;
    const result = await cluster.apply({ file: 'a.yaml', text }, { namespace: 'test-pod' });
    assert.deepEqual(outcomes(result), ['ConfigMap test-pod/b created']);
    const [diagnostic] = result.diagnostics;
    assert.equal(diagnostic?.code, 'namespace-mismatch');
    assert.equal(
      diagnostic.message,
      `the namespace from the provided object "default" does not match the namespace "test-pod". You must pass '--namespace=default' to perform this operation.`,
    );
    assert.deepEqual([diagnostic.position?.file, diagnostic.position?.line], ['a.yaml', 4]);
    assert.equal(diagnostic.position?.lineText.slice(diagnostic.position.column - 1), 'default }');
  });

  it('keeps the last valid version of an object, and remembers that it was rejected until a valid one comes', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(service('web'), { namespace: 'test-pod' });
    const wrong = await cluster.apply(service('web', '{ port: 99999 }'), { namespace: 'test-pod' });
    assert.deepEqual([outcomes(wrong), codes(wrong)], [[], ['field-value']]);
    assert.deepEqual(inForce(cluster), ['Namespace test-pod', 'Service web']);
    assert.deepEqual(cluster.resourceSet().rejected, [
      { kind: 'Service', namespace: 'test-pod', name: 'web' },
    ]);
    await cluster.apply(service('web'), { namespace: 'test-pod' });
    assert.deepEqual(cluster.resourceSet().rejected, []);
  });

  it('forgets a rejected object that is deleted', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(service('web', '{ port: 99999 }'));
    await cluster.delete({ kind: 'Service', namespace: 'default', name: 'web' });
    assert.deepEqual(cluster.resourceSet().rejected, []);
  });

  const refused: readonly [string, string, string][] = [
    [
      'selector-mismatch',
      'matchLabels: { app: web }',
      'matchExpressions: [{ key: app, operator: NotIn, values: [web] }]',
    ],
    ['selector-empty', 'matchLabels: { app: web }', ''],
    ['field-value', 'matchLabels: { app: web }', 'matchLabels: { app: other }'],
  ];
  for (const [code, written, instead] of refused) {
    it(`refuses a Deployment that would not recognize its pods: ${code}, ${instead || 'nothing'}`, async () => {
      await using fake = fakeCluster();
      const { cluster } = fake;
      const result = await cluster.apply(deployment('web').replace(written, instead));
      assert.deepEqual([outcomes(result), codes(result)], [[], [code]]);
      assert.deepEqual(cluster.resourceSet().rejected, [
        { kind: 'Deployment', namespace: 'default', name: 'web' },
      ]);
      assert.deepEqual(cluster.pods(), []);
    });
  }

  it('refuses to change the selector of a Deployment', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('web', { labels: ', tier: front' }));
    const text = deployment('web', { labels: ', tier: front' }).replace('{ app: web }', '{ tier: front }');
    assert.deepEqual(codes(await cluster.apply(text)), ['field-immutable']);
  });

  it('leaves alone what was set by hand and is not written, and takes back what is', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const text = configMap('a', 'one', ', labels: { written: here }');
    const reference = { kind: 'ConfigMap', namespace: 'default', name: 'a' };
    const labels = () =>
      cluster.resourceSet().resources.find(({ kind }) => kind === 'ConfigMap')?.metadata.labels;
    await cluster.apply(text);
    await cluster.setMetadata(reference, { labels: { byHand: 'yes' } });
    assert.deepEqual(outcomes(await cluster.apply(text)), ['ConfigMap default/a unchanged']);
    assert.deepEqual(labels(), { byHand: 'yes', written: 'here' });
    await cluster.setMetadata(reference, { labels: { written: undefined } });
    assert.deepEqual(labels(), { byHand: 'yes' });
    assert.deepEqual(outcomes(await cluster.apply(text)), ['ConfigMap default/a configured']);
    await cluster.setMetadata(reference, { labels: { written: undefined } });
    assert.deepEqual(outcomes(await cluster.apply(configMap('a', 'one'))), [
      'ConfigMap default/a configured',
    ]);
    assert.deepEqual(labels(), { byHand: 'yes' });
  });

  it('keeps the number of replicas that was set by hand unless the manifest writes one', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(deployment('free') + deployment('fixed', { replicas: 1 }));
    await cluster.scale('default', 'free', 3);
    await cluster.scale('default', 'fixed', 3);
    const result = await cluster.apply(deployment('free') + deployment('fixed', { replicas: 1 }));
    assert.deepEqual(
      result.outcomes.map(({ outcome }) => outcome),
      ['unchanged', 'configured'],
    );
    assert.equal(cluster.podsOf('default', 'free').length, 3);
    assert.equal(cluster.podsOf('default', 'fixed').length, 1);
  });
});

describe('replaceFiles', () => {
  const a = { file: 'a.yaml', text: configMap('a', 'one') };
  const b = { file: 'b.yaml', text: configMap('b', 'one') };

  it('deletes what vanished from the files and nothing else', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.apply(configMap('applied', 'one'));
    await cluster.replaceFiles([a, b]);
    const result = await cluster.replaceFiles([{ ...a, text: configMap('a', 'two') }]);
    assert.deepEqual(outcomes(result), ['ConfigMap default/a configured', 'ConfigMap default/b deleted']);
    assert.deepEqual(inForce(cluster), ['Namespace default', 'ConfigMap applied', 'ConfigMap a']);
  });

  it('stops the pods of a Deployment that vanished', async () => {
    await using fake = fakeCluster();
    const { cluster, runtime } = fake;
    await cluster.replaceFiles([{ file: 'a.yaml', text: deployment('web') }]);
    await cluster.settled(1000);
    assert.deepEqual(outcomes(await cluster.replaceFiles([])), ['Deployment default/web deleted']);
    assert.deepEqual([cluster.podsOf('default', 'web'), runtime.running], [[], []]);
  });

  it('keeps the last good version of what is no longer valid, and of a file that is no longer YAML', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    await cluster.replaceFiles([{ file: 'a.yaml', text: service('web') }, b]);
    const result = await cluster.replaceFiles([
      { file: 'a.yaml', text: service('web', '{ port: none }') },
      { file: 'b.yaml', text: 'kind: [' },
    ]);
    assert.deepEqual([outcomes(result), codes(result)], [[], ['field-type', 'yaml-syntax']]);
    assert.deepEqual(inForce(cluster), ['Namespace default', 'Service web', 'ConfigMap b']);
    assert.deepEqual(cluster.resourceSet().rejected, [
      { kind: 'Service', namespace: 'default', name: 'web' },
    ]);
    assert.deepEqual(outcomes(await cluster.replaceFiles([])), [
      'Service default/web deleted',
      'ConfigMap default/b deleted',
    ]);
    assert.deepEqual(cluster.resourceSet().rejected, []);
  });

  it('warns of an object that two files define, and takes the last', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const result = await cluster.replaceFiles([a, { file: 'b.yaml', text: configMap('a', 'two') }]);
    assert.deepEqual(outcomes(result), ['ConfigMap default/a created']);
    const [warning] = result.diagnostics;
    assert.equal(warning?.code, 'object-defined-twice');
    assert.equal(warning.severity, 'warning');
    assert.equal(warning.position?.file, 'b.yaml');
    assert.match(warning.message, /ConfigMap default\/a is also defined at a\.yaml:2:1/);
    const [stored] = cluster.resourceSet().resources.filter(({ kind }) => kind === 'ConfigMap');
    assert.deepEqual(stored?.object['data'], { key: 'two' });
  });

  it('leaves what was changed by hand alone as long as the file says the same', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const file = { file: 'a.yaml', text: deployment('web', { replicas: 1 }) };
    await cluster.replaceFiles([file]);
    await cluster.scale('default', 'web', 2);
    const result = await cluster.replaceFiles([{ ...file, text: `# a comment\n${file.text}` }, b]);
    assert.deepEqual(outcomes(result), ['Deployment default/web unchanged', 'ConfigMap default/b created']);
    assert.equal(cluster.podsOf('default', 'web').length, 2);
    const [web] = cluster.resourceSet().resources.filter(({ kind }) => kind === 'Deployment');
    assert.equal(web?.origin.position().line, 3, 'findings point to where it is written now');
  });

  it('deletes with a Namespace what is in it, unless the files still want that', async () => {
    await using fake = fakeCluster();
    const { cluster } = fake;
    const namespace = { file: 'n.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n' };
    const inShop = { file: 'a.yaml', text: configMap('a', 'one', ', namespace: shop') };
    await cluster.replaceFiles([namespace, inShop]);
    assert.deepEqual(outcomes(await cluster.replaceFiles([inShop])), ['ConfigMap shop/a unchanged']);
    await cluster.apply(configMap('applied', 'one'), { namespace: 'shop' });
    await cluster.replaceFiles([namespace, inShop]);
    assert.deepEqual(outcomes(await cluster.replaceFiles([])), [
      'ConfigMap shop/a deleted',
      'Namespace shop deleted',
    ]);
    assert.deepEqual(inForce(cluster), []);
  });
});
