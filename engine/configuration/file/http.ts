import { parseDuration } from '../../resources/duration.ts';
import type { FieldPath } from '../../resources/origin.ts';
import { flushInterval, healthCheck, passiveHealthCheck, stickyCookie } from '../balancing-fields.ts';
import { CompileError } from '../compile-error.ts';
import type { CompileContext } from '../context.ts';
import type { ConfiguredServer, HttpService } from '../model.ts';
import { strategyNamed } from '../strategies.ts';
import { DEFAULT_TRANSPORT, IDLE_CONNECTIONS_OF_GO } from '../transports.ts';
import { attemptNamed } from './attempt-named.ts';
import { trustOf } from './contents.ts';
import { compileFileMiddleware } from './middlewares.ts';
import { type FileResource, type FileSpec, fileName, optionsName } from './names.ts';

type Http = NonNullable<FileSpec['http']>;

/** Compiles the part `http` of a file. */
export function compileFileHttp(context: CompileContext, resource: FileResource, http: Http): void {
  for (const [name, router] of Object.entries(http.routers)) {
    const path = ['spec', 'http', 'routers', name];
    context.attempt(resource, () => compileRouter(context, resource, fileName(name), router, path));
  }
  for (const [name, service] of Object.entries(http.services)) {
    const path = ['spec', 'http', 'services', name];
    attemptNamed(context, resource, 'TraefikService', name, () => {
      context.httpServices.set(fileName(name), serviceOf(context, resource, fileName(name), service, path));
    });
  }
  for (const [name, middleware] of Object.entries(http.middlewares)) {
    const path = ['spec', 'http', 'middlewares', name];
    attemptNamed(context, resource, 'Middleware', name, () =>
      compileFileMiddleware(context, resource, name, middleware, path),
    );
  }
  for (const [name, transport] of Object.entries(http.serversTransports)) {
    compileTransport(context, resource, fileName(name), transport, [
      'spec',
      'http',
      'serversTransports',
      name,
    ]);
  }
}

function compileRouter(
  context: CompileContext,
  resource: FileResource,
  name: string,
  router: Http['routers'][string],
  path: FieldPath,
): void {
  const { rule = '', ruleSyntax, priority = 0, service = '', tls, observability = {} } = router;
  if (rule === '') {
    throw new CompileError(
      'match-empty',
      [...path, 'rule'],
      'the router has no rule',
      'write a rule, such as PathPrefix(`/`)',
    );
  }
  const { accessLogs, metrics, tracing, traceVerbosity } = observability;
  context.httpRouters.set(name, {
    ...context.element(name, resource, path),
    entryPoints: router.entryPoints,
    rule,
    ...(ruleSyntax === 'v2' || ruleSyntax === 'v3' ? { ruleSyntax } : {}),
    priority,
    middlewares: router.middlewares.map(fileName),
    service: service === '' ? '' : fileName(service),
    ...(tls && { tls: { options: optionsName(tls.options), passthrough: false } }),
    ...(router.parentRefs.length === 0 ? {} : { parentRefs: router.parentRefs.map(fileName) }),
    ...(router.observability && {
      observability: {
        ...(accessLogs === undefined ? {} : { accessLogs }),
        ...(metrics === undefined ? {} : { metrics }),
        ...(tracing === undefined ? {} : { tracing }),
        ...(traceVerbosity === undefined ? {} : { traceVerbosity }),
      },
    }),
  });
}

function serviceOf(
  context: CompileContext,
  resource: FileResource,
  name: string,
  service: Http['services'][string],
  path: FieldPath,
): HttpService {
  const { middlewares = [], ...types } = service;
  const kinds = Object.entries(types).filter(([, value]) => value !== undefined);
  if (kinds.length > 1) {
    throw new CompileError(
      'service-several-types',
      path,
      'cannot create service: multi-types service not supported, consider declaring two different pieces of service instead',
      'move each type into a service of its own',
    );
  }
  const { loadBalancer, weighted, mirroring, failover, highestRandomWeight } = types;
  const [kind = ''] = kinds[0] ?? [];
  const element = context.element(name, resource, [...path, kind]);
  const members = (
    list: readonly { readonly name?: string | undefined; readonly weight?: number | undefined }[],
  ) => list.map((member) => ({ name: fileName(member.name ?? ''), weight: member.weight ?? 1 }));
  if (loadBalancer) {
    return {
      ...element,
      kind: 'loadBalancer',
      servers: loadBalancer.servers.map((server, index) =>
        serverOf(server, [...path, kind, 'servers', index]),
      ),
      strategy: strategyNamed(context.version, loadBalancer.strategy, [...path, kind]),
      passHostHeader: loadBalancer.passHostHeader ?? true,
      ...(loadBalancer.serversTransport ? { serversTransport: fileName(loadBalancer.serversTransport) } : {}),
      ...stickyCookie(loadBalancer.sticky),
      ...healthCheck(loadBalancer.healthCheck),
      ...passiveHealthCheck(loadBalancer.passiveHealthCheck),
      ...flushInterval(loadBalancer.responseForwarding),
      ...(middlewares.length === 0 ? {} : { middlewares: middlewares.map(fileName) }),
    };
  }
  const heeds = (written: unknown): { readonly healthCheck?: true } => (written ? { healthCheck: true } : {});
  if (weighted) {
    return {
      ...element,
      kind: 'weighted',
      services: members(weighted.services),
      ...stickyCookie(weighted.sticky),
      ...heeds(weighted.healthCheck),
    };
  }
  if (highestRandomWeight) {
    return {
      ...element,
      kind: 'highestRandomWeight',
      services: members(highestRandomWeight.services),
      ...heeds(highestRandomWeight.healthCheck),
    };
  }
  if (mirroring) {
    return {
      ...element,
      kind: 'mirroring',
      service: fileName(mirroring.service ?? ''),
      mirrors: mirroring.mirrors.map((mirror, index) => {
        const { percent = 0 } = mirror;
        if (percent >= 0 && percent <= 100) return { name: fileName(mirror.name ?? ''), percent };
        throw new CompileError(
          'percent-invalid',
          [...path, kind, 'mirrors', index, 'percent'],
          'percent must be between 0 and 100',
          'write a whole number from 0 to 100',
        );
      }),
      mirrorBody: mirroring.mirrorBody ?? true,
      maxBodySize: mirroring.maxBodySize ?? -1,
      ...heeds(mirroring.healthCheck),
    };
  }
  if (failover) {
    const { errors } = failover;
    return {
      ...element,
      kind: 'failover',
      service: fileName(failover.service ?? ''),
      fallback: fileName(failover.fallback ?? ''),
      ...(errors && {
        replaces: { status: errors.status ?? [], maxRequestBodyBytes: errors.maxRequestBodyBytes ?? -1 },
      }),
      ...heeds(failover.healthCheck),
    };
  }
  throw new CompileError(
    'service-type-missing',
    path,
    `the service "${name}" does not have any type defined`,
    'write loadBalancer, weighted, mirroring, failover or highestRandomWeight',
  );
}

function serverOf(
  written: {
    readonly url?: string | undefined;
    readonly weight?: number | undefined;
    readonly preservePath?: boolean | undefined;
    readonly fenced?: boolean | undefined;
  },
  path: FieldPath,
): ConfiguredServer {
  const { url: text = '', weight, preservePath, fenced } = written;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url?.protocol.slice(0, -1);
  if (!url || url.hostname === '' || (scheme !== 'http' && scheme !== 'https' && scheme !== 'h2c')) {
    throw new CompileError(
      'server-url-invalid',
      [...path, 'url'],
      `error parsing server URL ${text}`,
      'write a URL such as http://127.0.0.1:8080; the schemes are http, https and h2c',
    );
  }
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  const basePath = url.pathname.replace(/\/$/, '');
  return {
    url: text,
    scheme,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    ...(weight === undefined ? {} : { weight }),
    ...(fenced ? { fenced } : {}),
    ...(preservePath && basePath !== '' ? { basePath } : {}),
  };
}

function compileTransport(
  context: CompileContext,
  resource: FileResource,
  name: string,
  transport: Http['serversTransports'][string],
  path: FieldPath,
): void {
  const { forwardingTimeouts: times = {}, cipherSuites, minVersion, maxVersion } = transport;
  const time = (written: number | string | undefined, otherwise: number): number =>
    written === undefined ? otherwise : (parseDuration(written) ?? otherwise);
  context.serversTransports.set(name, {
    ...context.element(name, resource, path),
    ...trustOf(resource, transport, path),
    maxIdleConnectionsPerHost: transport.maxIdleConnsPerHost ?? IDLE_CONNECTIONS_OF_GO,
    dialTimeoutMs: time(times.dialTimeout, DEFAULT_TRANSPORT.dialTimeoutMs),
    responseHeaderTimeoutMs: time(times.responseHeaderTimeout, DEFAULT_TRANSPORT.responseHeaderTimeoutMs),
    idleConnectionTimeoutMs: time(times.idleConnTimeout, DEFAULT_TRANSPORT.idleConnectionTimeoutMs),
    readIdleTimeoutMs: time(times.readIdleTimeout, DEFAULT_TRANSPORT.readIdleTimeoutMs),
    pingTimeoutMs: time(times.pingTimeout, DEFAULT_TRANSPORT.pingTimeoutMs),
    disableHttp2: transport.disableHTTP2 ?? false,
    ...(cipherSuites === undefined ? {} : { cipherSuites }),
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  });
}
