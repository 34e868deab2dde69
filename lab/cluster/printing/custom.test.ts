import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { rowOf, typeNamed } from './test-rows.ts';

describe('a custom resource', () => {
  const typeWith = (columns: readonly Json[]): ResourceType => ({
    ...typeNamed('configmaps'),
    group: 'a.example',
    definition: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'x' },
      spec: { versions: [{ name: 'v1', additionalPrinterColumns: columns }] },
    },
  });

  test('has its name and age where its definition says nothing', () => {
    assert.deepEqual(rowOf(typeWith([]), {}), { Name: 'x', Age: '60m' });
  });

  test('has the columns that its definition gives', () => {
    const type = typeWith([
      { name: 'Host', type: 'string', jsonPath: '.spec.hosts[0]' },
      { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: 'Port', type: 'integer', jsonPath: '.spec.port', priority: 1 },
      { name: 'On', type: 'boolean', jsonPath: '.spec.on' },
      { name: 'Since', type: 'date', jsonPath: '.status.since' },
      { name: 'Gone', type: 'date', jsonPath: '.status.gone' },
      { name: 'Whole', type: 'string', jsonPath: '.spec.whole' },
      { name: 'Bad', type: 'string', jsonPath: '.spec[' },
    ]);
    const row = rowOf(type, {
      spec: { hosts: ['a', 'b'], port: 80, on: false, whole: { a: 1 } },
      status: {
        since: '2026-01-01T00:59:00Z',
        conditions: [
          { type: 'Other', status: 'x' },
          { type: 'Ready', status: 'True' },
        ],
      },
    });
    assert.deepEqual(row, {
      Name: 'x',
      Host: 'a',
      Ready: 'True',
      '(Port)': 80,
      On: false,
      Since: '60s',
      Gone: null,
      Whole: '{"a":1}',
      Bad: null,
    });
  });
});
