import type { ResourceOf } from '../../engine/decisions.ts';

type Pod = ResourceOf<'Pod'>;
type Secret = ResourceOf<'Secret'>;

/**
 * What the first container of a pod finds at its mounts of Secrets (Kubernetes: SecretVolumeSource), by absolute path.
 * Volumes of other kinds are empty here.
 *
 * @throws Error for a Secret that does not exist; in a cluster the pod would wait for it.
 */
export function mountedFiles(
  { spec }: Pod,
  secretNamed: (name: string) => Secret | undefined,
): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const volumes = records(spec.volumes);
  for (const { name, mountPath } of records(spec.containers[0]?.volumeMounts)) {
    const source = volumes.find((volume) => volume['name'] === name)?.['secret'];
    const secretName = isRecord(source) ? source['secretName'] : undefined;
    if (typeof secretName !== 'string' || typeof mountPath !== 'string') continue;
    const secret = secretNamed(secretName);
    if (!secret)
      throw new Error(`it mounts the Secret "${secretName}", which does not exist: apply it first`);
    for (const [key, content] of contentsOf(secret))
      files.set(`${mountPath.replace(/\/$/, '')}/${key}`, content);
  }
  return files;
}

/** As in a cluster, `stringData` wins over `data`. */
function contentsOf({ data = {}, stringData = {} }: Secret): [key: string, content: Buffer][] {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const);
  const plain = Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text)] as const);
  return [...new Map([...encoded, ...plain])];
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
