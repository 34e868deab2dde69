import assert from 'node:assert/strict';
import type { Json, KubeObject } from '../objects/object.ts';
import { Registry } from '../objects/registry.ts';
import { apiVersionOf, type ResourceType } from '../objects/resource-type.ts';
import { printerOf } from './index.ts';

const registry = new Registry();
const NOW = Date.parse('2026-01-01T01:00:00Z');

export function typeNamed(plural: string): ResourceType {
  const type = registry.types.find((one) => one.plural === plural);
  assert.ok(type, plural);
  return type;
}

function objectOf(type: ResourceType, body: Json): KubeObject {
  const { metadata, ...rest } = body;
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    ...rest,
    metadata: { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z', ...(metadata as Json | undefined) },
  };
}

/** The row of an object, by column; columns of `-o wide` are in brackets. */
export function rowOf(type: ResourceType, body: Json): Readonly<Record<string, unknown>> {
  const { columns, cells } = printerOf(type);
  const row = cells(objectOf(type, body), NOW);
  assert.equal(row.length, columns.length);
  return Object.fromEntries(
    columns.map(({ name, priority }, index) => [priority === 0 ? name : `(${name})`, row[index]]),
  );
}
