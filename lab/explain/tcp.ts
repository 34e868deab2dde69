import {
  chooseByHello,
  type EntryPointRoutes,
  type TcpFacts,
  type TcpRule,
  type TcpTarget,
} from '../../engine/decisions.ts';
import { listens } from './entry-points.ts';
import { routingStory } from './routing.ts';
import { positionOf, type Scene, serverStory } from './scene.ts';
import { addressText, serviceStory } from './services.ts';
import type { Decision, Delivery, MiddlewareStory, RoutingStory, TcpQuestion } from './story.ts';
import { optionsReason, tlsStory } from './tls.ts';

/** A TCP router that a connection belongs to. */
interface TcpRoute {
  readonly name: string;
  readonly rule: TcpRule;
  readonly target: TcpTarget;
}

/** What an entry point's TCP routers say of a connection. */
interface Accepted {
  /** Empty: there are none, or they are not asked. */
  readonly asked: readonly RoutingStory[];
  /** Absent: the HTTP routers get it. */
  readonly route: TcpRoute | undefined;
}

export function acceptedByTcp(
  scene: Scene,
  routes: EntryPointRoutes,
  facts: TcpFacts,
  tls: boolean,
): Accepted {
  const { plain, secure } = routes.tcp;
  const table = tls ? secure : plain;
  const choice = tls ? chooseByHello(routes, facts) : undefined;
  const route = tls ? (choice?.kind === 'tcp' ? choice.route : undefined) : plain.match(facts);
  const isHttps = tls && routes.https.optionsFor(facts.sni) !== undefined;
  if (table.size === 0 || isHttps) return { asked: [], route };
  const among = `TCP routers ${tls ? 'with' : 'without'} TLS`;
  const story = routingStory(scene, { table, facts, route, among, routers: 'tcp' });
  const beaten = !route && table.match(facts);
  const asked = beaten
    ? {
        ...story,
        why: `${beaten.name} takes all names, but so does an HTTPS router without Host(), which comes first`,
      }
    : story;
  return { asked: [asked], route };
}

/** What an entry point does with a connection that nobody says HTTP is spoken on. */
export function connectionDecision(scene: Scene, routes: EntryPointRoutes, question: TcpQuestion): Decision {
  const { serverName, alpnProtocols = [], clientIp = '127.0.0.1' } = question;
  const tls = serverName !== undefined;
  const facts = { sni: serverName ?? '', alpn: alpnProtocols, clientIp };
  const { asked, route } = acceptedByTcp(scene, routes, facts, tls);
  if (route) return tcpDecision(scene, { route, asked, facts, tls });
  const choice = tls ? chooseByHello(routes, facts) : undefined;
  const table = tls ? routes.http.secure : routes.http.plain;
  const common = { entryPoint: scene.entryPoint.name, listens: listens(scene.entryPoint), routing: asked };
  const why =
    choice?.kind === 'https' && choice.routed
      ? 'the HTTP routers get the connection, because one of them asks for this server name, or takes all'
      : table.size > 0
        ? 'no TCP router takes the connection, so the HTTP routers get it, and choose by its requests'
        : 'no TCP router takes the connection, and there is no HTTP router: requests are answered 404, all else is no request';
  return {
    ...common,
    takenBy: 'http',
    ...(choice?.kind === 'https' && {
      tls: tlsStory(scene, facts.sni, choice.optionsName, optionsReason(scene, routes.https, facts.sni)),
    }),
    why,
    middlewares: [],
    next: [],
    ...(table.size === 0 && { answer: { why } }),
  };
}

/** What becomes of a connection that a TCP router takes. */
export function tcpDecision(
  scene: Scene,
  {
    route,
    asked,
    facts,
    tls,
  }: { route: TcpRoute; asked: readonly RoutingStory[]; facts: TcpFacts; tls: boolean },
): Decision {
  const { configuration } = scene.configurator;
  const { target, name } = route;
  const router = configuration.tcp.routers.get(name);
  const options = tls && target.tls && !target.tls.passthrough ? target.tls.options : undefined;
  const ended =
    options === undefined ? undefined : tlsStory(scene, facts.sni, options, `asked for by ${name}`);
  const passed: MiddlewareStory[] = [];
  let refusal = ended && !scene.configurator.tls.optionsNamed(options ?? '') ? ended.options?.why : undefined;
  for (const middleware of refusal === undefined ? (target.middlewares ?? []) : []) {
    refusal = middleware.admit(facts.clientIp);
    const configured = configuration.tcp.middlewares.get(middleware.name);
    passed.push({
      name: middleware.name,
      type: configured?.type ?? '',
      ...positionOf(configured),
      explanation: refusal ?? 'It lets the connection pass.',
    });
    if (refusal !== undefined) break;
  }
  const service = router && serviceStory(scene, 'tcp', router.service);
  const next = refusal === undefined ? deliveriesOf(scene, target.service) : [];
  const closed = refusal ?? (next[0]?.server ? undefined : `${target.service.name} has no server to ask`);
  return {
    entryPoint: scene.entryPoint.name,
    listens: listens(scene.entryPoint),
    takenBy: 'tcp',
    ...(tls && { tls: ended ?? { serverName: facts.sni } }),
    routing: asked,
    router: name,
    why: asked.at(-1)?.why ?? `${name} is the only router`,
    middlewares: passed,
    ...(service && { service }),
    next,
    ...(closed !== undefined && { answer: { why: closed } }),
  };
}

/** Where connections or sessions go, one after the other. */
export function deliveriesOf(scene: Scene, service: TcpTarget['service']): Delivery[] {
  return Array.from({ length: scene.count }, () => {
    const { server, trail } = service.select();
    return {
      services: trail,
      ...(server && { server: serverStory(scene, addressText(server.host, server.port), server.pod) }),
      mirrors: [],
      cookies: [],
    };
  });
}
