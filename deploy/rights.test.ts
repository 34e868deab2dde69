import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'yaml';
import { parseFlags } from '../engine/index.ts';
import { groupOf, watchedKinds } from '../engine/providers/kubernetes/watched-kinds.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const page = await readFile(new URL('../docs/kubernetes.md', import.meta.url), 'utf8');

/** The rules that the page writes down, one for each group, resource and verb. */
function writtenRights(): string[] {
  const [, text = ''] = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(page) ?? [];
  const { rules } = parse(text) as { readonly rules: readonly Rule[] };
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
  );
}

test('docs/kubernetes.md asks for the rights to what the engine watches, and for those of the status', () => {
  const flags = parseFlags(['--providers.kubernetescrd', '--providers.kubernetesingress']);
  const watched = watchedKinds(flags, { crd: true, ingress: true }).flatMap(({ apiVersion, plural }) => {
    const group = groupOf(apiVersion);
    const resource = group === 'traefik.io' ? '*' : plural;
    return ['list', 'watch'].map((verb) => `${verb} ${group}/${resource}`);
  });
  const ofStatus = ['get networking.k8s.io/ingresses', 'update networking.k8s.io/ingresses/status'];
  assert.deepEqual(writtenRights().sort(), [...new Set([...watched, ...ofStatus])].sort());
});

test('docs/kubernetes.md says how long the startup probe of the chart waits', async () => {
  const { startupProbe } = parse(await readFile(new URL('chart/values.yaml', import.meta.url), 'utf8'));
  const seconds = startupProbe.periodSeconds * startupProbe.failureThreshold;
  assert.ok(page.includes(`\`startupProbe\` gives a pod ${seconds} s`), `it waits ${seconds} s`);
});
