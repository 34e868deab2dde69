import { type ManifestText, seededRandom } from '../../../engine/core.ts';
import type { BackendModel, Change, Distribution, SimulationPlan } from '../plan.ts';

/** A cluster with traffic, made at random. */
export interface Scene {
  readonly texts: readonly ManifestText[];
  readonly plan: SimulationPlan;
}

const WORKLOADS = ['a', 'b', 'c'];

/** Deployments `a`, `b` and `c` with a Service each, in the namespace `shop`. */
export function workloads(replicas: readonly number[] = [1, 1, 1]): string {
  return WORKLOADS.map(
    (name, index) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: ${replicas[index] ?? 1}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: web, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
`,
  ).join('---');
}

/** An IngressRoute of the host `shop.test`. `service` and `middlewares` are YAML in one line. */
export function route(service: string, middlewares = '[]'): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop, namespace: shop }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`shop.test\`)
      kind: Rule
      services: [${service}]
      middlewares: ${middlewares}
`;
}

/** An object of Traefik's in the namespace `shop`; `spec` is YAML in one line. */
export function traefikObject(kind: 'TraefikService' | 'Middleware', name: string, spec: string): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
}

export function manifests(...texts: readonly string[]): readonly ManifestText[] {
  return [{ file: 'shop.yaml', text: texts.join('---') }];
}

/** So many requests per second to `shop.test`. */
export function planOf(
  perSecond: number,
  durationMs: number,
  changes: Partial<SimulationPlan> = {},
): SimulationPlan {
  return {
    seed: 1,
    durationMs,
    sources: [
      {
        name: 'customers',
        arrivals: { kind: 'poisson', perSecond },
        population: { clients: 50, requests: [{ share: 1, request: { host: 'shop.test', path: '/' } }] },
      },
    ],
    backends: WORKLOADS.map((workload) => ({ workload, serviceTime: { kind: 'exponential', meanMs: 10 } })),
    changes: [],
    ...changes,
  };
}

/** What can come together in any way. */
export function randomScene(seed: number): Scene {
  const luck = seededRandom(seed);
  const upTo = (limit: number): number => Math.floor(luck() * limit);
  const often = (share: number): boolean => luck() < share;
  const one = <T>(items: readonly T[], otherwise: T): T => items[upTo(items.length)] ?? otherwise;
  const sticky = (share: number): string => (often(share) ? ', sticky: { cookie: {} }' : '');
  const leaf = (name: string): string =>
    `{ name: ${name}, kind: Service, port: 80, weight: ${1 + upTo(5)}${often(0.2) ? ', strategy: p2c' : often(0.2) ? ', strategy: leasttime' : sticky(0.2)} }`;
  const services = [
    traefikObject(
      'TraefikService',
      'inner',
      `{ weighted: { services: [${leaf('b')}, ${leaf('c')}]${sticky(0.2)} } }`,
    ),
    traefikObject(
      'TraefikService',
      'outer',
      `{ weighted: { services: [${leaf('a')}, { name: inner, kind: TraefikService, weight: ${1 + upTo(4)} }]${sticky(0.3)} } }`,
    ),
    traefikObject(
      'TraefikService',
      'copied',
      `{ mirroring: { name: outer, kind: TraefikService, mirrors: [{ name: c, port: 80, percent: ${10 * upTo(11)} }, { name: inner, kind: TraefikService, percent: ${5 * upTo(21)} }] } }`,
    ),
  ];
  const shapes = [
    `{ retry: { attempts: ${2 + upTo(3)}, initialInterval: ${one(['0', '5ms', '40ms'], '0')}, status: ['500-599'] } }`,
    `{ rateLimit: { average: ${20 + upTo(200)}, burst: ${1 + upTo(20)}${often(0.5) ? ', sourceCriterion: { requestHost: true }' : ''} } }`,
    `{ inFlightReq: { amount: ${1 + upTo(8)}${often(0.5) ? ', sourceCriterion: { ipStrategy: { depth: 0 } }' : ''} } }`,
    `{ circuitBreaker: { expression: "ResponseCodeRatio(500, 600, 0, 600) > 0.${1 + upTo(5)} || NetworkErrorRatio() > 0.2", checkPeriod: 50ms, fallbackDuration: 200ms, recoveryDuration: 200ms } }`,
    `{ headers: { customRequestHeaders: { X-Shop: open } } }`,
  ];
  const used = shapes.map((spec, index) => ({ name: `m${index}`, spec })).filter(() => often(0.5));
  const ordered = often(0.5) ? used : used.toReversed();
  const target = one(
    ['{ name: outer, kind: TraefikService }', '{ name: copied, kind: TraefikService }', leaf('a')],
    leaf('a'),
  );
  // None of them constant: what happens at the same instant may happen in another order.
  const times: readonly Distribution[] = [
    { kind: 'exponential', meanMs: 20 },
    { kind: 'lognormal', medianMs: 15, sigma: 0.7 },
    { kind: 'pareto', minimumMs: 7, shape: 3 },
  ];
  const backends = WORKLOADS.map(
    (workload): BackendModel => ({
      workload,
      serviceTime: one(times, { kind: 'constant', ms: 1 }),
      ...(often(0.6) && { concurrency: 1 + upTo(4) }),
      ...(often(0.4) && { queue: upTo(6) }),
      ...(often(0.5) && { errorRate: luck() * 0.3 }),
    }),
  );
  const workload = one(WORKLOADS, 'a');
  const changes: readonly Change[] = [
    { kind: 'errors', workload, errorRate: 0.5 },
    { kind: 'refuse', workload, refuses: true },
    { kind: 'slow', workload, factor: 4 },
    { kind: 'pod-dies', workload, restartMs: 300 },
    { kind: 'scale', workload, replicas: 3 },
  ];
  return {
    texts: manifests(
      workloads(WORKLOADS.map(() => 1 + upTo(3))),
      ...services,
      ...ordered.map(({ name, spec }) => traefikObject('Middleware', name, spec)),
      route(target, `[${ordered.map(({ name }) => `{ name: ${name} }`).join(', ')}]`),
    ),
    plan: planOf(100 + upTo(200), 2000, {
      seed,
      backends,
      bucketMs: 5,
      clientTimeoutMs: 40 + upTo(400),
      engines: 1 + upTo(2),
      changes: changes.filter(() => often(0.4)).map((change) => ({ atMs: 300 + upTo(1500), change })),
    }),
  };
}
