import type { ResourceOf } from '../../engine/decisions.ts';

/** A port of a Service. */
export type ServicePort = ResourceOf<'Service'>['spec']['ports'][number];

/** A port of a container, as a manifest declares it or as a program has it. */
interface ContainerPort {
  readonly containerPort: number;
  readonly name?: string | undefined;
  readonly protocol?: string | undefined;
}

/** The container's port that a Service's port leads to: by name or number, and of the same protocol (Kubernetes: `FindPort`). */
export function findTargetPort<P extends ContainerPort>(
  port: ServicePort,
  candidates: readonly P[],
): P | undefined {
  const target = port.targetPort ?? port.port;
  return candidates.find(
    (candidate) =>
      (typeof target === 'number' ? candidate.containerPort === target : candidate.name === target) &&
      (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  );
}
