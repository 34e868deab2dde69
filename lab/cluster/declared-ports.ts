import type { ResourceOf } from '../../engine/core.ts';

type PodSpec = ResourceOf<'Pod'>['spec'];

/** The ports that the containers of a pod declare, those of sidecars among them: init containers that are kept running (Kubernetes: `FindPort`). */
export function declaredPorts({ containers, initContainers = [] }: PodSpec) {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...containers, ...sidecars].flatMap(({ ports }) => ports);
}
