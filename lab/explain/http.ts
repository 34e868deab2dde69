import { chooseByHello, type EntryPointRoutes, Rehearsal, type Rehearsed } from '../../engine/core.ts';
import { listens, portOf } from './entry-points.ts';
import { headStory, middlewareStory } from './heads.ts';
import { httpAnswer } from './http-answer.ts';
import { outOfForce } from './out-of-force.ts';
import { routingStory } from './routing.ts';
import { type Scene, serverStory } from './scene.ts';
import { serviceStory } from './services.ts';
import type { Decision, Delivery, HttpQuestion, RoutingStory, TlsStory } from './story.ts';
import { acceptedByTcp, tcpDecision } from './tcp.ts';
import { optionsReason, serverNameFor, tlsStory } from './tls.ts';

/** What browsers and tools offer to TLS servers. */
export const HTTP_PROTOCOLS: readonly string[] = ['h2', 'http/1.1'];

/** Who connects if the question does not say. */
export const DEFAULT_CLIENT = '127.0.0.1';

/** What an entry point does with a request: TCP routers come first, then the HTTP routers get the connection. */
export async function httpDecision(
  scene: Scene,
  routes: EntryPointRoutes,
  question: HttpQuestion,
): Promise<Decision> {
  const { clientIp = DEFAULT_CLIENT, serverName = serverNameFor(question.host) } = question;
  const facts = {
    sni: question.tls ? serverName : '',
    alpn: question.tls ? HTTP_PROTOCOLS : [],
    clientIp,
  };
  const { asked, route } = acceptedByTcp(scene, routes, facts, question.tls);
  if (route) return tcpDecision(scene, { route, asked, facts, tls: question.tls });
  const choice = question.tls ? chooseByHello(routes, facts) : undefined;
  if (choice?.kind !== 'https') return await requestDecision(scene, routes, question, asked, undefined);
  const tls = tlsStory(scene, serverName, choice.optionsName, optionsReason(scene, routes.https, serverName));
  return await requestDecision(scene, routes, question, asked, tls);
}

async function requestDecision(
  scene: Scene,
  routes: EntryPointRoutes,
  question: HttpQuestion,
  asked: readonly RoutingStory[],
  tls: TlsStory | undefined,
): Promise<Decision> {
  const { entryPoint, snapshot, count } = scene;
  const common = { entryPoint: entryPoint.name, listens: listens(entryPoint), ...(tls && { tls }) };
  if (tls && tls.certificate === undefined) {
    const why =
      'the handshake fails: no certificate is for this server name, and the TLS options ask for one (sniStrict)';
    const broken = tls.options?.why ?? why;
    const reason = scene.configurator.tls.optionsNamed(tls.options?.name ?? '') ? why : broken;
    return { ...common, routing: asked, why: reason, middlewares: [], next: [], answer: { why: reason } };
  }
  const rehearsal = new Rehearsal({
    entryPoint,
    routes,
    generation: snapshot.generation,
    serverName: 'ingress-lab',
  });
  const { method, host, target, headers, port, clientIp = DEFAULT_CLIENT } = question;
  const request = {
    method,
    target,
    host: port === undefined || port === portOf({ tls: question.tls }) ? host : `${host}:${port}`,
    headers,
    clientIp,
    ...(tls && { tls: { optionsName: tls.options?.name ?? '', serverName: tls.serverName } }),
  };
  const first = await rehearsal.serve(request);
  const runs = [first];
  while (runs.length < count) runs.push(await rehearsal.serve(request));
  const routing = [
    ...asked,
    ...first.lookups.map(({ table, facts, route, behind }) =>
      routingStory(scene, {
        table,
        facts,
        route,
        routers: 'http',
        among:
          behind === undefined
            ? `HTTP routers ${question.tls ? 'with' : 'without'} TLS`
            : `routers behind ${behind}`,
      }),
    ),
  ];
  const [lookup] = first.lookups;
  const missing = lookup ? outOfForce(scene, question.tls, lookup.facts) : [];
  const service = serviceOf(scene, first);
  const answer = httpAnswer(scene, first, tls);
  return {
    ...common,
    takenBy: 'http',
    routing,
    ...(missing.length > 0 && { outOfForce: missing }),
    ...(first.router !== undefined && { router: first.router }),
    why: routing.at(-1)?.why ?? answer?.why ?? '',
    middlewares: first.passes.map((pass) => middlewareStory(scene, pass)),
    ...(first.sent && { sent: headStory(first.sent.head) }),
    ...(service && { service }),
    next: first.services.length === 0 ? [] : runs.map((run) => deliveryOf(scene, run)),
    ...(answer && { answer }),
  };
}

/** That of the router, also if a middleware keeps the request from it. */
function serviceOf(scene: Scene, { router = '' }: Rehearsed) {
  const { http } = scene.configurator.configuration;
  const name = http.routers.get(router)?.service;
  return name === undefined ? undefined : serviceStory(scene, 'http', name);
}

function deliveryOf(scene: Scene, { services, sent, copies, headers }: Rehearsed): Delivery {
  return {
    services,
    ...(sent && { server: serverStory(scene, sent.server.url, sent.server.pod) }),
    mirrors: copies.map(({ service, server, pod }) => ({
      service,
      ...(server !== undefined && { server: serverStory(scene, server, pod) }),
    })),
    cookies: headers.flatMap(([name, value]) =>
      name.toLowerCase() === 'set-cookie' ? [value.replace(/=.*/s, '')] : [],
    ),
  };
}
