import type { Random } from '../balancing/service-node.ts';
import type { Configuration, ConfiguredMiddleware, Element } from '../configuration/model.ts';
import type { MiddlewareError } from '../middlewares/middleware-error.ts';
import type { Diagnostic } from '../resources/diagnostic.ts';
import type { EntryPointRoutes, RoutingSnapshot } from '../routing/snapshot.ts';
import { tcpTable } from '../routing/tables.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { HttpAssembler, type HttpAssemblerSettings } from './http.ts';
import { transportFindings } from './servers-transports.ts';
import { assembleTcp, assembleUdp } from './streams.ts';

export type AssemblerSettings = Omit<HttpAssemblerSettings, 'precedence'>;

/** What a snapshot is made of. */
interface SnapshotInput {
  readonly configuration: Configuration;
  readonly random: Random;
  readonly generation: number;
}

/** Makes snapshots of one configuration after the other. */
export class Assembler {
  readonly #settings: HttpAssemblerSettings;
  readonly #http: HttpAssembler;

  constructor(settings: AssemblerSettings) {
    this.#settings = { ...settings, precedence: providerPrecedence(settings.options) };
    this.#http = new HttpAssembler(this.#settings);
  }

  /**
   * Configuration to tables. Marks what cannot be built as disabled, in the configuration, and returns why. The TLS side
   * of the configuration must have been assembled before.
   */
  assemble({ configuration, random, generation }: SnapshotInput): {
    snapshot: RoutingSnapshot;
    diagnostics: Diagnostic[];
  } {
    const { rules, options, precedence, now } = this.#settings;
    const diagnostics = transportFindings(configuration);
    const onBroken = (middleware: ConfiguredMiddleware, error: MiddlewareError): void => {
      const option = error.option?.split('.') ?? [];
      const { code, message } = error;
      // An option says itself what it must be.
      const advice = 'leave it out, or try what uses it against Traefik itself';
      const told = code === 'middleware-unsupported' ? { code, message, advice } : { code, message };
      diagnostics.push(finding('error', told, middleware, [...middleware.path, ...option], error.offset));
    };
    const http = this.#http.assemble({
      configuration,
      random,
      onBroken,
      // With the engine's own routers nobody can do anything about it.
      onWarning: (router, warning) => {
        if (router.resource) diagnostics.push(finding('warning', warning, router));
      },
    });
    const version = options.traefikVersion;
    const common = { configuration, rules, precedence, random, version, now, onBroken };
    const { routes: tcp, checked: checkedStreams } = assembleTcp(common);
    const udp = assembleUdp(common, (router, entryPoint, winner) => {
      const message = `entry point ${entryPoint} serves one UDP router, ${winner}: this one gets nothing`;
      const advice = 'give it an entry point of its own, or put the services of both into one route';
      diagnostics.push(finding('warning', { code: 'udp-router-beaten', message, advice }, router));
    });
    const entryPoints = new Map<string, EntryPointRoutes>();
    for (const [name, tables] of http.entryPoints) {
      const streams = tcp.filter(({ router }) => router.entryPoints.includes(name));
      entryPoints.set(name, {
        ...tables,
        tcp: {
          plain: tcpTable(streams.filter(({ router }) => !router.tls).map(({ route }) => route)),
          secure: tcpTable(streams.filter(({ router }) => router.tls).map(({ route }) => route)),
        },
      });
    }
    const { checked, states } = http;
    return { snapshot: { generation, entryPoints, udp, checked, checkedStreams, states }, diagnostics };
  }
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
  { code, message, advice }: Pick<Diagnostic, 'code' | 'message' | 'advice'>,
  element: Element,
  path = element.path,
  offset?: number,
): Diagnostic {
  return {
    severity,
    code,
    message,
    ...(advice === undefined ? {} : { advice }),
    ...(element.resource === undefined ? {} : { resource: element.resource }),
    ...(element.origin === undefined ? {} : { position: element.origin.position(path, offset) }),
  };
}
