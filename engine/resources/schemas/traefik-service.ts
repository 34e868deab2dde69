import { define, TRAEFIK } from './definition.ts';
import {
  anything,
  choice,
  duration,
  durationText,
  fields,
  flag,
  integer,
  list,
  objectReference,
  plainList,
  portReference,
  text,
  textMap,
  typedBy,
} from './fields.ts';

export const sticky = fields({
  cookie: fields({
    name: text.optional(),
    secure: flag.optional(),
    httpOnly: flag.optional(),
    sameSite: choice('none', 'lax', 'strict', 'None', 'Lax', 'Strict').optional(),
    maxAge: integer().optional(),
    path: text.optional(),
    domain: text.optional(),
  }).optional(),
});

export const healthCheck = fields({
  scheme: text.optional(),
  mode: choice('http', 'grpc').optional(),
  path: text.optional(),
  method: text.optional(),
  status: integer(100, 599).optional(),
  port: integer(1, 65535).optional(),
  interval: duration.optional(),
  unhealthyInterval: duration.optional(),
  timeout: duration.optional(),
  hostname: text.optional(),
  followRedirects: flag.optional(),
  headers: textMap.optional(),
});

export const passiveHealthCheck = fields({
  failureWindow: duration.optional(),
  maxFailedAttempts: integer(0).optional(),
});

/** Traefik: CRD `LoadBalancerSpec`, the fields of a service wherever HTTP services are named. */
const loadBalancerFields = {
  name: text,
  kind: choice('Service', 'TraefikService').optional(),
  namespace: text.optional(),
  port: portReference.optional(),
  scheme: text.optional(),
  strategy: choice('wrr', 'p2c', 'hrw', 'leasttime', 'RoundRobin').optional(),
  weight: integer(0).optional(),
  passHostHeader: flag.optional(),
  responseForwarding: fields({ flushInterval: durationText.optional() }).optional(),
  serversTransport: text.optional(),
  sticky: sticky.optional(),
  nativeLB: flag.optional(),
  nodePortLB: flag.optional(),
  healthCheck: healthCheck.optional(),
  passiveHealthCheck: passiveHealthCheck.optional(),
  middlewares: list(objectReference),
};

export const loadBalancerService = fields(loadBalancerFields);

const mirroring = fields({
  ...loadBalancerFields,
  mirrorBody: flag.optional(),
  maxBodySize: integer(-1).optional(),
  mirrors: list(fields({ ...loadBalancerFields, percent: integer(0, 100).optional() })),
});

const failover = fields({
  service: loadBalancerService,
  fallback: loadBalancerService,
  errors: fields({
    status: plainList(text).optional(),
    maxRequestBodyBytes: integer(-1).optional(),
  }),
});

/** Traefik: kubernetes-crd/http/traefikservice. */
export const traefikService = define('TraefikService', TRAEFIK, {
  spec: typedBy('service type', {
    weighted: fields({ services: list(loadBalancerService), sticky: sticky.optional() }).optional(),
    mirroring: mirroring.optional(),
    highestRandomWeight: fields({ services: list(loadBalancerService) }).optional(),
    failover: failover.optional(),
  }),
  status: anything,
});
