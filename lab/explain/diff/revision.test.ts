import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { readManifestsAt } from './revision.ts';
import { testRepository } from './test-repository.ts';

test('manifests are read as they were, though they changed and went away since', async (context) => {
  const { folder, git } = await testRepository(context, {
    'k8s/a.yaml': 'kind: A\n',
    'k8s/sub/b.yml': 'kind: B\n',
    'k8s/notes.md': '',
  });
  await writeFile(join(folder, 'k8s/a.yaml'), 'kind: A2\n');
  git('commit', '-qam', 'changed');
  await rm(join(folder, 'k8s'), { recursive: true });
  const at = (revision: string, path: string) => readManifestsAt(revision, join(folder, path));
  assert.deepEqual(await at('HEAD~1', 'k8s'), [
    { file: 'HEAD~1:k8s/a.yaml', text: 'kind: A\n' },
    { file: 'HEAD~1:k8s/sub/b.yml', text: 'kind: B\n' },
  ]);
  assert.deepEqual(await at('main', 'k8s/a.yaml'), [{ file: 'main:k8s/a.yaml', text: 'kind: A2\n' }]);
  assert.equal((await at('main', '.')).length, 2);
  assert.equal(
    git('status', '--porcelain')
      .split('\n')
      .filter((line) => line.startsWith(' D')).length,
    3,
    'the working tree is as it was',
  );
  assert.deepEqual(await readdir(folder), ['.git']);
});

test('what cannot be read is told', async (context) => {
  const { folder } = await testRepository(context, { 'k8s/a.yaml': 'kind: A\n' });
  const outside = await mkdtemp(join(tmpdir(), 'no-repository-'));
  context.after(() => rm(outside, { recursive: true }));
  const cases: readonly (readonly [revision: string, path: string, message: RegExp])[] = [
    ['nowhere', join(folder, 'k8s'), /has no revision "nowhere": write a branch/],
    ['--output=/x', join(folder, 'k8s'), /has no revision "--output=\/x"/],
    ['main', join(folder, 'other'), /revision "main" has no other/],
    ['main', join(folder, '*'), /revision "main" has no \*/],
    ['main', join(outside, 'k8s'), /is in no Git repository/],
  ];
  for (const [revision, path, message] of cases) {
    await assert.rejects(readManifestsAt(revision, path), { code: 'usage', message });
  }
});
