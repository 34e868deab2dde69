import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BUILT_IN_TYPES } from '../objects/builtin-types.ts';
import type { ResourceType } from '../objects/resource-type.ts';
import { decode } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { typesOfDefinition } from './definition-types.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';
import { schemaOf } from './schema-of.ts';
import { traefikDefinitions } from './traefik-definitions.ts';
import { validate } from './validate.ts';

const TYPES: readonly ResourceType[] = [
  ...BUILT_IN_TYPES,
  ...traefikDefinitions().flatMap(typesOfDefinition),
];
const types = fc.constantFrom(...TYPES);

/** Numbers that make one object of a kind. */
const choices = fc.infiniteStream(fc.nat({ max: 99 }));

/** An object of a schema: what is required, some of the rest, and here and there a value that does not belong. */
function objectOf(schema: SchemaNode, next: () => number, faulty: boolean): unknown {
  const value = (node: SchemaNode, depth: number): unknown => {
    if (faulty && next() < 8) return [null, 1.5, 'x', true, [], {}, [null], { nobody: 1 }][next() % 8];
    switch (node.type) {
      case 'object':
        return mapping(node, depth);
      case 'map':
        return node.items && next() < 50 ? { a: value(node.items, depth + 1) } : {};
      case 'list':
        return node.items ? [value(node.items, depth + 1)] : [];
      case 'string':
        return text(node);
      case 'integer':
      case 'number':
        return node.limits.minimum ?? 1;
      case 'boolean':
        return next() < 50;
      case 'int-or-string':
        return next() < 50 ? 80 : '80';
      case 'quantity':
        return next() < 50 ? next() / 4 : '1Gi';
      case 'any':
        return { any: [next()] };
    }
  };
  const mapping = (node: SchemaNode, depth: number): unknown => {
    const made: Record<string, unknown> = {};
    for (const [name, field] of node.fields) {
      const wanted = node.required.includes(name) || (depth < 6 && next() < 25);
      if (wanted && depth < 14) made[name] = value(field, depth + 1);
    }
    if (faulty && next() < 20) made['nobody'] = next();
    return made;
  };
  const text = ({ limits }: SchemaNode): string => {
    if (limits.enum) return String(limits.enum[next() % limits.enum.length]);
    if (limits.format === 'byte') return 'YWJj';
    if (limits.format === 'date-time') return '2026-11-28T18:00:00Z';
    return limits.pattern?.startsWith('^([1-5]') ? '500-599' : 'text';
  };
  return mapping(schema, 0);
}

function drawn(type: ResourceType, stream: Iterator<number>, faulty: boolean) {
  const schema = schemaOf(type);
  const object = objectOf(schema, () => stream.next().value ?? 0, faulty);
  assert.ok(isMapping(object));
  return { schema, object };
}

test('what was decoded is decoded to itself', () => {
  fc.assert(
    fc.property(types, choices, fc.boolean(), (type, stream, faulty) => {
      const { schema, object } = drawn(type, stream, faulty);
      const before = JSON.stringify(object);
      const first = decode(schema, object);
      const second = decode(schema, first.object);
      assert.equal(JSON.stringify(object), before);
      assert.deepEqual(second.object, first.object);
      assert.deepEqual(second.unknown, []);
      assert.deepEqual(second.problems, first.problems);
    }),
    { numRuns: 300 },
  );
});

test('an object made by its schema has nothing unknown, nothing that cannot be read and nothing wrong', () => {
  fc.assert(
    fc.property(types, choices, (type, stream) => {
      const { schema, object } = drawn(type, stream, false);
      const { object: read, unknown, problems } = decode(schema, object);
      assert.deepEqual([unknown, problems], [[], []]);
      assert.deepEqual(validate(schema, applyDefaults(schema, read)), []);
    }),
    { numRuns: 300 },
  );
});

test('defaults are complete at once', () => {
  fc.assert(
    fc.property(types, choices, fc.boolean(), (type, stream, faulty) => {
      const { schema, object } = drawn(type, stream, faulty);
      const once = applyDefaults(schema, decode(schema, object).object);
      assert.equal(applyDefaults(schema, once), once);
    }),
    { numRuns: 200 },
  );
});
