import { createHash } from 'node:crypto';
import type { ResourceOf } from '../../../engine/index.ts';
import type { PodInputs } from '../../cluster/pod-inputs.ts';
import { expandVariables } from './expand-variables.ts';
import { type Probe, probeOf } from './probe.ts';

type Pod = ResourceOf<'Pod'>;

/** A port that a container lists. */
export interface ContainerPort {
  readonly port: number;
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP';
}

/** What a pod's container is made from. */
export interface ContainerSpec {
  /** What runs, after images were mapped. */
  readonly image: string;
  readonly namespace: string;
  /** Name of the pod, and what the program finds as its host's name. */
  readonly pod: string;
  /** Instead of the image's entrypoint; undefined: the image's own. */
  readonly command: readonly string[] | undefined;
  /** Instead of the image's command; undefined: the image's own. */
  readonly args: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  /** Number or name of the user, and of the group behind a colon; undefined: the image's own. */
  readonly user: string | undefined;
  /** The pod's own; so `docker ps --filter label=app=...` finds it. */
  readonly labels: Readonly<Record<string, string>>;
  /** By absolute path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Those that the manifest lists; empty: it lists none. */
  readonly ports: readonly ContainerPort[];
  /** Those on which it has to listen to be ready; absent: all of them. */
  readonly awaited?: readonly ContainerPort[];
  /** What says that it is ready; undefined: that it listens. */
  readonly probe: Probe | undefined;
}

/** What a pod's first container is to be, with `image` for what the manifest names (Kubernetes: Container v1 core). */
export function containerSpec(pod: Pod, image: string, inputs: PodInputs): ContainerSpec {
  const [container] = pod.spec.containers;
  if (!container) throw new Error(`pod ${pod.metadata.name} has no container`);
  const { name, namespace = 'default', labels } = pod.metadata;
  const environment: Record<string, string> = {};
  for (const [variable, value] of Object.entries(inputs.environment))
    environment[variable] = expandVariables(value, environment);
  const expanded = (texts: readonly string[] | undefined): readonly string[] | undefined =>
    texts?.map((text) => expandVariables(text, environment));
  const { workingDir } = container;
  return {
    image,
    namespace,
    pod: name,
    command: expanded(container.command),
    // A command without arguments takes none of the image's.
    args: expanded(container.args) ?? (container.command === undefined ? undefined : []),
    environment,
    workingDirectory: typeof workingDir === 'string' ? workingDir : undefined,
    user: userOf(container.securityContext) ?? userOf(pod.spec.securityContext),
    labels,
    files: inputs.files,
    ports: container.ports.map((port) => ({
      port: port.containerPort,
      name: port.name ?? '',
      protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP',
    })),
    probe: probeOf(container.readinessProbe, container.ports),
  };
}

/** Containers of the same key cannot be told apart, as long as nothing has happened to them. */
export function keyOfSpec({ files, ...spec }: ContainerSpec): string {
  const hash = createHash('sha256').update(JSON.stringify(spec));
  for (const [path, content] of files) hash.update(`\0${path}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

function userOf(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null) return undefined;
  const { runAsUser, runAsGroup } = context as Readonly<Record<string, unknown>>;
  if (typeof runAsUser !== 'number') return undefined;
  return typeof runAsGroup === 'number' ? `${runAsUser}:${runAsGroup}` : `${runAsUser}`;
}
