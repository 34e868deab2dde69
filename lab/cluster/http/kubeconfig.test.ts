import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node';
import { kubeconfig, writeKubeconfig } from './kubeconfig.ts';
import { CERTIFICATES } from './test-server.ts';

const OPTIONS = { url: 'https://127.0.0.1:6443', certificates: CERTIFICATES, token: 'secret' };

test('a kubeconfig holds all that leads to the server', () => {
  const read = new KubeConfig();
  read.loadFromString(kubeconfig({ ...OPTIONS, namespace: 'team-a' }));
  const [user, cluster] = [read.getCurrentUser(), read.getCurrentCluster()];
  assert.equal(read.getCurrentContext(), 'ingress-lab');
  assert.equal(read.getContextObject('ingress-lab')?.namespace, 'team-a');
  assert.equal(cluster?.server, OPTIONS.url);
  assert.equal(user?.token, 'secret');
  const [authority, client] = [cluster?.caData, user?.certData].map(
    (data) => new X509Certificate(Buffer.from(data ?? '', 'base64')),
  );
  assert.ok(authority && client?.checkIssued(authority));
  assert.match(Buffer.from(user?.keyData ?? '', 'base64').toString(), /PRIVATE KEY/);
});

test('a kubeconfig is written for its owner alone, over what was there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  try {
    const file = join(folder, 'config');
    await writeFile(file, 'old');
    await chmod(file, 0o644);
    await writeKubeconfig(file, kubeconfig(OPTIONS));
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(await readFile(file, 'utf8'), kubeconfig(OPTIONS));
    assert.deepEqual(await readdir(folder), ['config']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
