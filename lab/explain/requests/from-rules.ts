import { exampleRequests, matcherCalls } from '../../../engine/index.ts';
import type { Preview } from '../../preview/preview.ts';
import type { HttpQuestion, Question } from '../story.ts';
import type { RequestList } from './request-list.ts';

/** For requests whose host does not matter. */
const ANY_HOST = 'any.test';

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
    if (router.status === 'disabled' || router.resource === undefined || router.parentRefs) continue;
    for (const question of httpQuestions(configurator, router)) {
      for (const entryPoint of router.entryPoints) {
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

function httpQuestions({ rules }: Configurator, router: Placed): HttpQuestion[] {
  return exampleRequests(rules.http(router)).map((example): HttpQuestion => {
    const { host = ANY_HOST, method = 'GET', path = '/', headers, query, clientIp } = example;
    const pairs = query.map(([name, value]) =>
      [name, value].map((text) => encodeURIComponent(text.toWellFormed())).join('='),
    );
    return {
      kind: 'http',
      method,
      tls: router.tls !== undefined,
      host,
      target: `${encoded(path)}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`,
      headers,
      ...(clientIp === undefined ? {} : { clientIp }),
    };
  });
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
