import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { KubernetesApi } from '../lab/cluster/api/kubernetes-api.ts';
import { serverCertificates } from '../lab/cluster/http/certificates.ts';
import { kubeconfig, writeKubeconfig } from '../lab/cluster/http/kubeconfig.ts';
import { KubernetesServer } from '../lab/cluster/http/server.ts';
import { ObjectStore } from '../lab/cluster/objects/object-store.ts';
import { Registry } from '../lab/cluster/objects/registry.ts';
import { CHART, HELM, helmIsMissing } from './test-helm.ts';

/** Milliseconds that one call of Helm may take. */
const PATIENCE_MS = 50_000;

const run = promisify(execFile);

/** An embedded Kubernetes API without controllers, and Helm in front of it. */
async function cluster(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-install-'));
  const store = new ObjectStore();
  const registry = new Registry();
  const api = new KubernetesApi({ store, registry, now: () => new Date(), random: Math.random });
  const certificates = serverCertificates();
  const token = 'token-of-the-test';
  const server = await KubernetesServer.start({ api, store, registry, certificates, token });
  context.after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'kubeconfig');
  await writeKubeconfig(file, kubeconfig({ url: server.url, certificates, token }));
  const type = (group: string, version: string, plural: string) => {
    const found = registry.find(group, version, plural);
    assert.ok(found, `${plural} is not served`);
    return found;
  };
  return {
    helm: async (...argv: readonly string[]) => {
      const env = { ...process.env, HOME: folder, KUBECONFIG: file };
      return (await run(HELM, [...argv, '--namespace=edge'], { env, timeout: PATIENCE_MS })).stdout;
    },
    names: (group: string, version: string, plural: string) =>
      api.list(type(group, version, plural)).items.map(({ metadata }) => metadata.name),
    deployment: () =>
      api.get({ type: type('apps', 'v1', 'deployments'), namespace: 'edge', name: 'lab-ingress-lab' }),
  };
}

describe('Helm and the embedded API', { skip: helmIsMissing }, () => {
  test('install, upgrade and uninstall the chart', { timeout: 4 * PATIENCE_MS }, async (context) => {
    const { helm, names, deployment } = await cluster(context);
    const installed = await helm('install', 'lab', CHART, '--create-namespace');
    assert.match(installed, /STATUS: deployed/);
    assert.match(installed, /web: 80\/TCP of the Service/);
    assert.equal(names('apiextensions.k8s.io', 'v1', 'customresourcedefinitions').length, 10);
    assert.deepEqual(names('', 'v1', 'services'), ['lab-ingress-lab']);
    assert.deepEqual(names('rbac.authorization.k8s.io', 'v1', 'clusterroles'), ['lab-ingress-lab-edge']);
    assert.deepEqual(names('policy', 'v1', 'poddisruptionbudgets'), ['lab-ingress-lab']);
    assert.deepEqual(names('networking.k8s.io', 'v1', 'ingressclasses'), ['lab-ingress-lab']);
    assert.equal(names('traefik.io', 'v1alpha1', 'ingressroutes').length, 0);

    await helm('upgrade', 'lab', CHART, '--set=autoscaling.enabled=true,rbac.namespaced=true');
    assert.deepEqual(names('autoscaling', 'v2', 'horizontalpodautoscalers'), ['lab-ingress-lab']);
    assert.deepEqual(names('rbac.authorization.k8s.io', 'v1', 'clusterroles'), []);
    assert.deepEqual(names('rbac.authorization.k8s.io', 'v1', 'roles'), ['lab-ingress-lab-edge']);

    await helm('upgrade', 'lab', CHART, '--reset-values', '--set=deployment.replicas=3');
    assert.deepEqual(names('autoscaling', 'v2', 'horizontalpodautoscalers'), []);
    const { spec } = deployment();
    assert.equal((spec as { replicas?: number }).replicas, 3);

    assert.match(await helm('uninstall', 'lab'), /release "lab" uninstalled/);
    for (const [group, version, plural] of [
      ['apps', 'v1', 'deployments'],
      ['', 'v1', 'services'],
      ['', 'v1', 'serviceaccounts'],
      ['rbac.authorization.k8s.io', 'v1', 'clusterroles'],
      ['policy', 'v1', 'poddisruptionbudgets'],
    ] as const) {
      assert.ok(!names(group, version, plural).some((name) => name.startsWith('lab-')), plural);
    }
    // What others may have made objects of stays (Helm: "Custom Resource Definitions").
    assert.equal(names('apiextensions.k8s.io', 'v1', 'customresourcedefinitions').length, 10);
  });
});
