import type { FindingCode } from '../resources/finding-codes.ts';
import type { FieldPath } from '../resources/origin.ts';
import {
  type LinkContext,
  Linker,
  LOOP_ADVICE,
  linkEntryPoints,
  linkRule,
  linkTlsOptions,
  missingAdvice,
  writtenAt,
} from './link.ts';
import type {
  AddressLoadBalancer,
  AddressService,
  ConfiguredTcpTransport,
  TcpRouter,
  UdpRouter,
} from './model.ts';

/** Checks everything TCP and UDP that refers to something else; what dangles is disabled with Traefik's text. */
export function linkStreams(context: LinkContext): void {
  const linker = new Linker(context);
  for (const router of context.tcpRouters.values()) {
    linkEntryPoints(linker, router, 'tcp');
    linkTcpRule(linker, router);
    linkService(linker, router, context.tcpServices);
    linkTlsOptions(linker, router);
    linkMiddlewares(linker, router);
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

/** Of several that are missing Traefik names the last, for chains are built from their end. */
function linkMiddlewares(linker: Linker, router: TcpRouter): void {
  const { context } = linker;
  const index = router.middlewares.findLastIndex((name) => !context.tcpMiddlewares.has(name));
  const name = router.middlewares[index];
  if (name === undefined || router.status === 'disabled') return;
  const inObject = [...router.path, 'middlewares', index, 'name'];
  const at = writtenAt(router, inObject, ['middlewares', index]);
  linker.disable(router, 'middleware-not-found', at, `middleware "${name}" does not exist`, {
    advice: missingAdvice('MiddlewareTCP', name, 'tcp.middlewares'),
    silent: context.wasRejectedName('MiddlewareTCP', name),
  });
}

/** Takes a router out of force whose service, or a part of it, cannot be built. */
function linkService(
  linker: Linker,
  router: TcpRouter | UdpRouter,
  services: ReadonlyMap<string, AddressService>,
): void {
  const problem = problemOf(linker, services, router.service, []);
  if (!problem) return;
  const at = problem.path ?? writtenAt(router, router.path, ['service']);
  const { code, text, advice } = problem;
  // Why a route of a custom resource has no service was reported with each of its Services, or with the route.
  const wasReported = code === 'service-not-found' && router.resource?.kind !== 'DynamicConfiguration';
  const silent = problem.silent || wasReported;
  linker.disable(router, code, at, text, { silent, ...(advice === undefined ? {} : { advice }) });
}

interface Problem {
  readonly code: FindingCode;
  /** Traefik's. */
  readonly text: string;
  readonly advice?: string;
  /** Absent: where the router names its service. */
  readonly path?: FieldPath;
  readonly silent?: boolean;
}

function problemOf(
  linker: Linker,
  services: ReadonlyMap<string, AddressService>,
  name: string,
  trail: readonly string[],
): Problem | undefined {
  const service = services.get(name);
  if (!service) {
    const isUdp = services === linker.context.udpServices;
    const noun = isUdp ? `${linker.context.options.traefikVersion < 300 ? 'udp' : 'UDP'} service` : 'service';
    const part = isUdp ? 'udp' : 'tcp';
    return {
      code: 'service-not-found',
      text: `the ${noun} "${name}" does not exist`,
      ...(name.endsWith('@file')
        ? { advice: `write it under ${part}.services of a dynamic configuration` }
        : {}),
      ...(linker.context.wasRejectedName(`${part} service`, name) ? { silent: true } : {}),
    };
  }
  if (service.kind === 'loadBalancer') return transportProblem(linker, service);
  const passed = [...trail, name];
  for (const [index, child] of service.services.entries()) {
    const path = [...service.path, 'services', index, 'name'];
    if (passed.includes(child.name)) {
      const loop = [...passed, child.name].join('->');
      const text = `could not instantiate service ${child.name}: recursion detected in ${loop}`;
      return { code: 'service-recursion', text, advice: LOOP_ADVICE, path };
    }
    const problem = problemOf(linker, services, child.name, passed);
    if (problem) return { path, ...problem };
    if (service.healthCheck && services.get(child.name)?.healthCheck === undefined) {
      const text = `cannot register ${unqualified(child.name)} as updater for ${unqualified(name)}: healthCheck not enabled in config for this weighted service`;
      const advice = `give ${child.name} a healthCheck`;
      return { code: 'health-check-missing', text, advice, path };
    }
  }
  return undefined;
}

/** The release in which transports over TCP got PROXY protocol, and another text where one is missing. */
const OTHER_TEXT_SINCE = 305;

function transportProblem(linker: Linker, service: AddressLoadBalancer): Problem | undefined {
  const { context } = linker;
  const { serversTransport: name, path } = service;
  const transport = name === undefined ? undefined : context.tcpServersTransports.get(name);
  if (name !== undefined && !transport) {
    return {
      code: 'servers-transport-not-found',
      text:
        context.options.traefikVersion < OTHER_TEXT_SINCE
          ? `TCP dialer not found ${name}`
          : `no transport configuration found for "${name}"`,
      advice: name.endsWith('@file')
        ? missingAdvice('ServersTransportTCP', name, 'tcp.serversTransports')
        : 'apply a ServersTransportTCP of that name in the namespace of the IngressRouteTCP',
      path: [...path, 'serversTransport'],
      silent: context.wasRejectedName('ServersTransportTCP', name),
    };
  }
  warnOfNamelessTls(linker, service, transport);
  return undefined;
}

/** Unlike over HTTP, the address of a server is not the name that its certificate is checked for. */
function warnOfNamelessTls(
  { context }: Linker,
  service: AddressLoadBalancer,
  transport: ConfiguredTcpTransport | undefined,
): void {
  const server = service.servers.findIndex(({ tls = service.tls }) => tls === true);
  const { serverName = '', insecureSkipVerify = false } = transport?.tls ?? {};
  if (server === -1 || serverName !== '' || insecureSkipVerify) return;
  const at = [...service.path, ...(service.tls === true ? ['tls'] : ['servers', server, 'tls'])];
  context.reporter.report('warning', service, at, {
    code: 'server-name-missing',
    message: `${service.name} speaks TLS to servers without knowing their name: every connection is closed`,
    advice: 'name a ServersTransportTCP with tls.serverName, or with tls.insecureSkipVerify: true',
  });
}

/** Traefik names services of one provider as they name each other. */
function unqualified(name: string): string {
  return name.slice(0, name.lastIndexOf('@'));
}
