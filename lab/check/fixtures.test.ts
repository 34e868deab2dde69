import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, formatDiagnostic, readManifestTexts } from '../../engine/core.ts';
import { type CheckOptions, check } from './check.ts';
import { readTestManifest, TEST_NOW } from './test-manifest.ts';

const MANIFESTS = fileURLToPath(new URL('../../fixtures/manifests/', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../fixtures/examples/', import.meta.url));

/** Secrets that a scenario makes are not among its manifests. */
const WITHOUT_SECRETS: CheckOptions = { partial: true };

/** As in features/controllers. */
const CONTROLLERS: CheckOptions = {
  controllers: [
    { name: 'traefik-in', flags: ['--providers.kubernetescrd.ingressclass=traefik-in'] },
    { name: 'traefik-out', flags: ['--providers.kubernetescrd.labelselector=ingressclass=traefik-out'] },
  ],
};

/** The manifests that belong together, as the features put them. */
const TOGETHER: readonly (readonly [paths: readonly string[], options?: CheckOptions])[] = [
  [['canary']],
  [['canary', 'balancing']],
  [['canary', 'files']],
  [['canary/apps.yaml', 'health']],
  [['controllers'], CONTROLLERS],
  [['ingress/app.yaml', 'ingress/shop.yaml']],
  [['ingress/app.yaml', 'ingress/annotations.yaml'], WITHOUT_SECRETS],
  [['mirroring']],
  [['mongo']],
  [['mongo/app.yaml', 'mongo-tls/mutual-tls.yaml'], WITHOUT_SECRETS],
  [['mongo/app.yaml', 'mongo-tls/server-tls.yaml'], WITHOUT_SECRETS],
  [['secure'], WITHOUT_SECRETS],
  [['udp']],
];

suite("the lab's own manifests raise no finding", () => {
  for (const [paths, options] of TOGETHER) {
    test(paths.join(' '), async () => {
      const texts = await readManifestTexts(paths.map((path) => `${MANIFESTS}${path}`));
      assertNothing(await check(texts, { ...options, now: TEST_NOW }));
    });
  }

  test('all of them are looked at', async () => {
    const folders = await readdir(MANIFESTS);
    const looked = new Set(TOGETHER.flatMap(([paths]) => paths.map((path) => path.split('/')[0] ?? '')));
    assert.deepEqual([...looked].toSorted(), folders.toSorted());
  });
});

suite('an example of every object and every feature raises no finding', async () => {
  for (const file of (await readdir(EXAMPLES)).sort()) {
    test(file, async () => {
      const { text, options } = await readTestManifest(`${EXAMPLES}${file}`);
      assertNothing(await check([text], options));
    });
  }
});

function assertNothing(found: readonly Diagnostic[]): void {
  assert.equal(found.map(formatDiagnostic).join('\n'), '');
}
