import { SimulatedCluster } from '../cluster/simulated-cluster.ts';
import { meanOf, varianceOf } from '../draws/distribution.ts';
import type { Distribution, SimulationPlan } from '../plan.ts';
import { simulate } from '../simulate.ts';
import {
  exponentialServiceWait,
  FORMULAS,
  generalServiceWait,
  type QueueingFormula,
  relativeVarianceOfWaits,
} from './queueing-formulas.ts';

/** A queue of which the mean wait is known. */
export interface TheoryModel {
  /** In Kendall's notation. */
  readonly name: string;
  readonly formula: QueueingFormula;
  /** Time that the pod works on one request. */
  readonly service: Distribution;
  /** Requests that the pod works on at a time. */
  readonly servers: number;
  /** Share of the time that each server works. */
  readonly load: number;
  /**
   * The square of the relative standard error of a mean wait, times the number of requests: of M/M/1 by
   * `relativeVarianceOfWaits`, of the others as 60 runs of 200,000 requests of Lindley's recursion had it, rounded up.
   */
  readonly variance: number;
}

/** What a simulation makes of a model with one seed. Milliseconds. */
export interface TheoryComparison {
  readonly model: TheoryModel;
  readonly seed: number;
  readonly requests: number;
  readonly formulaWait: number;
  readonly simulatedWait: number;
  /** Of the formula, from it. */
  readonly error: number;
}

const EXPONENTIAL: Distribution = { kind: 'exponential', meanMs: 10 };

export const THEORY_MODELS: readonly TheoryModel[] = [
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
    name: 'M/G/1, lognormal',
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

/**
 * Simulates a Deployment of one pod behind a route, with so many requests that the mean wait has this relative standard
 * error, and compares the wait with the formula.
 */
export async function compareWithTheory(
  model: TheoryModel,
  seed: number,
  standardError: number,
): Promise<TheoryComparison> {
  await using cluster = await SimulatedCluster.open([{ file: 'app.yaml', text: MANIFEST }], { seed });
  const plan = planOf(model, seed, standardError);
  const { backends, failed } = await simulate(cluster, plan);
  const [backend] = backends;
  if (!backend || failed > 0) throw new Error(`${model.name}, seed ${seed}: ${failed} requests failed`);
  const { latency, requests, utilization } = backend;
  // The time that requests spent at the pod, less the time that it worked.
  const workMs = utilization * model.servers * (plan.durationMs - WARM_UP_MS);
  const simulatedWait = latency.mean - workMs / requests;
  const formulaWait = waitOf(model);
  return { model, seed, requests, formulaWait, simulatedWait, error: simulatedWait / formulaWait - 1 };
}

function waitOf({ formula, service, servers, load }: TheoryModel): number {
  const mean = meanOf(service);
  const arrivalRate = (load * servers) / mean;
  return formula === FORMULAS['M/G/1']
    ? generalServiceWait(arrivalRate, { mean, variance: varianceOf(service) })
    : exponentialServiceWait(arrivalRate, mean, servers);
}

function planOf(
  { service, servers, load, variance }: TheoryModel,
  seed: number,
  standardError: number,
): SimulationPlan {
  const perSecond = (1000 * load * servers) / meanOf(service);
  const requests = variance / (standardError * standardError);
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
    backends: [{ workload: 'app', serviceTime: service, concurrency: servers }],
    changes: [],
  };
}
