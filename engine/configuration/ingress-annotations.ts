import type { ResourceOf } from '../resources/resource.ts';
import type { CompileContext } from './context.ts';
import { type Family, namesOf, readAnnotations } from './ingress-annotation-reader.ts';
import { booleanOf, integerOf, listOf, schemeOf } from './ingress-annotation-values.ts';
import type { ConfiguredServer } from './model.ts';

/** What annotations of an Ingress say of its routers. */
export interface RouterAnnotations {
  pathMatcher?: string;
  entryPoints?: readonly string[];
  middlewares?: readonly string[];
  priority?: number;
  ruleSyntax?: string;
  tls?: { options?: string };
  observability?: { accessLogs?: boolean; metrics?: boolean; tracing?: boolean; traceVerbosity?: string };
}

/** What annotations of a Service say of how it is balanced. */
export interface ServiceAnnotations {
  serversScheme?: ConfiguredServer['scheme'] | undefined;
  serversTransport?: string;
  passHostHeader?: boolean;
  middlewares?: readonly string[];
  nativeLB?: boolean;
  nodePortLB?: boolean;
  cookie?: {
    name?: string;
    secure?: boolean;
    httpOnly?: boolean;
    sameSite?: string;
    maxAge?: number;
    path?: string;
    domain?: string;
  };
}

const tlsOn = (it: RouterAnnotations): void => {
  it.tls ??= {};
};

const ROUTER: Family<RouterAnnotations> = {
  of: 'router.',
  switches: { tls: tlsOn, observability: () => {} },
  since: {
    rulesyntax: 300,
    observability: 303,
    'observability.accesslogs': 303,
    'observability.metrics': 303,
    'observability.tracing': 303,
    'observability.traceverbosity': 305,
  },
  indexed: [/^tls\.domains(?:\.\d+)?\.(?:main|sans)$/, tlsOn],
  setters: {
    pathmatcher: (it, value) => (it.pathMatcher = value),
    entrypoints: (it, value) => (it.entryPoints = listOf(value)),
    middlewares: (it, value) => (it.middlewares = listOf(value)),
    priority: (it, value) => (it.priority = integerOf(value)),
    rulesyntax: (it, value) => (it.ruleSyntax = value),
    'tls.options': (it, value) => (it.tls = { ...it.tls, options: value }),
    'tls.certresolver': tlsOn,
    'observability.accesslogs': (it, value) =>
      (it.observability = { ...it.observability, accessLogs: booleanOf(value) }),
    'observability.metrics': (it, value) =>
      (it.observability = { ...it.observability, metrics: booleanOf(value) }),
    'observability.tracing': (it, value) =>
      (it.observability = { ...it.observability, tracing: booleanOf(value) }),
    'observability.traceverbosity': (it, value) =>
      (it.observability = { ...it.observability, traceVerbosity: value }),
  },
};

const SERVICE: Family<ServiceAnnotations> = {
  of: 'service.',
  since: {
    middlewares: 307,
    nodeportlb: 301,
    'sticky.cookie.domain': 304,
    'sticky.cookie.maxage': 300,
    'sticky.cookie.path': 303,
  },
  switches: {
    sticky: () => {},
    'sticky.cookie': (it) => {
      it.cookie ??= {};
    },
  },
  setters: {
    serversscheme: (it, value) => (it.serversScheme = schemeOf(value)),
    serverstransport: (it, value) => (it.serversTransport = value),
    passhostheader: (it, value) => (it.passHostHeader = booleanOf(value)),
    middlewares: (it, value) => (it.middlewares = listOf(value)),
    nativelb: (it, value) => (it.nativeLB = booleanOf(value)),
    nodeportlb: (it, value) => (it.nodePortLB = booleanOf(value)),
    'sticky.cookie.name': (it, value) => (it.cookie = { ...it.cookie, name: value }),
    'sticky.cookie.secure': (it, value) => (it.cookie = { ...it.cookie, secure: booleanOf(value) }),
    'sticky.cookie.httponly': (it, value) => (it.cookie = { ...it.cookie, httpOnly: booleanOf(value) }),
    'sticky.cookie.samesite': (it, value) => (it.cookie = { ...it.cookie, sameSite: value }),
    'sticky.cookie.maxage': (it, value) => (it.cookie = { ...it.cookie, maxAge: integerOf(value) }),
    'sticky.cookie.path': (it, value) => (it.cookie = { ...it.cookie, path: value }),
    'sticky.cookie.domain': (it, value) => (it.cookie = { ...it.cookie, domain: value }),
  },
};

const KNOWN: readonly string[] = [...namesOf(ROUTER), ...namesOf(SERVICE)];

/** @throws CompileError for an annotation that Traefik does not know or whose value cannot be read */
export function routerAnnotations(
  context: CompileContext,
  ingress: ResourceOf<'Ingress'>,
): RouterAnnotations {
  return readAnnotations(context, ingress, ROUTER, KNOWN);
}

/** As `routerAnnotations`, for those of a Service. */
export function serviceAnnotations(
  context: CompileContext,
  service: ResourceOf<'Service'>,
): ServiceAnnotations {
  return readAnnotations(context, service, SERVICE, KNOWN);
}
