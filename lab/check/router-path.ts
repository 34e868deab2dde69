import type { Element } from './rule.ts';

type Path = Element['path'];

/** The parts of a router that findings point at. */
type Part = 'entryPoints' | 'match' | 'tls';

/** Annotations of core Ingress objects by part. */
const ANNOTATIONS: Readonly<Record<Exclude<Part, 'match'>, string>> = {
  entryPoints: 'traefik.ingress.kubernetes.io/router.entrypoints',
  tls: 'traefik.ingress.kubernetes.io/router.tls',
};

/** Where a part of a router, or a field of it, is written: in a custom resource, in a file, or in an Ingress. */
export function routerPath({ resource, path }: Element, part: Part, ...field: Path): Path {
  switch (resource?.kind) {
    case 'DynamicConfiguration':
      return [...path, part === 'match' ? 'rule' : part, ...field];
    case 'Ingress':
      // Routers of an Ingress are its paths: spec.rules[i].http.paths[j].
      return part === 'match'
        ? [...path.slice(0, 3), 'host']
        : ['metadata', 'annotations', [ANNOTATIONS[part], ...field].join('.').toLowerCase()];
    default:
      return part === 'match' ? [...path, 'match'] : ['spec', part, ...field];
  }
}
