import { define, TRAEFIK } from './definition.ts';
import {
  anything,
  choice,
  fields,
  flag,
  integer,
  list,
  objectReference,
  portReference,
  text,
} from './fields.ts';
import { routeTls } from './ingress-route.ts';

const service = fields({
  name: text,
  namespace: text.optional(),
  port: portReference,
  weight: integer(0).optional(),
  terminationDelay: integer().optional(),
  proxyProtocol: fields({ version: integer(1, 2).optional() }).optional(),
  serversTransport: text.optional(),
  tls: flag.optional(),
  nativeLB: flag.optional(),
  nodePortLB: flag.optional(),
});

const route = fields({
  match: text,
  priority: integer().optional(),
  syntax: choice('v2', 'v3').optional(),
  services: list(service),
  middlewares: list(objectReference),
});

/** Traefik: kubernetes-crd/tcp/ingressroutetcp. */
export const ingressRouteTcp = define('IngressRouteTCP', TRAEFIK, {
  spec: fields({
    ingressClassName: text.optional(),
    entryPoints: list(text),
    routes: list(route),
    tls: fields({ ...routeTls, passthrough: flag.optional() }).optional(),
  }),
  status: anything,
});
