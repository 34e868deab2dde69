import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { socketClients } from '../../clients/clients.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../clients/http-client.ts';
import { DEFAULT_CONTROLLER, Lab } from '../../lab.ts';
import { packageRoot } from '../../package-root.ts';
import { drawsOf } from '../draws/distribution.ts';
import { RandomStream } from '../draws/random-stream.ts';
import type { Distribution } from '../plan.ts';
import type { LiveRun } from './agreement.ts';

/** Three requests in four go to appv1, one to appv2. */
export const CANARY = { namespace: 'test-pod', host: 'wrr.xinn.cc', path: '/' } as const;

const FLAGS = ['--entrypoints.web.address=127.0.0.1:0/tcp', '--providers.kubernetescrd'];

/** A pod that takes as long as its client tells it, so that it is seen what the machine adds. */
const YARDSTICK = { host: 'yardstick.test', clients: 8 } as const;
const YARDSTICK_MANIFEST = `
apiVersion: v1
kind: Pod
metadata: { name: yardstick, labels: { app: yardstick } }
spec: { containers: [{ name: whoami, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: yardstick }
spec: { selector: { app: yardstick }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: yardstick }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`yardstick.test\`), kind: Rule, services: [{ name: yardstick, port: 80 }] }]
`;

/** Clients come so many milliseconds after each other: all at once, they would wait for each other's connections. */
const BETWEEN_CLIENTS_MS = 4;

/** The manifests of the canary, and of the yardstick beside it. */
export async function canaryManifests(): Promise<{ readonly file: string; readonly text: string }[]> {
  const files = ['apps', 'routes'].map(async (name) => {
    const file = `fixtures/manifests/canary/${name}.yaml`;
    return { file, text: await readFile(new URL(file, packageRoot), 'utf8') };
  });
  return [...(await Promise.all(files)), { file: 'yardstick.yaml', text: YARDSTICK_MANIFEST }];
}

interface LiveOptions {
  readonly seed: number;
  readonly requests: number;
  /** Each sends, waits for the answer and sends again. */
  readonly connections: number;
  /** How long pods take, by workload; the requests of the yardstick by turns as each of them. */
  readonly serviceTimes: Readonly<Record<string, Distribution>>;
}

/** The canary in the embedded world: real sockets, the real engine, pods that answer when their draws say. */
export async function liveCanary({
  seed,
  requests,
  connections,
  serviceTimes,
}: LiveOptions): Promise<LiveRun> {
  await using lab = new Lab({ seed });
  const proxy = await lab.startController(DEFAULT_CONTROLLER, FLAGS);
  for (const { file, text } of await canaryManifests()) {
    await lab.world.apply(text, { file, namespace: CANARY.namespace });
  }
  await lab.ready();
  for (const [workload, distribution] of Object.entries(serviceTimes)) {
    const draw = drawsOf(distribution, new RandomStream(seed, `live ${workload}`));
    await lab.world.setFault(workload, { kind: 'slow', delayMs: draw });
  }
  const address = proxy.addresses.get('web');
  if (!address) throw new Error('the proxy has no entry point "web"');
  await using client = socketClients.http(address, { connections: connections + YARDSTICK.clients });
  let sent = 0;
  const canary = closedLoop(client, connections, () => (sent++ < requests ? canaryRequest : undefined));
  let isOver = false;
  const waits = yardstickWaits(seed, Object.values(serviceTimes));
  const yardstick = closedLoop(client, YARDSTICK.clients, () => (isOver ? undefined : waits()));
  const answers = await canary.finally(() => {
    isOver = true;
  });
  const overheads = (await yardstick).map(({ request, durationMs }) => durationMs - waitOf(request));
  await lab.reported(answers);
  return {
    seed,
    counts: countsOf(answers.map((answer) => lab.servedBy(answer) ?? `status ${answer.status}`)),
    latencies: answers.map(({ durationMs }) => durationMs),
    overheads,
  };
}

function countsOf(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

const canaryRequest: HttpRequest = { method: 'GET', host: CANARY.host, path: CANARY.path };

/** Requests that say how long they are to take, which whoami does. */
function yardstickWaits(seed: number, serviceTimes: readonly Distribution[]): () => HttpRequest {
  const draws = serviceTimes.map((of, index) => drawsOf(of, new RandomStream(seed, `yardstick ${index}`)));
  let turn = 0;
  return () => {
    const ms = draws[turn++ % draws.length]?.() ?? 0;
    return { method: 'GET', host: YARDSTICK.host, path: `/?wait=${ms.toFixed(3)}ms` };
  };
}

function waitOf({ path }: HttpRequest): number {
  return Number.parseFloat(path.replace('/?wait=', ''));
}

/** @throws Error if a request gets no answer */
async function closedLoop(
  client: HttpClient,
  clients: number,
  next: () => HttpRequest | undefined,
): Promise<HttpAnswer[]> {
  const answers: HttpAnswer[] = [];
  const work = async (): Promise<void> => {
    for (let request = next(); request; request = next()) {
      const outcome = await client.send(request);
      if ('error' in outcome) throw outcome.error;
      answers.push(outcome);
    }
  };
  const working: Promise<void>[] = [];
  for (let count = 0; count < clients; count += 1) {
    working.push(work());
    await setTimeout(BETWEEN_CLIENTS_MS);
  }
  await Promise.all(working);
  return answers;
}
