import { isMap, parseAllDocuments } from 'yaml';
import type { ManifestText } from '../../engine/core.ts';

/** Kinds whose pods are made already. */
const MADE: ReadonlySet<unknown> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/** Pods that objects of other controllers will make, such as an Argo Rollout. */
export interface PromisedPods {
  /** Undefined: none is written. */
  readonly namespace: unknown;
  readonly labels: { get(name: string): unknown };
}

/** The pods of all that has a template of them, and is not made here. */
export function promisedPods(texts: readonly ManifestText[]): PromisedPods[] {
  const written = texts.filter(({ file, text }) => !file.endsWith('.toml') && /\btemplate\b/.test(text));
  return written.flatMap(({ text }) =>
    parseAllDocuments(text).flatMap((document): PromisedPods[] => {
      // What cannot be read is told elsewhere.
      if (document.errors.length > 0 || MADE.has(document.getIn(['kind']))) return [];
      const labels = document.getIn(['spec', 'template', 'metadata', 'labels']);
      return isMap(labels) ? [{ namespace: document.getIn(['metadata', 'namespace']), labels }] : [];
    }),
  );
}

/** Whether a selector takes such pods. */
export function takes(
  selector: Readonly<Record<string, string>>,
  namespace: string | undefined,
  pods: PromisedPods,
): boolean {
  const isThere = pods.namespace === undefined || pods.namespace === namespace;
  return isThere && Object.entries(selector).every(([name, value]) => pods.labels.get(name) === value);
}
