import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ManifestText, ManifestWatcher, readManifestTexts } from './files.ts';

test('files are read in the order of their names, folders within folders included', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-files-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'b.yaml'), 'b');
  await writeFile(join(folder, 'a.yml'), 'a');
  await writeFile(join(folder, 'sub', 'c.json'), 'c');
  await writeFile(join(folder, 'notes.txt'), 'no manifest');
  const texts = await readManifestTexts([folder]);
  assert.deepEqual(
    texts.map(({ text }) => text),
    ['a', 'b', 'c'],
  );
});

test('every way to change a file is seen: written, replaced by another, removed, added in a new folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-files-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'route.yaml');
  await writeFile(file, 'one');
  const changes = new EventEmitter();
  const watcher = await ManifestWatcher.start([folder], (texts) => changes.emit('change', texts));
  t.after(() => watcher.close());
  const next = async (change: () => Promise<unknown>): Promise<string[]> => {
    const seen = once(changes, 'change') as Promise<[readonly ManifestText[]]>;
    await change();
    return (await seen)[0].map(({ text }) => text);
  };
  assert.deepEqual(await next(() => writeFile(file, 'two')), ['two']);
  for (const text of ['three', 'four']) {
    // As editors and sed -i do it: a new file takes the place of the old one.
    await writeFile(join(folder, '.draft'), text);
    assert.deepEqual(await next(() => rename(join(folder, '.draft'), file)), [text]);
  }
  await mkdir(join(folder, 'more'));
  assert.ok((await next(() => writeFile(join(folder, 'more', 'x.yaml'), 'five'))).includes('four'));
  assert.ok(!(await next(() => rm(file))).includes('four'));
});
