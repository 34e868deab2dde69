import assert from 'node:assert/strict';
import type { Rendered } from './test-helm.ts';

/** The pods' only container. */
export function container(rendered: Rendered) {
  return rendered.one('Deployment').spec.template.spec.containers[0];
}

/** Rights name what they are about, and allow no writing but of a status; they go to the pods' account and nobody else. */
export function leastPrivilege(rendered: Rendered): void {
  const roles = [...rendered.all('ClusterRole'), ...rendered.all('Role')];
  const bindings = [...rendered.all('ClusterRoleBinding'), ...rendered.all('RoleBinding')];
  assert.ok(roles.length > 0);
  assert.equal(bindings.length, roles.length);
  for (const { apiGroups, resources, verbs } of roles.flatMap(({ rules }) => rules)) {
    assert.ok(![...apiGroups, ...resources, ...verbs].some((name) => name.includes('*')));
    const isStatus = resources.every((resource) => resource.endsWith('/status'));
    assert.deepEqual(verbs, isStatus ? ['update'] : ['get', 'list', 'watch']);
  }
  const { serviceAccountName } = rendered.one('Deployment').spec.template.spec;
  for (const { subjects } of bindings) {
    assert.deepEqual(subjects, [{ kind: 'ServiceAccount', name: serviceAccountName, namespace: 'edge' }]);
  }
}

/** Kubernetes' Pod Security Standard "restricted", and no writing to the file system. */
export function podIsHarmless(rendered: Rendered): void {
  const { spec } = rendered.one('Deployment').spec.template;
  const { securityContext, resources, ports, ...probes } = container(rendered);
  assert.deepEqual(spec.securityContext, {
    runAsNonRoot: true,
    runAsUser: 65_532,
    runAsGroup: 65_532,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  assert.deepEqual(securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  assert.ok(resources['requests'] && resources['limits']);
  for (const { httpGet } of [probes.startupProbe, probes.readinessProbe, probes.livenessProbe]) {
    assert.deepEqual(httpGet, { path: '/ping', port: 'traefik' });
  }
  assert.ok(ports.some(({ name, protocol }) => name === 'traefik' && protocol === 'TCP'));
  // Who is not root may not listen below.
  assert.ok(ports.every(({ containerPort }) => containerPort >= 1024));
}

/** Deployment, Services, budget and spreading all speak of the pods. */
export function selectorsMatch(rendered: Rendered): void {
  const { selector, template: pod } = rendered.one('Deployment').spec;
  for (const [label, value] of Object.entries(selector.matchLabels)) {
    assert.equal(pod.metadata.labels[label], value);
  }
  for (const service of rendered.all('Service'))
    assert.deepEqual(service.spec.selector, selector.matchLabels);
  assert.deepEqual(rendered.one('PodDisruptionBudget').spec.selector, selector);
  for (const { labelSelector } of pod.spec.topologySpreadConstraints ?? []) {
    assert.deepEqual(labelSelector, selector);
  }
}

/** A Service's port leads to the container's port of the same name and protocol. */
export function portsAreReachable(rendered: Rendered): void {
  const { ports } = container(rendered);
  const served = rendered.all('Service').flatMap(({ spec }) => spec.ports);
  assert.ok(served.some(({ name }) => name === 'web'));
  for (const { targetPort, protocol } of served) {
    assert.ok(ports.some((port) => port.name === targetPort && port.protocol === protocol));
  }
  assert.ok(!served.some(({ name }) => ['traefik', 'metrics'].includes(name)));
}

/** There are several pods, an update takes none away before there is another one, and a drained node takes one at most. */
export function disruptionIsBounded(rendered: Rendered): void {
  const { metadata, spec } = rendered.one('Deployment');
  const [scaler] = rendered.all('HorizontalPodAutoscaler');
  const fewest = scaler?.spec.minReplicas ?? spec.replicas ?? 0;
  assert.ok(fewest >= 2);
  assert.deepEqual(spec.strategy.rollingUpdate, { maxUnavailable: 0, maxSurge: 1 });
  const { minAvailable, maxUnavailable } = rendered.one('PodDisruptionBudget').spec;
  assert.ok((minAvailable === undefined) !== (maxUnavailable === undefined));
  assert.ok(minAvailable === undefined || Number(minAvailable) < fewest);
  if (!scaler) return;
  assert.equal(spec.replicas, undefined);
  assert.deepEqual(scaler.spec.scaleTargetRef, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: metadata.name,
  });
  assert.ok(scaler.spec.metrics.length > 0 && scaler.spec.maxReplicas >= fewest);
}

/** What the pods' account may read, each as `PLACE GROUP/RESOURCE`. */
export function readable(rendered: Rendered): string[] {
  return [...rendered.all('ClusterRole'), ...rendered.all('Role')].flatMap(({ metadata, rules }) =>
    rules
      .filter(({ verbs }) => verbs.includes('watch'))
      .flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap((group) =>
          resources.map((resource) => `${metadata.namespace ?? 'cluster'} ${group}/${resource}`),
        ),
      ),
  );
}
