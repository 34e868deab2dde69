import { notServed } from './refusals.ts';

/** What the path of a request names (Kubernetes API reference, "Resource URIs"). */
export interface ResourceTarget {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** Absent: all namespaces, or a kind of the cluster. */
  readonly namespace?: string;
  /** Absent: the collection. */
  readonly name?: string;
  readonly subresource?: string;
}

/** Subresources of a Namespace: else `namespaces/x/y` are the `y` in it. */
const OF_NAMESPACES: ReadonlySet<string> = new Set(['status', 'finalize']);

/**
 * The parts of a path, decoded.
 *
 * @throws ApiError 404 for one that no URL may have
 */
export function segmentsOf(path: string): string[] {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    throw notServed();
  }
}

/**
 * The resource at a path; undefined for paths above resources (`/apis/apps/v1`) and beside them (`/version`).
 *
 * @throws ApiError 404 for one that is too long
 */
export function resourceTarget(segments: readonly string[]): ResourceTarget | undefined {
  const [root, ...below] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...below] : below;
  if (rest.length === 0) return undefined;
  const inNamespace =
    rest[0] === 'namespaces' && rest.length > 2 && !(rest.length === 3 && OF_NAMESPACES.has(rest[2] ?? ''));
  const namespace = inNamespace ? rest[1] : undefined;
  const [plural = '', name, subresource, more] = inNamespace ? rest.slice(2) : rest;
  if (more !== undefined) throw notServed();
  return {
    group,
    version,
    plural,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}
