import type { ResourceOf } from '../../engine/core.ts';
import { Cluster } from './cluster.ts';
import type { ClusterOptions } from './cluster-options.ts';
import { PodLog } from './pod-log.ts';
import type { PodRuntime, RunningPod } from './pod-runtime.ts';

type Pod = ResourceOf<'Pod'>;

/** Runs nothing, and remembers what it was asked. Images named `broken...` cannot be run. */
export class FakeRuntime implements PodRuntime {
  /** What happened, in order: `start web-1`, `stop web-1 10000`. Tests add what they see. */
  readonly events: string[] = [];
  /** True to start pods only when `release` is called. */
  holdStarts = false;
  /** True to end pods only when `release` is called, or when they are stopped without grace. */
  holdStops = false;
  /** What each program prints, by the pod's name. */
  readonly logs = new Map<string, PodLog>();
  readonly #held: (() => void)[] = [];
  readonly #running = new Set<string>();
  #port = 40_000;

  /** Names of the pods whose programs run. */
  get running(): string[] {
    return [...this.#running];
  }

  async start(pod: Pod, workload: string): Promise<RunningPod> {
    const { name } = pod.metadata;
    this.events.push(`start ${name}`);
    if (this.holdStarts) await this.#hold();
    const broken = pod.spec.containers.find(({ image }) => image?.startsWith('broken'));
    if (broken) throw new Error(`the image "${broken.image}" of ${workload} cannot be run here`);
    this.#running.add(name);
    const ports = pod.spec.containers.flatMap((container) => container.ports);
    const log = new PodLog();
    this.logs.set(name, log);
    return {
      ports: ports.map((port) => ({
        containerPort: port.containerPort,
        name: port.name ?? '',
        protocol: port.protocol === 'UDP' ? 'UDP' : 'TCP',
        host: '127.0.0.1',
        port: ++this.#port,
      })),
      log: log.texts,
      logLines: log.lines,
      onLine: (listener) => log.subscribe(listener),
      setFault: async () => undefined,
      stop: async (graceMs) => {
        if (!this.#running.has(name)) return;
        this.events.push(`stop ${name} ${graceMs}`);
        if (this.holdStops && graceMs > 0) await this.#hold();
        this.#running.delete(name);
      },
    };
  }

  /** Lets everything go on that is held. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve));
  }
}

interface FakeCluster extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly runtime: FakeRuntime;
  readonly clock: { now: Date };
}

/** A cluster whose pods have predictable names and whose clock stands still unless told. */
export function fakeCluster(options: Pick<ClusterOptions, 'showsLate'> = {}): FakeCluster {
  const runtime = new FakeRuntime();
  const clock = { now: new Date('2026-11-23T10:00:00Z') };
  let drawn = 0;
  const random = (): number => {
    drawn += 1;
    return (drawn * 0.618) % 1;
  };
  const cluster = new Cluster({ runtime, random, now: () => clock.now, ...options });
  return {
    cluster,
    runtime,
    clock,
    // A test that fails while something is held is to fail, not to hang.
    [Symbol.asyncDispose]: () => {
      runtime.holdStarts = false;
      runtime.release();
      return cluster.close();
    },
  };
}

interface WorkloadFields {
  readonly image?: string;
  readonly replicas?: number;
  readonly ports?: string;
  readonly labels?: string;
}

/** A Deployment whose pods are labelled `app: NAME`. */
export function deployment(name: string, fields: WorkloadFields = {}): string {
  const { image = 'whoami', replicas, ports = '{ name: web, containerPort: 80 }', labels = '' } = fields;
  return `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
${replicas === undefined ? '' : `  replicas: ${replicas}\n`}  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}${labels} } }
    spec:
      containers:
        - name: main
          image: ${image}
          ports: [${ports}]
`;
}

/** A Service that selects `app: NAME`. */
export function service(name: string, ports = '{ port: 80, targetPort: web }', selector = name): string {
  return `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${selector} }, ports: [${ports}] }
`;
}
