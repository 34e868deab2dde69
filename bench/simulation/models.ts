import { readFile } from 'node:fs/promises';
import type { ManifestText } from '../../engine/core.ts';
import type { SimulationPlan } from '../../lab/simulation/plan.ts';

/** What is simulated, for so many requests. */
export interface Model {
  readonly name: string;
  /** In a few words. */
  readonly title: string;
  /** Simulated requests per second that it has to reach on one core. */
  readonly goal: number;
  readonly texts: () => Promise<readonly ManifestText[]>;
  plan(requests: number): SimulationPlan;
}

/** Requests per second of virtual time. */
const RATE = 2000;

const CANARY = new URL('../../fixtures/manifests/canary/', import.meta.url);

/** Instead of the route of the canary: the same, with sessions that stay and requests that are sent again. */
const FULL_ROUTES = `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: app-wrr, namespace: test-pod }
spec:
  weighted:
    sticky: { cookie: { name: version } }
    services:
      - { name: appv1, weight: 3, port: 80, kind: Service }
      - { name: appv2, weight: 1, port: 80, kind: Service }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: again, namespace: test-pod }
spec: { retry: { attempts: 3, initialInterval: 10ms, status: ['500-599'] } }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: wrr-ingressroute, namespace: test-pod }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`wrr.xinn.cc\`)
      kind: Rule
      services: [{ name: app-wrr, kind: TraefikService }]
      middlewares: [{ name: again }]
`;

const traffic = (requests: number) =>
  ({
    seed: 1,
    durationMs: Math.round((requests * 1000) / RATE),
    sources: [
      {
        name: 'customers',
        arrivals: { kind: 'poisson', perSecond: RATE },
        population: {
          clients: 10_000,
          requests: [{ share: 1, request: { host: 'wrr.xinn.cc', path: '/' } }],
        },
      },
    ],
    changes: [],
  }) satisfies Partial<SimulationPlan>;

async function canary(name: string): Promise<ManifestText> {
  return { file: name, text: await readFile(new URL(name, CANARY), 'utf8') };
}

export const MODELS: readonly Model[] = [
  {
    name: 'canary',
    title: 'canary 3:1, Poisson arrivals, exponential service times, no queues',
    goal: 10_000_000,
    texts: () => Promise.all([canary('apps.yaml'), canary('routes.yaml')]),
    plan: (requests) => ({
      ...traffic(requests),
      backends: [
        { workload: 'appv1', serviceTime: { kind: 'exponential', meanMs: 5 } },
        { workload: 'appv2', serviceTime: { kind: 'exponential', meanMs: 15 } },
      ],
    }),
  },
  {
    name: 'full',
    title: 'the same with sticky sessions, retries, queues, errors and lognormal service times',
    goal: 2_500_000,
    texts: async () => [await canary('apps.yaml'), { file: 'routes.yaml', text: FULL_ROUTES }],
    plan: (requests) => ({
      ...traffic(requests),
      backends: [
        {
          workload: 'appv1',
          serviceTime: { kind: 'lognormal', medianMs: 4, sigma: 0.6 },
          concurrency: 10,
          queue: 100,
          errorRate: 0.01,
        },
        {
          workload: 'appv2',
          serviceTime: { kind: 'lognormal', medianMs: 6, sigma: 0.6 },
          concurrency: 6,
          queue: 100,
          errorRate: 0.02,
        },
      ],
    }),
  },
];
