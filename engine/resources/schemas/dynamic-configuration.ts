import { z } from 'zod';
import { define } from './definition.ts';
import { duration, fields, flag, integer, list, text, textMap, texts, typedBy } from './fields.ts';
import { middlewareTypes, streamMiddlewareTypes } from './middleware.ts';
import { digestAuth, forwardAuth, redis } from './middleware-auth.ts';
import { tlsVersion } from './tls.ts';
import { healthCheck, passiveHealthCheck, sticky } from './traefik-service.ts';

const byName = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string(), value, 'a mapping by name').default({});

const domains = list(fields({ main: text.optional(), sans: texts.optional() }));

const routerTls = {
  options: text.optional(),
  certResolver: text.optional(),
  domains,
};

const router = fields({
  entryPoints: list(text),
  middlewares: list(text),
  service: text.optional(),
  rule: text.optional(),
  parentRefs: list(text),
  ruleSyntax: text.optional(),
  priority: integer().optional(),
  tls: fields(routerTls).optional(),
  observability: fields({
    accessLogs: flag.optional(),
    metrics: flag.optional(),
    tracing: flag.optional(),
    traceVerbosity: text.optional(),
  }).optional(),
});

const heedsHealth = fields({}).optional();
const weighted = list(fields({ name: text.optional(), weight: integer().optional() }));

const service = typedBy('service type', {
  loadBalancer: fields({
    sticky: sticky.optional(),
    servers: list(
      fields({
        url: text.optional(),
        weight: integer().optional(),
        preservePath: flag.optional(),
        fenced: flag.optional(),
      }),
    ),
    strategy: text.optional(),
    healthCheck: healthCheck.optional(),
    passiveHealthCheck: passiveHealthCheck.optional(),
    passHostHeader: flag.optional(),
    responseForwarding: fields({ flushInterval: duration.optional() }).optional(),
    serversTransport: text.optional(),
  }).optional(),
  weighted: fields({ services: weighted, sticky: sticky.optional(), healthCheck: heedsHealth }).optional(),
  mirroring: fields({
    service: text.optional(),
    mirrorBody: flag.optional(),
    maxBodySize: integer().optional(),
    mirrors: list(fields({ name: text.optional(), percent: integer().optional() })),
    healthCheck: heedsHealth,
  }).optional(),
  failover: fields({
    service: text.optional(),
    fallback: text.optional(),
    errors: fields({ status: texts.optional(), maxRequestBodyBytes: integer(-1).optional() }).optional(),
    healthCheck: heedsHealth,
  }).optional(),
  highestRandomWeight: fields({ services: weighted, healthCheck: heedsHealth }).optional(),
  middlewares: texts.optional(),
});

/** Where the custom resources name a Secret, a file has the content, or names a file that has it. */
const clientTls = fields({
  ca: text.optional(),
  cert: text.optional(),
  key: text.optional(),
  insecureSkipVerify: flag.optional(),
  caOptional: flag.optional(),
});

const users = { users: texts.optional(), usersFile: text.optional() };

const middleware = typedBy('middleware type', {
  ...middlewareTypes,
  basicAuth: digestAuth.omit({ secret: true }).extend(users).optional(),
  digestAuth: digestAuth.omit({ secret: true }).extend(users).optional(),
  chain: fields({ middlewares: list(text) }).optional(),
  errors: fields({
    status: texts.optional(),
    statusRewrites: z.record(z.string(), integer(100, 599), 'a mapping of statuses to a status').optional(),
    service: text.optional(),
    query: text.optional(),
    errorRequestHeaders: texts.optional(),
  }).optional(),
  forwardAuth: forwardAuth.omit({ tls: true }).extend({ tls: clientTls.optional() }).optional(),
  rateLimit: middlewareTypes.rateLimit
    .unwrap()
    .extend({
      redis: redis
        .omit({ secret: true, tls: true })
        .extend({ username: text.optional(), password: text.optional(), tls: clientTls.optional() })
        .optional(),
    })
    .optional(),
});

const trust = {
  serverName: text.optional(),
  insecureSkipVerify: flag.optional(),
  rootCAs: list(text),
  certificates: list(fields({ certFile: text.optional(), keyFile: text.optional() })),
  peerCertURI: text.optional(),
  spiffe: fields({ ids: texts.optional(), trustDomain: text.optional() }).optional(),
};

const serversTransport = fields({
  ...trust,
  cipherSuites: texts.optional(),
  minVersion: tlsVersion.optional(),
  maxVersion: tlsVersion.optional(),
  maxIdleConnsPerHost: integer(-1).optional(),
  forwardingTimeouts: fields({
    dialTimeout: duration.optional(),
    responseHeaderTimeout: duration.optional(),
    idleConnTimeout: duration.optional(),
    readIdleTimeout: duration.optional(),
    pingTimeout: duration.optional(),
  }).optional(),
  disableHTTP2: flag.optional(),
});

const proxyProtocol = fields({ version: integer(1, 2).optional() }).optional();

const tcpService = typedBy('service type', {
  loadBalancer: fields({
    servers: list(fields({ address: text.optional(), tls: flag.optional() })),
    serversTransport: text.optional(),
    proxyProtocol,
    terminationDelay: integer().optional(),
    healthCheck: fields({
      port: integer(1, 65535).optional(),
      send: text.optional(),
      expect: text.optional(),
      interval: duration.optional(),
      unhealthyInterval: duration.optional(),
      timeout: duration.optional(),
    }).optional(),
  }).optional(),
  weighted: fields({ services: weighted, healthCheck: heedsHealth }).optional(),
});

const tlsOptions = fields({
  minVersion: tlsVersion.optional(),
  maxVersion: tlsVersion.optional(),
  cipherSuites: texts.optional(),
  curvePreferences: texts.optional(),
  clientAuth: fields({ caFiles: list(text), clientAuthType: text.optional() }).optional(),
  sniStrict: flag.optional(),
  alpnProtocols: texts.optional(),
  disableSessionTickets: flag.optional(),
  preferServerCipherSuites: flag.optional(),
});

const certificate = { certFile: text.optional(), keyFile: text.optional() };

/** What a file of Traefik's file provider may say (Traefik: reference/dynamic-configuration/file). */
export const dynamicSpec = fields({
  http: fields({
    routers: byName(router),
    services: byName(service),
    middlewares: byName(middleware),
    serversTransports: byName(serversTransport),
  }).optional(),
  tcp: fields({
    routers: byName(
      fields({
        entryPoints: list(text),
        middlewares: list(text),
        service: text.optional(),
        rule: text.optional(),
        ruleSyntax: text.optional(),
        priority: integer().optional(),
        tls: fields({ ...routerTls, passthrough: flag.optional() }).optional(),
      }),
    ),
    services: byName(tcpService),
    middlewares: byName(typedBy('middleware type', streamMiddlewareTypes)),
    serversTransports: byName(
      fields({
        dialTimeout: duration.optional(),
        dialKeepAlive: duration.optional(),
        terminationDelay: duration.optional(),
        proxyProtocol,
        tls: fields(trust).optional(),
      }),
    ),
  }).optional(),
  udp: fields({
    routers: byName(fields({ entryPoints: list(text), service: text.optional() })),
    services: byName(
      typedBy('service type', {
        loadBalancer: fields({ servers: list(fields({ address: text.optional() })) }).optional(),
        weighted: fields({ services: weighted }).optional(),
      }),
    ),
  }).optional(),
  tls: fields({
    certificates: list(fields({ ...certificate, stores: texts.optional() })),
    options: byName(tlsOptions),
    stores: byName(
      fields({
        defaultCertificate: fields(certificate).optional(),
        defaultGeneratedCert: fields({
          resolver: text.optional(),
          domain: fields({ main: text.optional(), sans: texts.optional() }).optional(),
        }).optional(),
      }),
    ),
  }).optional(),
});

/** One document of Traefik's file provider. `files` are the contents of what it names. */
export const dynamicConfiguration = define(
  'DynamicConfiguration',
  ['traefik.io/file'],
  { spec: dynamicSpec, files: textMap.default({}) },
  'Cluster',
);
