import { define, TRAEFIK } from './definition.ts';
import { anything, choice, fields, flag, integer, list, objectReference, text, texts } from './fields.ts';
import { loadBalancerService } from './traefik-service.ts';

/** The TLS part that HTTP and TCP routes share. */
export const routeTls = {
  secretName: text.optional(),
  options: objectReference.optional(),
  store: objectReference.optional(),
  certResolver: text.optional(),
  domains: list(fields({ main: text.optional(), sans: texts.optional() })),
};

const route = fields({
  match: text,
  kind: choice('Rule').optional(),
  priority: integer().optional(),
  syntax: choice('v2', 'v3').optional(),
  services: list(loadBalancerService),
  middlewares: list(objectReference),
  observability: fields({
    accessLogs: flag.optional(),
    metrics: flag.optional(),
    tracing: flag.optional(),
    traceVerbosity: choice('minimal', 'detailed').optional(),
  }).optional(),
});

/** Traefik: kubernetes-crd/http/ingressroute. */
export const ingressRoute = define('IngressRoute', TRAEFIK, {
  spec: fields({
    ingressClassName: text.optional(),
    entryPoints: list(text),
    parentRefs: list(objectReference),
    routes: list(route),
    tls: fields(routeTls).optional(),
  }),
  status: anything,
});
