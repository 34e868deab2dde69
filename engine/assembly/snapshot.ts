import type { Random } from '../balancing/service-node.ts';
import type { Configuration, ConfiguredMiddleware, Element } from '../configuration/model.ts';
import type { Rules } from '../configuration/rules.ts';
import type { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { Diagnostic } from '../resources/diagnostic.ts';
import type { EntryPointRoutes, RoutingSnapshot } from '../routing/snapshot.ts';
import { httpTable, tcpTable } from '../routing/tables.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { assembleHttp } from './http.ts';
import { httpsNames } from './https-names.ts';
import type { InternalRoute } from './internal-routes.ts';
import type { Answer } from './internal-services.ts';
import { transportFindings } from './servers-transports.ts';
import { assembleTcp, assembleUdp } from './streams.ts';

/** What a snapshot is made of. */
interface SnapshotInput {
  readonly configuration: Configuration;
  readonly options: StaticConfiguration;
  readonly rules: Rules;
  readonly internalRoutes: readonly InternalRoute[];
  readonly internalServices: ReadonlyMap<string, Answer>;
  readonly random: Random;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly generation: number;
}

/**
 * Configuration to tables. Marks routers that cannot be built as disabled, in the configuration, and returns why.
 * The TLS side of the configuration must have been assembled before.
 */
export function assembleSnapshot(input: SnapshotInput): {
  snapshot: RoutingSnapshot;
  diagnostics: Diagnostic[];
} {
  const { configuration, random, generation, rules, options } = input;
  const precedence = providerPrecedence(options);
  const diagnostics = transportFindings(configuration);
  const onBroken = (middleware: ConfiguredMiddleware, error: MiddlewareError): void => {
    const option = error.option?.split('.') ?? [];
    diagnostics.push(finding('error', error, middleware, [...middleware.path, ...option]));
  };
  const version = options.traefikVersion;
  const common = { configuration, rules, precedence, random, version, now: input.now, onBroken };
  const {
    routes: http,
    checked,
    states,
  } = assembleHttp({ ...common, internalServices: input.internalServices });
  const { routes: tcp, checked: checkedStreams } = assembleTcp(common);
  const udp = assembleUdp(common, (router, entryPoint, winner) => {
    const message = `entry point ${entryPoint} serves one UDP router, ${winner}: this one gets nothing`;
    diagnostics.push(finding('warning', { code: 'udp-router-beaten', message }, router));
  });
  const entryPoints = new Map<string, EntryPointRoutes>();
  for (const { name, protocol } of options.entryPoints) {
    if (protocol !== 'tcp') continue;
    const here = http.filter(({ router }) => router.entryPoints.includes(name));
    const streams = tcp.filter(({ router }) => router.entryPoints.includes(name));
    const claimants = [...configuration.http.routers.values()].filter((router) =>
      router.entryPoints.includes(name),
    );
    const internal = input.internalRoutes
      .filter((route) => route.entryPoint === name)
      .map(({ route }) => route);
    entryPoints.set(name, {
      http: {
        plain: httpTable([
          ...internal,
          ...here.filter(({ router }) => !router.tls).map(({ route }) => route),
        ]),
        secure: httpTable(here.filter(({ router }) => router.tls).map(({ route }) => route)),
      },
      https: httpsNames(claimants, rules, (router, warning) => {
        diagnostics.push(finding('warning', warning, router));
      }),
      tcp: {
        plain: tcpTable(streams.filter(({ router }) => !router.tls).map(({ route }) => route)),
        secure: tcpTable(streams.filter(({ router }) => router.tls).map(({ route }) => route)),
      },
    });
  }
  return { snapshot: { generation, entryPoints, udp, checked, checkedStreams, states }, diagnostics };
}

/** The place of a router's provider among those of equal priority; unknown ones come last. Since Traefik 3.7. */
function providerPrecedence({
  traefikVersion,
  providerPrecedence: order,
}: StaticConfiguration): (router: string) => number {
  if (traefikVersion < 307) return () => 0;
  const places = new Map(order.map((provider, index) => [provider, index]));
  return (router) => places.get(router.slice(router.lastIndexOf('@') + 1)) ?? order.length;
}

function finding(
  severity: Diagnostic['severity'],
  { code, message }: Pick<Diagnostic, 'code' | 'message'>,
  element: Element,
  path = element.path,
): Diagnostic {
  return {
    severity,
    code,
    message,
    ...(element.resource === undefined ? {} : { resource: element.resource }),
    ...(element.origin === undefined ? {} : { position: element.origin.position(path) }),
  };
}
