import {
  type Diagnostic,
  formatReference,
  namespaceOf,
  type Resource,
  referenceOf,
} from '../../../engine/core.ts';
import type { CheckRule } from '../rule.ts';

/** Pods that wait for a Secret that is not there. */
export const mounts: CheckRule = function* ({ resources, rejected, pods }) {
  const secrets = new Set(
    [...resources.map(referenceOf), ...rejected]
      .filter(({ kind }) => kind === 'Secret')
      .map((reference) => formatReference(reference)),
  );
  for (const resource of resources) {
    // A generated pod is what its template is.
    if (resource.kind === 'Pod' && pods.get(resource.metadata.name)?.workload !== resource.metadata.name) {
      continue;
    }
    const template = templateOf(resource);
    if (!template) continue;
    for (const { name, path } of secretVolumes(template.spec.volumes)) {
      const secret = { kind: 'Secret', namespace: namespaceOf(resource), name };
      if (!secrets.has(formatReference(secret))) {
        yield missing(resource, [...template.path, 'spec', 'volumes', ...path], secret);
      }
    }
  }
};

interface Template {
  readonly spec: { readonly volumes?: unknown };
  readonly path: readonly string[];
}

function templateOf(resource: Resource): Template | undefined {
  switch (resource.kind) {
    case 'Pod':
      return { spec: resource.spec, path: [] };
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
      return { spec: resource.spec.template.spec, path: ['spec', 'template'] };
    default:
      return undefined;
  }
}

/** The Secrets that volumes ask for (Kubernetes: SecretVolumeSource), and where they are named. */
function secretVolumes(volumes: unknown): { name: string; path: (string | number)[] }[] {
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume, index) => {
    const { secretName, optional } = volume?.secret ?? {};
    if (typeof secretName !== 'string' || optional === true) return [];
    return [{ name: secretName, path: [index, 'secret', 'secretName'] }];
  });
}

function missing(
  resource: Resource,
  path: readonly (string | number)[],
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Diagnostic {
  return {
    severity: 'error',
    code: 'secret-not-found',
    message: `secret ${namespace}/${name} does not exist: the pods that mount it do not start`,
    advice: 'apply it first, or write optional: true if they can do without',
    resource: referenceOf(resource),
    position: resource.origin.position(path),
  };
}
