import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { meanOf, varianceOf } from './distribution.ts';
import type { BackendModel, Distribution, SimulationPlan } from './plan.ts';
import {
  exponentialServiceWait,
  FORMULAS,
  generalServiceWait,
  type QueueingFormula,
  relativeVarianceOfWaits,
} from './queueing-formulas.ts';
import { simulate } from './simulate.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/** How far one run may be from the formula, as a share of it. */
const TOLERANCE = 0.01;

/** Standard errors that the tolerance is: one run in 1,500 would be further off by chance. */
const STANDARD_ERRORS = 3.4;

/** Left out: the queue is empty at first, which it is not in the formulas. */
const WARM_UP_MS = 60_000;

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: any, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: app }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`app.test\`), kind: Rule, services: [{ name: app, port: 80 }] }]
`;

interface Model {
  readonly name: string;
  readonly formula: QueueingFormula;
  readonly service: Distribution;
  readonly servers: number;
  /** Share of the time that each server works. */
  readonly load: number;
  /**
   * The square of the relative standard error of a mean wait, times the number of requests: of M/M/1 by
   * `relativeVarianceOfWaits`, of the others as 60 runs of 200,000 requests of Lindley's recursion had it, rounded up.
   */
  readonly variance: number;
}

const EXPONENTIAL: Distribution = { kind: 'exponential', meanMs: 10 };

const MODELS: readonly Model[] = [
  {
    name: 'M/M/1',
    formula: FORMULAS['M/M/1'],
    service: EXPONENTIAL,
    servers: 1,
    load: 0.5,
    variance: relativeVarianceOfWaits(0.5),
  },
  { name: 'M/M/2', formula: FORMULAS['M/M/c'], service: EXPONENTIAL, servers: 2, load: 0.5, variance: 50 },
  {
    name: 'M/G/1 with lognormal service times',
    formula: FORMULAS['M/G/1'],
    service: { kind: 'lognormal', medianMs: 10, sigma: 0.5 },
    servers: 1,
    load: 0.5,
    variance: 20,
  },
  {
    name: 'M/D/1',
    formula: FORMULAS['M/G/1'],
    service: { kind: 'constant', ms: 10 },
    servers: 1,
    load: 0.5,
    variance: 13,
  },
];

function waitOf({ formula, service, servers, load }: Model): number {
  const mean = meanOf(service);
  const arrivalRate = (load * servers) / mean;
  return formula === FORMULAS['M/G/1']
    ? generalServiceWait(arrivalRate, { mean, variance: varianceOf(service) })
    : exponentialServiceWait(arrivalRate, mean, servers);
}

function planOf({ service, servers, load, variance }: Model, seed: number): SimulationPlan {
  const perSecond = (1000 * load * servers) / meanOf(service);
  const requests = variance * (STANDARD_ERRORS / TOLERANCE) ** 2;
  const backend: BackendModel = { workload: 'app', serviceTime: service, concurrency: servers };
  const request = { host: 'app.test', path: '/' };
  return {
    seed,
    durationMs: WARM_UP_MS + Math.ceil(requests / perSecond) * 1000,
    warmUpMs: WARM_UP_MS,
    sources: [
      {
        name: 'clients',
        arrivals: { kind: 'poisson', perSecond },
        population: { keepsCookies: false, requests: [{ share: 1, request }] },
      },
    ],
    backends: [backend],
    changes: [],
  };
}

/** Mean milliseconds in the queue, from a whole simulation: time at the pod less the time that the pod worked. */
async function simulatedWait(model: Model, seed: number): Promise<number> {
  await using cluster = await SimulatedCluster.open([{ file: 'app.yaml', text: MANIFEST }], { seed });
  const plan = planOf(model, seed);
  const { backends, failed } = await simulate(cluster, plan);
  const [backend] = backends;
  assert.ok(backend && failed === 0);
  const { latency, requests, utilization } = backend;
  assert.ok(Math.abs(utilization / model.load - 1) < TOLERANCE, `utilization ${utilization}`);
  const workMs = utilization * model.servers * (plan.durationMs - WARM_UP_MS);
  return latency.mean - workMs / requests;
}

const row = (...cells: readonly string[]) => cells.map((cell) => cell.padStart(12)).join('');

for (const model of MODELS) {
  describe(`${model.name}: ${model.formula.name}, ${model.formula.text}`, () => {
    const wait = waitOf(model);
    const errors: number[] = [];
    for (const seed of SEEDS) {
      test(`seed ${seed} waits as the formula says within ${TOLERANCE * 100} percent`, async (context) => {
        const simulated = await simulatedWait(model, seed);
        const error = simulated / wait - 1;
        errors.push(error);
        if (seed === SEEDS[0]) context.diagnostic(row('seed', 'formula', 'simulated', 'error'));
        const percent = `${(100 * error).toFixed(3)} %`;
        context.diagnostic(row(String(seed), `${wait.toFixed(4)} ms`, `${simulated.toFixed(4)} ms`, percent));
        assert.ok(Math.abs(error) < TOLERANCE, `${simulated} ms instead of ${wait} ms: off by ${percent}`);
      });
    }

    test('no seed in common is off to one side', () => {
      assert.equal(errors.length, SEEDS.length);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const standardError = TOLERANCE / STANDARD_ERRORS / Math.sqrt(errors.length);
      assert.ok(Math.abs(mean) < 4 * standardError, `on average off by ${(100 * mean).toFixed(3)} %`);
    });
  });
}
