import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFor } from './read.ts';
import { deepFrozen, ReadTexts } from './read-texts.ts';

const service = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: 80\n`;

test('the same text in the same file and namespace is read once, and nobody can change what it said', () => {
  const text = service('once');
  const first = readFor(text, 'a.yaml', undefined);
  assert.equal(readFor(text, 'a.yaml', undefined), first);
  const [resource] = first.resources;
  assert.equal(resource?.kind, 'Service');
  assert.throws(() => Object.assign(resource.metadata.labels, { a: 'b' }), TypeError);
  assert.throws(() => Object.assign(resource.object, { kind: 'x' }), TypeError);
  assert.equal(resource.origin.position(['spec', 'ports', 0]).line, 7);
});

test('another file or namespace is another matter', () => {
  const text = service('placed');
  const [one] = readFor(text, 'a.yaml', undefined).resources;
  const [other] = readFor(text, 'b.yaml', undefined).resources;
  const [placed] = readFor(text, 'a.yaml', 'shop').resources;
  assert.deepEqual(
    [one?.origin.file, other?.origin.file, placed?.origin.file],
    ['a.yaml', 'b.yaml', 'a.yaml'],
  );
  assert.deepEqual(
    [one, other, placed].map((resource) => resource?.metadata.namespace),
    ['default', 'default', 'shop'],
  );
});

test('what is wrong with a text is wrong each time', () => {
  const text = 'kind: [';
  const first = readFor(text, 'a.yaml', undefined);
  assert.equal(first.diagnostics[0]?.code, 'yaml-syntax');
  assert.deepEqual(readFor(text, 'a.yaml', undefined), first);
});

test("a file of Traefik's is read anew, for it may name files that have changed", () => {
  const text = 'http:\n  services: {}\n';
  const first = readFor(text, 'a.yaml', undefined);
  assert.equal(first.resources[0]?.kind, 'DynamicConfiguration');
  assert.notEqual(readFor(text, 'a.yaml', undefined), first);
});

test('the oldest texts are let go when there are too many', () => {
  const texts = new ReadTexts<{ readonly name: string }>(10);
  for (const text of ['aaaa', 'bbbb', 'cc']) texts.set(text, '', { name: text });
  assert.equal(texts.get('aaaa', '')?.name, 'aaaa');
  texts.set('cc', 'shop', { name: 'cc in shop' });
  texts.set('d', '', { name: 'd' });
  assert.equal(texts.get('aaaa', ''), undefined);
  assert.deepEqual(
    [texts.get('bbbb', ''), texts.get('cc', 'shop'), texts.get('d', '')].map((read) => read?.name),
    ['bbbb', 'cc in shop', 'd'],
  );
});

test('what is of a class keeps what it finds out', () => {
  const counting = new Map([['a', 1]]);
  const frozen = deepFrozen({ list: [{ a: 1 }], counting });
  assert.throws(() => frozen.list.push({ a: 2 }), TypeError);
  assert.equal(frozen.counting.set('b', 2).size, 2);
});
