import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FileProvider } from './file-provider.ts';

const dynamic = (rule: string): string =>
  `http: { routers: { a: { rule: ${rule}, service: ping@internal, entryPoints: [web] } } }\n`;

test('files are read, followed, and stand beside the resources of the world', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'file-provider-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'dynamic.yml');
  await writeFile(file, dynamic('Path(`/a`)'));
  let read: () => void = () => undefined;
  await using provider = await FileProvider.start([folder], () => read());
  const kinds = (): string[] => provider.join({ resources: [] }).resources.map(({ kind }) => kind);
  assert.deepEqual([kinds(), provider.diagnostics], [['DynamicConfiguration'], []]);
  const again = new Promise<void>((resolve) => {
    read = resolve;
  });
  await writeFile(file, 'http: [');
  await again;
  // What is no YAML leaves in force what was.
  assert.deepEqual(kinds(), ['DynamicConfiguration']);
  assert.equal(provider.diagnostics[0]?.position?.file, file);
});

test('what nobody watches is read again when somebody asks, and told of if it is another', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'file-provider-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'dynamic.yml');
  await writeFile(file, dynamic('Path(`/a`)'));
  let told = 0;
  await using provider = await FileProvider.start([folder], () => told++, false);
  const kinds = (): string[] => provider.join({ resources: [] }).resources.map(({ kind }) => kind);
  await provider.refresh();
  assert.deepEqual([kinds(), told], [['DynamicConfiguration'], 0]);
  await rm(file);
  await provider.refresh();
  assert.deepEqual([kinds(), told], [[], 1]);
});

test('a path that is not there', async () => {
  await assert.rejects(
    FileProvider.start(['/nowhere.yml'], () => undefined),
    { code: 'flag-invalid', message: '--providers.file: there is no file or folder /nowhere.yml' },
  );
});
