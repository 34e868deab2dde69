import type { ResourceOf } from '../../engine/core.ts';

type Pod = ResourceOf<'Pod'>;
type Source = ResourceOf<'Secret' | 'ConfigMap'>;

/** What the first container of a pod finds. */
export interface PodInputs {
  /** At its mounts, by absolute path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Its variables, in the order in which they are written; the values may refer to ones before by `$(NAME)`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Looks up what a pod refers to in its namespace. */
export type FindSource = (kind: 'Secret' | 'ConfigMap', name: string) => Source | undefined;

/**
 * What a pod's first container finds at its mounts of Secrets and ConfigMaps, and in its environment (Kubernetes:
 * VolumeSource, EnvVarSource, EnvFromSource). Volumes of other kinds are empty here, and of a pod's own fields those are
 * known that are so before it runs.
 *
 * @param planned true: what does not exist is left out, for nothing runs
 * @throws Error for a Secret or ConfigMap, or a key of one, that does not exist; in a cluster the pod would wait for it
 */
export function podInputs(pod: Pod, find: FindSource, planned = false): PodInputs {
  if (planned) return { files: new Map(), environment: {} };
  return { files: mountedFiles(pod, find), environment: environmentOf(pod, find) };
}

function mountedFiles({ spec }: Pod, find: FindSource): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const volumes = records(spec.volumes);
  for (const { name, mountPath, subPath } of records(spec.containers[0]?.volumeMounts)) {
    const volume = volumes.find((candidate) => candidate['name'] === name);
    if (!volume || typeof mountPath !== 'string') continue;
    const folder = mountPath.replace(/\/$/, '');
    for (const [path, content] of contentsOf(volume, find)) {
      if (typeof subPath !== 'string') files.set(`${folder}/${path}`, content);
      else if (path === subPath) files.set(folder, content);
      else if (path.startsWith(`${subPath}/`))
        files.set(`${folder}/${path.slice(subPath.length + 1)}`, content);
    }
  }
  return files;
}

/** The files of a volume, by their path in it. */
function contentsOf(volume: Record<string, unknown>, find: FindSource): Map<string, Buffer> {
  const { secret, configMap, projected } = volume;
  const sources = isRecord(projected) ? records(projected['sources']) : [];
  const files = new Map<string, Buffer>();
  for (const source of [{ secret, configMap }, ...sources]) {
    for (const [kind, written] of [
      ['Secret', source['secret']],
      ['ConfigMap', source['configMap']],
    ] as const) {
      if (!isRecord(written)) continue;
      const name = written['secretName'] ?? written['name'];
      if (typeof name !== 'string') continue;
      const found = required(find, kind, name, written['optional'] === true, 'it mounts');
      if (found)
        for (const [path, content] of itemsOf(dataOf(found), written['items'])) files.set(path, content);
    }
  }
  return files;
}

function itemsOf(data: ReadonlyMap<string, Buffer>, items: unknown): ReadonlyMap<string, Buffer> {
  if (!Array.isArray(items)) return data;
  return new Map(
    records(items).flatMap(({ key, path }) => {
      const content = data.get(String(key));
      return content ? [[String(path), content] as const] : [];
    }),
  );
}

function environmentOf(pod: Pod, find: FindSource): Record<string, string> {
  const [container] = pod.spec.containers;
  const environment: Record<string, string> = {};
  if (!container) return environment;
  for (const { prefix, secretRef, configMapRef } of records(container.envFrom)) {
    const [kind, reference] = isRecord(secretRef)
      ? (['Secret', secretRef] as const)
      : (['ConfigMap', configMapRef] as const);
    if (!isRecord(reference) || typeof reference['name'] !== 'string') continue;
    const found = required(
      find,
      kind,
      reference['name'],
      reference['optional'] === true,
      'it takes variables from',
    );
    for (const [key, content] of found ? dataOf(found) : [])
      environment[`${typeof prefix === 'string' ? prefix : ''}${key}`] = content.toString();
  }
  for (const { name, value, valueFrom } of container.env) {
    const found = isRecord(valueFrom) ? valueAt(pod, valueFrom, find) : (value ?? '');
    if (found !== undefined) environment[name] = found;
  }
  return environment;
}

/** The value of a variable that is taken from elsewhere; undefined if it is optional and not there. */
function valueAt(pod: Pod, from: Record<string, unknown>, find: FindSource): string | undefined {
  const { secretKeyRef, configMapKeyRef, fieldRef } = from;
  if (isRecord(fieldRef)) return fieldOf(pod, String(fieldRef['fieldPath']));
  const [kind, reference] = isRecord(secretKeyRef)
    ? (['Secret', secretKeyRef] as const)
    : (['ConfigMap', configMapKeyRef] as const);
  if (!isRecord(reference)) return '';
  const [name, key] = [String(reference['name']), String(reference['key'])];
  const isOptional = reference['optional'] === true;
  const found = required(find, kind, name, isOptional, 'it takes a variable from');
  const content = found && dataOf(found).get(key);
  if (content || isOptional) return content?.toString();
  throw new Error(
    `it takes a variable from the key "${key}" of the ${kind} "${name}", which has no such key`,
  );
}

/** Fields that are known before a pod runs (Kubernetes: ObjectFieldSelector). */
function fieldOf({ metadata, spec }: Pod, path: string): string {
  const { name, namespace = 'default', labels, annotations } = metadata;
  const [, list, key = ''] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (list !== undefined) return (list === 'labels' ? labels : annotations)[key] ?? '';
  if (path === 'metadata.name') return name;
  if (path === 'metadata.namespace') return namespace;
  const { serviceAccountName } = spec;
  if (path === 'spec.serviceAccountName')
    return typeof serviceAccountName === 'string' ? serviceAccountName : 'default';
  return '';
}

function required(
  find: FindSource,
  kind: 'Secret' | 'ConfigMap',
  name: string,
  isOptional: boolean,
  what: string,
): Source | undefined {
  const found = find(kind, name);
  if (found || isOptional) return found;
  throw new Error(`${what} the ${kind} "${name}", which does not exist: apply it first`);
}

/** Of a Secret `stringData` wins over `data`, as in a cluster. */
function dataOf(source: Source): Map<string, Buffer> {
  if (source.kind === 'ConfigMap') {
    const { data = {}, binaryData = {} } = source;
    return new Map([
      ...Object.entries(data).map(([key, text]) => [key, Buffer.from(text)] as const),
      ...Object.entries(binaryData).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
    ]);
  }
  const { data = {}, stringData = {} } = source;
  return new Map([
    ...Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
    ...Object.entries(stringData).map(([key, text]) => [key, Buffer.from(text)] as const),
  ]);
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
