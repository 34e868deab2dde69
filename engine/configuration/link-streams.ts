import { type LinkContext, Linker, linkEntryPoints, linkRule, linkTlsOptions, writtenAt } from './link.ts';
import type { TcpRouter, UdpRouter } from './model.ts';

/** Checks everything TCP and UDP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkStreams(context: LinkContext): void {
  const linker = new Linker(context);
  for (const router of context.tcpRouters.values()) {
    linkEntryPoints(linker, router, 'tcp');
    linkTcpRule(linker, router);
    linkService(linker, router, context.tcpServices);
    linkTransports(linker, router);
    linkTlsOptions(linker, router);
  }
  for (const router of context.udpRouters.values()) {
    linkEntryPoints(linker, router, 'udp');
    linkService(linker, router, context.udpServices);
  }
}

function linkTcpRule(linker: Linker, router: TcpRouter): void {
  const rule = linkRule(linker, router, () => linker.context.rules.tcp(router));
  if (!rule || router.tls) return;
  // Without TLS there is no server name to read. Traefik looks at the first HostSNI value alone.
  if (rule.firstHostSni === undefined || rule.firstHostSni === '*') return;
  const text = `invalid rule: ${JSON.stringify(router.rule)} , has HostSNI matcher, but no TLS on router`;
  linker.disable(
    router,
    'host-sni-without-tls',
    writtenAt(router, [...router.path, 'match'], ['rule']),
    text,
    {
      advice: 'add spec.tls (tls: {} for the default certificate), or match HostSNI(`*`)',
    },
  );
}

/** Each TCP router has its services to itself: one whose transport does not exist takes the router out of force. */
function linkTransports(linker: Linker, router: TcpRouter): void {
  const { tcpServices, tcpServersTransports } = linker.context;
  const service = tcpServices.get(router.service);
  const parts =
    service?.kind === 'weighted' ? service.services.map(({ name }) => tcpServices.get(name)) : [service];
  for (const part of parts) {
    if (part?.kind !== 'loadBalancer' || part.serversTransport === undefined) continue;
    const name = part.serversTransport;
    if (tcpServersTransports.has(name)) continue;
    const text = `TCP dialer not found ${name}`;
    linker.disable(router, 'servers-transport-not-found', [...part.path, 'serversTransport'], text, {
      advice: 'apply a ServersTransportTCP of that name in the namespace of the IngressRouteTCP',
      silent: linker.context.wasRejectedName('ServersTransportTCP', name),
    });
  }
}

/** Why a route has no service was reported with each of its Services, or with the route if it names none. */
function linkService(
  linker: Linker,
  router: TcpRouter | UdpRouter,
  services: ReadonlyMap<string, unknown>,
): void {
  if (services.has(router.service)) return;
  const text = `the service "${router.service}" does not exist`;
  const at = writtenAt(router, router.path, ['service']);
  const silent = router.resource?.kind !== 'DynamicConfiguration';
  linker.disable(router, 'service-not-found', at, text, { silent });
}
