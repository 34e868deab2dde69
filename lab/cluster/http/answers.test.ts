import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { LARGEST_BODY } from './body.ts';
import { objectOf, startTestServer, typeNamed } from './test-server.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string, data = {}): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const JSON_BODY = { 'content-type': 'application/json' };

describe('bodies', () => {
  const refused = [
    { what: 'no JSON', body: '{"metadata":', headers: JSON_BODY, code: 400, reason: 'BadRequest' },
    { what: 'a list', body: '[]', headers: JSON_BODY, code: 400, reason: 'BadRequest' },
    {
      what: 'no YAML',
      body: 'a: [',
      headers: { 'content-type': 'application/yaml' },
      code: 400,
      reason: 'BadRequest',
    },
    {
      what: 'no protobuf',
      body: 'x',
      headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
      code: 400,
      reason: 'BadRequest',
    },
    {
      what: 'CBOR',
      body: 'x',
      headers: { 'content-type': 'application/cbor' },
      code: 415,
      reason: 'UnsupportedMediaType',
    },
    {
      what: 'an object of 501 mappings within each other',
      body: `${'{"a":'.repeat(500)}{}${'}'.repeat(500)}`,
      headers: JSON_BODY,
      code: 400,
      reason: 'BadRequest',
    },
    {
      what: 'more than 3 MiB',
      body: 'x'.repeat(LARGEST_BODY + 1),
      headers: JSON_BODY,
      code: 413,
      reason: 'RequestEntityTooLarge',
    },
  ];
  for (const { what, body, headers, code, reason } of refused) {
    test(`${what}: ${code} ${reason}`, async () => {
      await using server = await startTestServer();
      const answer = await server.ask(CONFIG_MAPS, { method: 'POST', body, headers });
      assert.equal(answer.code, code, answer.text);
      assert.equal(answer.json['reason'], reason);
      assert.equal((await server.ask(CONFIG_MAPS)).code, 200);
    });
  }

  test('YAML is taken and given', async () => {
    await using server = await startTestServer();
    const made = await server.ask(CONFIG_MAPS, {
      method: 'POST',
      body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n',
      headers: { 'content-type': 'application/yaml' },
    });
    assert.equal(made.code, 201);
    const { text, headers } = await server.ask(`${CONFIG_MAPS}/a`, {
      headers: { accept: 'application/yaml' },
    });
    assert.equal(headers['content-type'], 'application/yaml');
    assert.deepEqual(parse(text).data, { k: 'v' });
  });

  test('a body of no type is JSON, as kubectl scale sends it', async () => {
    await using server = await startTestServer();
    assert.equal((await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a') })).code, 201);
  });

  test('a refusal comes with the warnings about its body', async () => {
    await using server = await startTestServer();
    const body = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'Upper' },
      dta: {},
    });
    const { code, headers } = await server.ask(CONFIG_MAPS, { method: 'POST', body });
    assert.equal(code, 422);
    assert.equal(headers['warning'], '299 - "unknown field \\"dta\\""');
  });

  test('a Scale has columns of its own', async () => {
    await using server = await startTestServer();
    const deployments = typeNamed(server.registry, 'deployments');
    server.store.put(
      deployments,
      objectOf(deployments, 'default', 'web', { spec: { replicas: 3 }, status: { replicas: 2 } }),
    );
    const { json } = await server.ask('/apis/apps/v1/namespaces/default/deployments/web/scale', {
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
    });
    const [row] = json['rows'] as { cells: unknown[] }[];
    assert.deepEqual(row?.cells.slice(0, 3), ['web', 3, 2]);
  });

  for (const type of ['application/json', 'constructor', '__proto__']) {
    test(`a patch of the type ${type}, which is none, is told the types there are`, async () => {
      await using server = await startTestServer();
      await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a') });
      const { code, json } = await server.ask(`${CONFIG_MAPS}/a`, {
        method: 'PATCH',
        body: '{}',
        headers: { 'content-type': type },
      });
      assert.equal(code, 415);
      assert.match(String(json['message']), /application\/json-patch\+json, application\/merge-patch\+json/);
    });
  }
});

describe('answers', () => {
  const accepts = [
    ['application/json', 'ConfigMapList'],
    ['*/*', 'ConfigMapList'],
    ['application/vnd.kubernetes.protobuf,application/json', 'ConfigMapList'],
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'Table'],
    ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', 'PartialObjectMetadataList'],
    ['application/json;as=Other;g=meta.k8s.io;v=v1,application/json', 'ConfigMapList'],
    ['application/json;q=0.1,application/json;as=Table;v=v1;g=meta.k8s.io', 'Table'],
    ['text/html', 'Status'],
    ['application/vnd.kubernetes.protobuf', 'Status'],
  ] as const;
  for (const [accept, kind] of accepts) {
    test(`${accept} is answered with ${kind}`, async () => {
      await using server = await startTestServer();
      await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a', { k: 'v' }) });
      const { json, headers, code } = await server.ask(CONFIG_MAPS, { headers: { accept } });
      assert.equal(json['kind'], kind);
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(code, kind === 'Status' ? 406 : 200);
    });
  }

  test('a table has what kubectl shows, and the metadata of each object', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    await using server = await startTestServer({ now: () => now });
    await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a', { k: 'v' }) });
    now += 31_000;
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { json } = await server.ask(CONFIG_MAPS, { headers: { accept } });
    const [row] = json['rows'] as [
      { cells: unknown[]; object: { kind: string; metadata: { name: string } } },
    ];
    assert.deepEqual(row.cells, ['a', 1, '31s']);
    assert.equal(row.object.kind, 'PartialObjectMetadata');
    assert.equal(row.object.metadata.name, 'a');
    const without = await server.ask(`${CONFIG_MAPS}?includeObject=None`, { headers: { accept } });
    assert.equal((without.json['rows'] as { object: unknown }[])[0]?.object, null);
  });

  test('a list comes in parts if it is asked for so', async () => {
    await using server = await startTestServer();
    for (const name of ['a', 'b', 'c']) {
      await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap(name) });
    }
    const first = await server.ask(`${CONFIG_MAPS}?limit=2`);
    const { continue: place, remainingItemCount } = first.json['metadata'] as Record<string, string>;
    assert.equal(remainingItemCount, 1);
    const second = await server.ask(`${CONFIG_MAPS}?limit=2&continue=${place}`);
    assert.equal((second.json['items'] as unknown[]).length, 1);
    assert.deepEqual(Object.keys(second.json['metadata'] as object), ['resourceVersion']);
  });

  const refusals = [
    { ask: 'GET /nothing', code: 404 },
    { ask: 'GET /api/v1/nothings', code: 404 },
    { ask: 'GET /apis/none.example/v1/things', code: 404 },
    { ask: 'GET /api/v1/namespaces/default/nodes', code: 404 },
    { ask: 'GET /api/v1/pods/a', code: 404 },
    { ask: 'GET /api/v1/namespaces/default/pods/a/exec', code: 404 },
    { ask: `GET ${CONFIG_MAPS}/a/status`, code: 404 },
    { ask: `GET ${CONFIG_MAPS}/a/b/c`, code: 404 },
    { ask: 'GET /api/%ff', code: 404 },
    { ask: 'POST /api/v1/configmaps', code: 405 },
    { ask: `OPTIONS ${CONFIG_MAPS}`, code: 405 },
    { ask: `GET ${CONFIG_MAPS}?limit=x`, code: 400 },
    { ask: `GET ${CONFIG_MAPS}?resourceVersion=999999`, code: 504 },
    { ask: `GET ${CONFIG_MAPS}?resourceVersion=1&resourceVersionMatch=Exact`, code: 410 },
    { ask: `DELETE ${CONFIG_MAPS}/a?propagationPolicy=Sideways`, code: 422 },
    { ask: `DELETE ${CONFIG_MAPS}/a?dryRun=Some`, code: 422 },
  ] as const;
  for (const { ask, code } of refusals) {
    test(`${ask}: ${code}`, async () => {
      await using server = await startTestServer();
      const [method = '', path = ''] = ask.split(' ');
      const answer = await server.ask(path, { method: method as 'GET' });
      assert.equal(answer.code, code, answer.text);
      assert.equal(answer.json['status'], 'Failure');
      if (code === 504) assert.equal(answer.headers['retry-after'], '1');
    });
  }

  test('a deletion tells what is gone', async () => {
    await using server = await startTestServer();
    await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a') });
    const { json } = await server.ask(`${CONFIG_MAPS}/a`, {
      method: 'DELETE',
      body: '{"propagationPolicy":"Background"}',
      headers: JSON_BODY,
    });
    assert.equal(json['status'], 'Success');
    const { name, kind } = json['details'] as Record<string, string>;
    assert.deepEqual({ name, kind }, { name: 'a', kind: 'configmaps' });
  });

  test('warnings reach clients whatever is in them', async () => {
    await using server = await startTestServer();
    const create = server.api.create.bind(server.api);
    const warning = 'unknown field "spec.\r\nx"\\ – ü';
    server.api.create = (...given) => ({ ...create(...given), warnings: [warning, 'second'] });
    const { headers } = await server.ask(CONFIG_MAPS, { method: 'POST', body: configMap('a') });
    const sent = Buffer.from([headers['warning']].flat().join(' | '), 'latin1').toString();
    assert.equal(sent, '299 - "unknown field \\"spec.  x\\"\\\\ – ü" | 299 - "second"');
  });

  test('curl gets what a person can read, other programs what is short', async () => {
    await using server = await startTestServer();
    const { text } = await server.ask('/version', { headers: { 'user-agent': 'curl/8' } });
    assert.match(text, /\{\n {2}"major"/);
    assert.match((await server.ask('/version')).text, /^\{"major":"1","minor":"\d+"/);
  });
});
