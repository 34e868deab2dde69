import { configMap, namespace, secret, service } from './core.ts';
import { dynamicConfiguration } from './dynamic-configuration.ts';
import { endpointSlice } from './endpoint-slice.ts';
import { ingressRoute } from './ingress-route.ts';
import { ingressRouteTcp } from './ingress-route-tcp.ts';
import { ingressRouteUdp } from './ingress-route-udp.ts';
import { middleware, middlewareTcp } from './middleware.ts';
import { endpoints, ingress, ingressClass, node } from './networking.ts';
import { serversTransport, serversTransportTcp } from './servers-transport.ts';
import { tlsOption, tlsStore } from './tls.ts';
import { traefikService } from './traefik-service.ts';
import { daemonSet, deployment, pod, replicaSet, statefulSet } from './workloads.ts';

/** Every kind that is read. */
export const kinds = {
  IngressRoute: ingressRoute,
  IngressRouteTCP: ingressRouteTcp,
  IngressRouteUDP: ingressRouteUdp,
  TraefikService: traefikService,
  Middleware: middleware,
  MiddlewareTCP: middlewareTcp,
  TLSOption: tlsOption,
  TLSStore: tlsStore,
  ServersTransport: serversTransport,
  ServersTransportTCP: serversTransportTcp,
  Service: service,
  Deployment: deployment,
  StatefulSet: statefulSet,
  DaemonSet: daemonSet,
  ReplicaSet: replicaSet,
  Pod: pod,
  EndpointSlice: endpointSlice,
  Secret: secret,
  ConfigMap: configMap,
  Namespace: namespace,
  DynamicConfiguration: dynamicConfiguration,
  Ingress: ingress,
  IngressClass: ingressClass,
  Endpoints: endpoints,
  Node: node,
} as const;
