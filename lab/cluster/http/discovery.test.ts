import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startTestServer, typeNamed } from './test-server.ts';

describe('discovery', () => {
  test('is aggregated for who asks so, in the version that is accepted', async () => {
    await using server = await startTestServer();
    for (const version of ['v2', 'v2beta1']) {
      const accept = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;
      const { json, headers } = await server.ask('/apis', { headers: { accept } });
      assert.equal(
        headers['content-type'],
        `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      );
      assert.equal(json['apiVersion'], `apidiscovery.k8s.io/${version}`);
      const [apps] = json['items'] as [
        {
          metadata: { name: string };
          versions: { resources: { resource: string; subresources: { subresource: string }[] }[] }[];
        },
      ];
      assert.equal(apps.metadata.name, 'apps');
      const deployments = apps.versions[0]?.resources.find(({ resource }) => resource === 'deployments');
      assert.deepEqual(
        deployments?.subresources.map(({ subresource }) => subresource),
        ['status', 'scale'],
      );
    }
  });

  test('is in the older documents for all others', async () => {
    await using server = await startTestServer();
    assert.deepEqual((await server.ask('/api')).json['versions'], ['v1']);
    const { groups } = (await server.ask('/apis')).json as { groups: { name: string }[] };
    assert.deepEqual(
      groups.slice(0, 2).map(({ name }) => name),
      ['apps', 'autoscaling'],
    );
    assert.equal((await server.ask('/apis/apps')).json['kind'], 'APIGroup');
    const { resources } = (await server.ask('/api/v1')).json as { resources: { name: string }[] };
    assert.ok(resources.some(({ name }) => name === 'pods/log'));
    assert.equal((await server.ask('/apis/none.example')).code, 404);
    assert.equal((await server.ask('/apis/apps/v9')).code, 404);
  });

  test('lists the versions of a group by how settled they are, and groups in the order of the registry', async () => {
    await using server = await startTestServer();
    const base = typeNamed(server.registry, 'services');
    for (const [group, versions] of Object.entries({
      'z.example': ['v1alpha1', 'v1', 'v2beta1'],
      'a.example': ['v1'],
    })) {
      server.registry.define(
        group,
        versions.map((version) => ({ ...base, group, version })),
      );
    }
    const { groups } = (await server.ask('/apis')).json as {
      groups: { name: string; versions: { version: string }[] }[];
    };
    assert.deepEqual(
      groups.slice(-2).map(({ name, versions }) => [name, ...versions.map(({ version }) => version)]),
      [
        ['z.example', 'v1', 'v2beta1', 'v1alpha1'],
        ['a.example', 'v1'],
      ],
    );
  });
});
