import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import type { Resource } from '../resources/resource.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { CompileContext } from './context.ts';
import { compileIngressRoute } from './http-routes.ts';
import { linkHttp } from './link-http.ts';
import { linkStreams } from './link-streams.ts';
import { compileMiddleware } from './middlewares.ts';
import type { Configuration } from './model.ts';
import { compileIngressRouteTcp, compileIngressRouteUdp } from './stream-routes.ts';
import { compileServersTransportTcp } from './stream-transports.ts';
import { compileTlsOption, compileTlsStore } from './tls.ts';
import { compileTraefikService } from './traefik-services.ts';
import { compileServersTransport } from './transports.ts';

/** What a compilation needs to know. */
export interface CompileInput {
  /** The objects that the provider admits, as the cluster holds them. */
  readonly resources: readonly Resource[];
  /** Objects that were written but not accepted; their absence was reported already. */
  readonly rejected: readonly ResourceReference[];
  readonly options: StaticConfiguration;
  /** Names of the engine's own services that are on: `api@internal`. */
  readonly internalServices: readonly string[];
}

/** Resources to configuration. Pure: the same input gives the same configuration and findings. */
export function compile(input: CompileInput): { configuration: Configuration; diagnostics: Diagnostic[] } {
  const context = new CompileContext(input);
  for (const resource of context.ofKind('TLSOption')) compileTlsOption(context, resource);
  for (const resource of context.ofKind('TLSStore')) compileTlsStore(context, resource);
  for (const resource of context.ofKind('ServersTransport')) compileServersTransport(context, resource);
  for (const resource of context.ofKind('ServersTransportTCP')) compileServersTransportTcp(context, resource);
  for (const resource of context.ofKind('Middleware')) compileMiddleware(context, resource);
  for (const resource of context.ofKind('TraefikService')) compileTraefikService(context, resource);
  for (const resource of context.ofKind('IngressRoute')) compileIngressRoute(context, resource);
  for (const resource of context.ofKind('IngressRouteTCP')) compileIngressRouteTcp(context, resource);
  for (const resource of context.ofKind('IngressRouteUDP')) compileIngressRouteUdp(context, resource);
  linkHttp(context);
  linkStreams(context);
  const configuration: Configuration = {
    http: {
      routers: context.httpRouters,
      services: context.httpServices,
      middlewares: context.middlewares,
      serversTransports: context.serversTransports,
    },
    tcp: {
      routers: context.tcpRouters,
      services: context.tcpServices,
      middlewares: context.tcpMiddlewares,
      serversTransports: context.tcpServersTransports,
    },
    udp: { routers: context.udpRouters, services: context.udpServices },
    tls: {
      options: context.tlsOptions,
      certificates: [...context.certificates.values()],
      ...(context.defaultCertificate ? { defaultCertificate: context.defaultCertificate } : {}),
    },
  };
  return { configuration, diagnostics: context.reporter.diagnostics };
}

/** What is in force before the first resources. */
export const emptyConfiguration: Configuration = {
  http: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
  tcp: { routers: new Map(), services: new Map(), middlewares: new Map(), serversTransports: new Map() },
  udp: { routers: new Map(), services: new Map() },
  tls: { options: new Map(), certificates: [] },
};
