import {
  type Configuration,
  type ExampleRequest,
  exampleRequests,
  type HttpFacts,
  parseQuery,
  prepareTarget,
} from '../../engine/index.ts';
import type { Preview } from '../preview/preview.ts';
import { cycleOf } from './cycle.ts';
import type { HttpTrial, PlannedRouter } from './trial.ts';

type Table = ReturnType<Preview['configurator']['snapshot']['entryPoints']['get']> & {};
type HttpRouter = NonNullable<ReturnType<Configuration['http']['routers']['get']>>;
type HttpTable = Table['http']['plain'];
type Route = HttpTable['routes'][number];

/** For requests whose host does not matter. */
const ANY_HOST = 'any.test';

/** Longer rounds are not tried out. */
const MOST_REQUESTS = 1_000;

/** TLS options under which a client without a certificate is turned away. */
const ASKS_FOR_CERTIFICATE = /^Require/;

/** Each HTTP router that somebody wrote, with a request that reaches it on the first entry point that has one. */
export function planHttp({ configurator, pods }: Preview): PlannedRouter[] {
  const { configuration, snapshot } = configurator;
  const planned = new Map<string, PlannedRouter>();
  for (const [entryPoint, { http }] of byCustom(snapshot.entryPoints)) {
    for (const [scheme, table] of [
      ['http', http.plain],
      ['https', http.secure],
    ] as const) {
      for (const route of table.routes) {
        const router = configuration.http.routers.get(route.name);
        const known = planned.get(route.name);
        if (!router || route.target.kind === 'internal' || (known && known.trial.kind !== 'none')) continue;
        const trial = trialOf(route, table, { entryPoint, scheme, ...expectations(router) });
        planned.set(route.name, { ...describe(router), trial });
      }
    }
  }
  for (const router of configuration.http.routers.values()) {
    if (planned.has(router.name) || router.resource === undefined) continue;
    const reason = reasonOf(router);
    planned.set(router.name, { ...describe(router), trial: { kind: 'none', reason } });
  }
  return [...planned.values()];

  function expectations(router: HttpRouter) {
    const cycle = cycleOf(router.service, configuration.http.services, (pod) => pods.get(pod)?.workload);
    const options = configuration.tls.options.get(router.tls?.options ?? '');
    const isTooLong = cycle.requests > MOST_REQUESTS;
    return {
      count: isTooLong ? 1 : cycle.requests,
      exact: cycle.exact && !isTooLong,
      showsCertificate: ASKS_FOR_CERTIFICATE.test(options?.clientAuthType ?? ''),
    };
  }
}

/** What clients use first comes first. */
function byCustom(entryPoints: Preview['configurator']['snapshot']['entryPoints']) {
  const rank = (name: string): number => (name === 'web' ? 0 : name === 'websecure' ? 1 : 2);
  return [...entryPoints].toSorted(([one], [other]) => rank(one) - rank(other));
}

/** Where a router is written, in words. */
export function describe(
  router: Pick<HttpRouter, 'name' | 'resource' | 'origin' | 'path'> & { rule?: string },
) {
  const { name, resource, origin, path, rule = '' } = router;
  const isFile = resource === undefined || resource.kind === 'DynamicConfiguration';
  return {
    title: isFile ? `router ${name}` : `${resource.kind} ${resource.namespace}/${resource.name}`,
    rule: rule.replace(/\s+/g, ' '),
    ...(origin === undefined ? {} : { position: origin.position(path) }),
  };
}

/** Why a router is in no table. */
export function reasonOf({
  errors,
  status,
  ...router
}: {
  errors: readonly string[];
  status: string;
  parentRefs?: unknown;
}): string {
  if (errors.length > 0) return `it is not in force: ${errors.join('; ')}`;
  if (router.parentRefs !== undefined) return 'it is reached through its parent router';
  return status === 'disabled' ? 'it is not in force' : 'it is on no entry point';
}

type Expectations = Pick<HttpTrial, 'entryPoint' | 'scheme' | 'count' | 'exact' | 'showsCertificate'>;

function trialOf(route: Route, table: HttpTable, rest: Expectations): PlannedRouter['trial'] {
  let winner: string | undefined;
  let remote: string | undefined;
  for (const example of exampleRequests(route.rule)) {
    const { clientIp } = example;
    for (const ip of clientIp === undefined ? [undefined] : [undefined, clientIp]) {
      const sent = asSent(example);
      const facts = factsOf(sent, ip);
      if (!facts || !route.rule.matches(facts)) continue;
      const first = table.match(facts);
      if (first?.name !== route.name) winner ??= first?.name;
      else if (ip !== undefined && !ip.startsWith('127.')) remote ??= ip;
      else if (sent.headers.length <= 1) {
        const [header] = sent.headers;
        const { host, path, method } = sent;
        return {
          kind: 'http',
          host,
          path,
          method,
          ...rest,
          ...(header === undefined ? {} : { header }),
          ...(ip === undefined ? {} : { clientIp: ip }),
        };
      }
    }
  }
  return { kind: 'none', reason: failure(winner, remote) };
}

function failure(winner: string | undefined, remote: string | undefined): string {
  if (remote !== undefined) return `only other clients than those of a scenario reach it, such as ${remote}`;
  if (winner !== undefined) return `the requests tried for it are taken by ${winner}, which comes before it`;
  return 'no request for its rule was found; write one that you know';
}

interface Sent {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
}

function asSent({ host = ANY_HOST, path = '/', method = 'GET', headers, query }: ExampleRequest): Sent {
  const pairs = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return {
    host,
    method,
    headers,
    path: `${encodeURI(path)}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`,
  };
}

/** As the data plane would see it. */
function factsOf({ host, path, method, headers }: Sent, clientIp = '127.0.0.1'): HttpFacts | undefined {
  const prepared = prepareTarget(path);
  if (typeof prepared === 'string') return undefined;
  return {
    host,
    path: prepared.routingPath,
    method,
    clientIp,
    header: (name) => headers.flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : [])),
    query: () => parseQuery(prepared.query),
  };
}
