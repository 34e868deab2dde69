import type { Resource, ResourceOf } from '../../engine/core.ts';

/** A rule of a router, and where it is written. */
export interface WrittenRule {
  readonly protocol: 'http' | 'tcp';
  readonly rule: string;
  readonly path: readonly (string | number)[];
  /** Absent: the default. */
  readonly syntax?: 'v2' | 'v3' | undefined;
  /** The field, or the annotation, that says its syntax. */
  readonly syntaxField: string;
  /** It is made of something else, which stands at `path`. */
  readonly made: boolean;
}

const SYNTAX_ANNOTATION = 'traefik.ingress.kubernetes.io/router.rulesyntax';

/** The rules that a resource brings, whether its routers come to be or not. */
export function writtenRules(resource: Resource): WrittenRule[] {
  switch (resource.kind) {
    case 'IngressRoute':
    case 'IngressRouteTCP':
      return resource.spec.routes.map(({ match, syntax }, index) => ({
        protocol: resource.kind === 'IngressRoute' ? 'http' : 'tcp',
        rule: match,
        path: ['spec', 'routes', index, 'match'],
        syntax,
        syntaxField: 'syntax',
        made: false,
      }));
    case 'DynamicConfiguration':
      return [
        ...fileRules('http', resource.spec.http?.routers),
        ...fileRules('tcp', resource.spec.tcp?.routers),
      ];
    case 'Ingress':
      return pathRules(resource);
    default:
      return [];
  }
}

interface FileRouter {
  readonly rule?: string | undefined;
  readonly ruleSyntax?: string | undefined;
}

function fileRules(
  protocol: WrittenRule['protocol'],
  routers: Readonly<Record<string, FileRouter>> = {},
): WrittenRule[] {
  return Object.entries(routers).map(([name, { rule = '', ruleSyntax }]) => ({
    protocol,
    rule,
    path: ['spec', protocol, 'routers', name, 'rule'],
    syntax: knownSyntax(ruleSyntax),
    syntaxField: 'ruleSyntax',
    made: false,
  }));
}

/** Traefik 2 takes the paths of an Ingress for templates (Traefik: migrate/v2-to-v3#kubernetes-ingress-path-matching). */
function pathRules({ metadata, spec }: ResourceOf<'Ingress'>): WrittenRule[] {
  const syntax = knownSyntax(metadata.annotations[SYNTAX_ANNOTATION]);
  return (spec?.rules ?? []).flatMap(({ http }, rule) =>
    (http?.paths ?? []).map(({ path = '/', pathType }, index) => ({
      protocol: 'http',
      rule: `${pathType === 'Exact' ? 'Path' : 'PathPrefix'}(${JSON.stringify(path)})`,
      path: ['spec', 'rules', rule, 'http', 'paths', index, 'path'],
      syntax,
      syntaxField: SYNTAX_ANNOTATION,
      made: true,
    })),
  );
}

function knownSyntax(text: string | undefined): 'v2' | 'v3' | undefined {
  return text === 'v2' || text === 'v3' ? text : undefined;
}
