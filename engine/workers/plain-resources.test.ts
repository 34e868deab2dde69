import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Compiler } from '../configuration/compiler.ts';
import { parseManifests } from '../resources/load.ts';
import { manifestFiles } from '../resources/manifest-files.ts';
import type { Resource } from '../resources/resource.ts';
import { parseFlags } from '../static/flags.ts';
import { fromPlain, toPlain } from './plain-resources.ts';

test('resources that went to another thread make the same configuration', async () => {
  const folder = fileURLToPath(new URL('../../fixtures/manifests', import.meta.url));
  const files = await manifestFiles(folder);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const resources = texts.flatMap((text, index) => parseManifests(text, files[index] ?? '').resources);
  assert.ok(resources.length > 20);
  const compiler = new Compiler(parseFlags(['--entrypoints.web.address=:8000']), []);
  const changes = (set: readonly Resource[]): boolean => compiler.compile(set, []).changed;
  const sent = structuredClone(toPlain({ resources }));
  assert.deepEqual(sent, toPlain({ resources }));
  assert.equal(changes(resources), true);
  assert.equal(changes(fromPlain(sent).resources), false);
  assert.equal(changes(resources.filter(({ kind }) => kind !== 'IngressRoute')), true);
});
