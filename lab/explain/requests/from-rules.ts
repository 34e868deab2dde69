import { type ExampleRequest, exampleRequests, matcherCalls } from '../../../engine/core.ts';
import type { Preview } from '../../preview/preview.ts';
import type { HttpQuestion, Question } from '../story.ts';
import type { RequestList } from './request-list.ts';

/** For requests whose host does not matter. */
const ANY_HOST = 'any.test';

/** Of a router behind many branches of others not all ways are followed. */
const MOST = 64;

type Configurator = Pick<Preview, 'configurator'>['configurator'];
type Placed = NonNullable<ReturnType<Configurator['configuration']['http']['routers']['get']>>;

/**
 * Adds requests that the routers themselves ask for, at least one for each branch of a rule that is likely to hold for
 * it, so that manifests can be compared without any record of traffic.
 */
export function addRequestsOfRules(
  { configurator, static: { entryPoints } }: Pick<Preview, 'configurator' | 'static'>,
  list: RequestList,
): void {
  const ports = new Map(entryPoints.map(({ name, port }) => [name, port]));
  const { http, tcp, udp } = configurator.configuration;
  for (const router of http.routers.values()) {
    if (router.status === 'disabled' || router.resource === undefined) continue;
    for (const { root, example } of examplesOf(configurator, router, new Set())) {
      const question = httpQuestion(example, root.tls !== undefined);
      for (const entryPoint of root.entryPoints) {
        const usual = ports.get(entryPoint) === (question.tls ? 443 : 80);
        list.add({ question: usual ? question : { ...question, entryPoint } }, () => placeOf(router));
      }
    }
  }
  for (const router of tcp.routers.values()) {
    if (router.status === 'disabled' || router.resource === undefined) continue;
    for (const question of tcpQuestions(configurator, router)) list.add({ question }, () => placeOf(router));
  }
  for (const router of udp.routers.values()) {
    for (const entryPoint of router.status === 'disabled' ? [] : router.entryPoints) {
      list.add({ question: { kind: 'udp', entryPoint } }, () => placeOf(router));
    }
  }
}

/** A request for a router, and the router of an entry point by which it comes there. */
interface Approach {
  readonly root: Placed;
  readonly example: ExampleRequest;
}

/** A router behind others is reached by requests that these take, too. */
function examplesOf(configurator: Configurator, router: Placed, behind: ReadonlySet<Placed>): Approach[] {
  if (behind.has(router)) return [];
  const own = exampleRequests(configurator.rules.http(router));
  if (router.parentRefs === undefined) return own.map((example) => ({ root: router, example }));
  const { routers } = configurator.configuration.http;
  const below = new Set([...behind, router]);
  return router.parentRefs
    .flatMap((name) => routers.get(name) ?? [])
    .flatMap((parent) => examplesOf(configurator, parent, below))
    .flatMap(({ root, example }) => own.map((request) => ({ root, example: both(example, request) })))
    .slice(0, MOST);
}

function both(outer: ExampleRequest, inner: ExampleRequest): ExampleRequest {
  const headers = [...outer.headers, ...inner.headers];
  return { ...outer, ...inner, headers, query: [...outer.query, ...inner.query] };
}

function httpQuestion(example: ExampleRequest, tls: boolean): HttpQuestion {
  const { host = ANY_HOST, method = 'GET', path = '/', headers, query, clientIp } = example;
  const pairs = query.map(([name, value]) =>
    [name, value].map((text) => encodeURIComponent(text.toWellFormed())).join('='),
  );
  const target = `${encoded(path)}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
  return {
    kind: 'http',
    method,
    tls,
    host,
    target,
    headers,
    ...(clientIp === undefined ? {} : { clientIp }),
  };
}

/** What is encoded already in a rule stays encoded in the path that it sees. */
function encoded(path: string): string {
  return encodeURI(path.toWellFormed()).replace(/%25(?=[0-9A-F]{2})/g, '%');
}

function tcpQuestions(
  { rules }: Configurator,
  router: NonNullable<ReturnType<Configurator['configuration']['tcp']['routers']['get']>>,
): Question[] {
  const calls = matcherCalls(rules.tcp(router).tree);
  const named = calls.flatMap(({ name, arguments: values }) => (name === 'HostSNI' ? values : []));
  const alpnProtocols = calls.flatMap(({ name, arguments: values }) => (name === 'ALPN' ? values : []));
  const names = router.tls === undefined ? [''] : named.length === 0 ? [ANY_HOST] : named;
  return router.entryPoints.flatMap((entryPoint) =>
    names.map((name): Question => {
      const serverName = name.replace(/^\*$/, ANY_HOST).replace(/^\*\./, 'any.').toLowerCase();
      return {
        kind: 'tcp',
        entryPoint,
        ...(name === '' ? {} : { serverName }),
        ...(alpnProtocols.length === 0 ? {} : { alpnProtocols }),
      };
    }),
  );
}

function placeOf({ name, origin, path }: Pick<Placed, 'name' | 'origin' | 'path'>): string {
  const position = origin?.position(path);
  return position === undefined ? name : `${position.file}:${position.line}`;
}
