import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readObject } from './object-resource.ts';

const route = {
  kind: 'IngressRoute',
  apiVersion: 'traefik.io/v1alpha1',
  metadata: { name: 'shop', namespace: 'market', managedFields: [{ manager: 'kubectl' }] },
  spec: { routes: [{ match: 'Host(`a.test`)', services: [{ name: 'shop', port: 80 }] }] },
};

describe('an object without a file', () => {
  test('is read as one of a manifest is, and says where kubectl shows it', () => {
    const { resource, diagnostics } = readObject(route);
    assert.deepEqual(diagnostics, []);
    assert.equal(resource?.kind, 'IngressRoute');
    assert.equal(resource.object, route);
    assert.deepEqual(resource.origin.position(['spec', 'routes', 0, 'match'], 6), {
      file: 'ingressroute.traefik.io/shop -n market',
      line: 8,
      column: 20,
      lineText: '    - match: Host(`a.test`)',
    });
    assert.equal(resource.origin.editor, undefined);
  });

  const wrong: readonly (readonly [
    object: Record<string, unknown>,
    code: string | undefined,
    place: string,
  ])[] = [
    [
      { ...route, spec: { routes: 'none' } },
      'field-type',
      'ingressroute.traefik.io/shop -n market:7:11:   routes: none',
    ],
    [{ ...route, spec: undefined }, 'field-missing', 'ingressroute.traefik.io/shop -n market:1:1'],
    [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: '?' } },
      'field-value',
      ':3:6: ',
    ],
    [{ apiVersion: 'v1', kind: 'Event', metadata: { name: 's' } }, undefined, ''],
  ];
  for (const [object, code, place] of wrong) {
    test(`is no resource if it is wrong or of a kind that is not read: ${code ?? 'Event'}`, () => {
      const { resource, diagnostics } = readObject(object);
      assert.equal(resource, undefined);
      const [finding] = diagnostics;
      assert.equal(finding?.code, code);
      if (!finding?.position) return;
      const { file, line, column, lineText } = finding.position;
      assert.ok(`${file}:${line}:${column}: ${lineText}`.includes(place), JSON.stringify(finding.position));
    });
  }
});
