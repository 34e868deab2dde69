import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManifestWatcher } from './files.ts';
import { type ManifestText, readManifestTexts } from './manifest-texts.ts';

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
  const watcher = await ManifestWatcher.start([folder], {
    onChange: (texts) => changes.emit('change', texts),
    onError: assert.ifError,
  });
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

test('what goes wrong is told, and the next change is read all the same', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-files-'));
  t.after(() => rm(folder, { recursive: true }));
  const heard = new EventEmitter();
  const watcher = await ManifestWatcher.start([folder], {
    onChange(texts) {
      if (texts.some(({ text }) => text === 'unwelcome')) throw new Error('not this one');
      heard.emit('heard', texts.map(({ text }) => text).join());
    },
    onError: (error) => heard.emit('heard', error instanceof Error ? error.message : error),
  });
  t.after(() => watcher.close());
  const file = join(folder, 'route.yaml');
  const loop = join(folder, 'loop.yaml');
  const cases: readonly [change: () => Promise<unknown>, heard: RegExp][] = [
    [() => symlink(loop, loop), /ELOOP/],
    [() => rm(loop).then(() => writeFile(file, 'one')), /^one$/],
    [() => writeFile(file, 'unwelcome'), /^not this one$/],
    [() => writeFile(file, 'two'), /^two$/],
    [() => rm(folder, { recursive: true }), /ENOENT/],
    [() => mkdir(folder).then(() => writeFile(file, 'three')), /^three$/],
  ];
  for (const [change, expected] of cases) {
    const next = once(heard, 'heard');
    await change();
    assert.match(String((await next)[0]), expected);
  }
});

test('close waits for the read under way and nobody hears of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-files-'));
  t.after(() => rm(folder, { recursive: true }));
  let heard = 0;
  const changes = new EventEmitter();
  const watcher = await ManifestWatcher.start([folder], {
    onChange: () => changes.emit('change', ++heard),
    onError: assert.ifError,
  });
  const first = once(changes, 'change');
  await writeFile(join(folder, 'a.yaml'), 'one');
  await first;
  await writeFile(join(folder, 'a.yaml'), 'two');
  await watcher.close();
  await watcher.close();
  assert.equal(heard, 1);
});
