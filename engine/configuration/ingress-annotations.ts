import type { FieldPath } from '../resources/origin.ts';
import { CompileError } from './compile-error.ts';

/** What Traefik reads from annotations begins so (Traefik: reference/routing-configuration/kubernetes/ingress). */
const PREFIX = 'traefik.ingress.kubernetes.io/';

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
  serversScheme?: string;
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

type Setters<A> = Readonly<Record<string, (annotations: A, value: string) => void>>;

const ROUTER: Setters<RouterAnnotations> = {
  pathmatcher: (it, value) => (it.pathMatcher = value),
  entrypoints: (it, value) => (it.entryPoints = list(value)),
  middlewares: (it, value) => (it.middlewares = list(value)),
  priority: (it, value) => (it.priority = integer(value)),
  rulesyntax: (it, value) => (it.ruleSyntax = value),
  tls: (it, value) => {
    if (boolean(value)) it.tls ??= {};
  },
  'tls.options': (it, value) => (it.tls = { ...it.tls, options: value }),
  'tls.certresolver': (it) => (it.tls ??= {}),
  'observability.accesslogs': (it, value) =>
    (it.observability = { ...it.observability, accessLogs: boolean(value) }),
  'observability.metrics': (it, value) =>
    (it.observability = { ...it.observability, metrics: boolean(value) }),
  'observability.tracing': (it, value) =>
    (it.observability = { ...it.observability, tracing: boolean(value) }),
  'observability.traceverbosity': (it, value) =>
    (it.observability = { ...it.observability, traceVerbosity: value }),
};

const SERVICE: Setters<ServiceAnnotations> = {
  serversscheme: (it, value) => (it.serversScheme = value),
  serverstransport: (it, value) => (it.serversTransport = value),
  passhostheader: (it, value) => (it.passHostHeader = boolean(value)),
  middlewares: (it, value) => (it.middlewares = list(value)),
  nativelb: (it, value) => (it.nativeLB = boolean(value)),
  nodeportlb: (it, value) => (it.nodePortLB = boolean(value)),
  'sticky.cookie': (it, value) => {
    if (boolean(value)) it.cookie ??= {};
  },
  'sticky.cookie.name': (it, value) => (it.cookie = { ...it.cookie, name: value }),
  'sticky.cookie.secure': (it, value) => (it.cookie = { ...it.cookie, secure: boolean(value) }),
  'sticky.cookie.httponly': (it, value) => (it.cookie = { ...it.cookie, httpOnly: boolean(value) }),
  'sticky.cookie.samesite': (it, value) => (it.cookie = { ...it.cookie, sameSite: value }),
  'sticky.cookie.maxage': (it, value) => (it.cookie = { ...it.cookie, maxAge: integer(value) }),
  'sticky.cookie.path': (it, value) => (it.cookie = { ...it.cookie, path: value }),
  'sticky.cookie.domain': (it, value) => (it.cookie = { ...it.cookie, domain: value }),
};

type Annotations = Readonly<Record<string, string>>;

/** @throws CompileError for an annotation that Traefik does not know or whose value cannot be read */
export function routerAnnotations(annotations: Annotations): RouterAnnotations {
  return read(annotations, 'router', ROUTER, /^tls\.domains\.\d+\.(?:main|sans)$/);
}

/** As `routerAnnotations`, for those of a Service. */
export function serviceAnnotations(annotations: Annotations): ServiceAnnotations {
  return read(annotations, 'service', SERVICE);
}

function read<A extends object>(
  annotations: Annotations,
  of: string,
  setters: Setters<A>,
  without?: RegExp,
): A {
  const found = {} as A;
  for (const [key, value] of Object.entries(annotations)) {
    const name = key.toLowerCase();
    if (!name.startsWith(`${PREFIX}${of}.`)) continue;
    const field = name.slice(`${PREFIX}${of}.`.length);
    const path: FieldPath = ['metadata', 'annotations', key];
    const set = Object.hasOwn(setters, field) ? setters[field] : undefined;
    // Certificates that are asked for from elsewhere: there is nobody to ask.
    if (!set && without?.test(field)) continue;
    if (!set) {
      throw new CompileError(
        'annotation-unknown',
        path,
        `field not found, node: ${field.split('.').at(-1)}: \`${key}\` is not an annotation of Traefik`,
        `known are ${of}.${Object.keys(setters).join(`, ${of}.`)}`,
      );
    }
    try {
      set(found, value);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new CompileError(
        'annotation-value',
        path,
        `\`${key}\` is ${JSON.stringify(value)}`,
        error.message,
      );
    }
  }
  return found;
}

function list(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function boolean(value: string): boolean {
  if (/^(?:true|t|1)$/i.test(value)) return true;
  if (/^(?:false|f|0|)$/i.test(value)) return false;
  throw new TypeError('write "true" or "false"');
}

function integer(value: string): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new TypeError('write a whole number in quotes');
}
