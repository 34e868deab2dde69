import { define, TRAEFIK } from './definition.ts';
import { anything, fields, flag, integer, list, portReference, text } from './fields.ts';

const service = fields({
  name: text,
  namespace: text.optional(),
  port: portReference,
  weight: integer(0).optional(),
  nativeLB: flag.optional(),
  nodePortLB: flag.optional(),
});

/** Traefik: kubernetes-crd/udp/ingressrouteudp. A UDP route has no rule. */
export const ingressRouteUdp = define('IngressRouteUDP', TRAEFIK, {
  spec: fields({
    ingressClassName: text.optional(),
    entryPoints: list(text),
    routes: list(fields({ services: list(service) })),
  }),
  status: anything,
});
