/** How the lab's Kubernetes API and the engine do with many objects: `node bench/kubernetes.ts`. */
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Agent, type Dispatcher, request } from 'undici';
import { DEFAULT_CONTROLLER, Lab } from '../lab/lab.ts';
import type { KubernetesAccess } from '../lab/worlds/world.ts';
import { percentile } from './load/percentile.ts';
import { runProgram } from './program.ts';
import { number, table } from './results/table.ts';
import { answered } from './subjects/routes/probe.ts';
import { end, ready, start } from './system/processes.ts';
import { scratchFolder } from './system/scratch.ts';
import { memoryUse } from './system/usage.ts';

const HELP = `Usage: node bench/kubernetes.ts

Fills the lab's Kubernetes API with 5,000 IngressRoutes, lists them, and applies routes one after another, each until it is
served: by the engine in the lab's process, and by one in a process of its own. Takes half a minute. Writes
reports/kubernetes.md, which docs/performance.md takes over.

Exit codes: 0 done, 1 something failed, 2 usage, 130 interrupted.
`;

const OBJECTS = 5000;
const LISTS = 30;
const APPLIES = 60;

/** Milliseconds between two looks whether a route is served. */
const EVERY_MS = 1;

const ROUTES = '/apis/traefik.io/v1alpha1/namespaces/default/ingressroutes';
const FLAG = '--entrypoints.web.address=127.0.0.1:0';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

function route(name: string, host: string) {
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name },
    spec: {
      entryPoints: ['web'],
      routes: [{ match: `Host(\`${host}\`)`, kind: 'Rule', services: [{ name: 'web', port: 80 }] }],
    },
  };
}

/** Asks the API as its administrator. */
type Ask = (
  path: string,
  options?: Pick<Dispatcher.RequestOptions, 'body'> & { method?: 'PATCH'; headers?: Record<string, string> },
) => Promise<string>;

function asker({ url, token }: KubernetesAccess, dispatcher: Agent): Ask {
  return async (path, { method, body = null, headers } = {}) => {
    const answer = await request(url + path, {
      dispatcher,
      method: method ?? 'GET',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} answers ${answer.statusCode}: ${text}`);
    return text;
  };
}

/** Milliseconds of each list, the first one first. */
async function timeLists(ask: Ask, accept: string, signal: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (let list = 0; list < LISTS; list += 1) {
    signal.throwIfAborted();
    const begin = performance.now();
    const text = await ask(ROUTES, { headers: { accept } });
    times.push(performance.now() - begin);
    const { items, rows } = JSON.parse(text);
    const { length } = items ?? rows;
    if (length < OBJECTS) throw new Error(`a list has ${length} of ${OBJECTS} objects`);
  }
  return times;
}

/** Milliseconds from sending each apply. */
interface Applies {
  /** To the answer of the API. */
  readonly answered: number[];
  /** To the first answer on the new route. */
  readonly served: number[];
}

/** Applies routes one after another, each when the one before is served by the engine that listens at the port. */
async function timeApplies(ask: Ask, port: number, of: string, signal: AbortSignal): Promise<Applies> {
  const times: Applies = { answered: [], served: [] };
  for (let apply = 0; apply < APPLIES; apply += 1) {
    const host = `${of}-${apply}.bench.local`;
    const begin = performance.now();
    await ask(`${ROUTES}/moving?fieldManager=bench&force=true`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/apply-patch+yaml' },
      body: JSON.stringify(route('moving', host)),
    });
    times.answered.push(performance.now() - begin);
    await answered(port, { name: 'moving', host, path: '/', service: 0 }, EVERY_MS, signal);
    times.served.push(performance.now() - begin);
  }
  return times;
}

function row(title: string, times: readonly number[]): string[] {
  const sorted = times.toSorted((one, other) => one - other);
  const figures = [times[0], percentile(sorted, 0.5), percentile(sorted, 0.95), sorted.at(-1)];
  return [title, ...figures.map(number)];
}

function applyRows(engine: string, { answered, served }: Applies): string[][] {
  return [row(`Apply until served by ${engine}`, served), row('of it, until the API has answered', answered)];
}

async function megabytes(pid: number): Promise<string> {
  const { resident } = (await memoryUse(pid)) ?? { resident: Number.NaN };
  return number(resident / 2 ** 20);
}

async function main(signal: AbortSignal): Promise<void> {
  await using scratch = await scratchFolder();
  await using lab = new Lab();
  const proxy = await lab.startController(DEFAULT_CONTROLLER, [FLAG]);
  await lab.world.apply(WEB);
  await lab.ready();
  const access = await lab.world.kubernetes();
  await using stack = new AsyncDisposableStack();
  const dispatcher = new Agent({ connect: { ca: access.authority } });
  stack.defer(() => dispatcher.destroy());
  const ask = asker(access, dispatcher);
  await ask('/version');
  const before = await megabytes(process.pid);
  const routes = Array.from({ length: OBJECTS }, (_, index) =>
    route(`route-${index}`, `h${index}.bench.local`),
  );
  await lab.world.apply(routes.map((one) => JSON.stringify(one)).join('\n---\n'));
  await lab.ready();

  const rows = [['ms', 'first', 'median', '95th percentile', 'most']];
  rows.push(row(`List of ${number(OBJECTS)}, JSON`, await timeLists(ask, 'application/json', signal)));
  rows.push(
    row(`List of ${number(OBJECTS)}, table as kubectl get asks`, await timeLists(ask, TABLE, signal)),
  );
  const embedded = proxy.addresses.get('web')?.port ?? 0;
  rows.push(...applyRows("the engine in the lab's process", await timeApplies(ask, embedded, 'lab', signal)));

  const file = join(scratch.path, 'kubeconfig');
  await writeFile(file, access.kubeconfig, { mode: 0o600 });
  const program = join(import.meta.dirname, '../bin/ingress-lab.js');
  const flags = [program, 'engine', FLAG, '--providers.kubernetescrd', `--kubeconfig=${file}`];
  const engine = start(process.execPath, flags, { core: undefined, stdio: ['ignore', 'pipe', 'inherit'] });
  stack.defer(() => end(engine));
  const port = await ready(engine, signal, async (abort) => {
    if (!engine.stdout) throw new Error('the engine has no output');
    const lines = createInterface({ input: engine.stdout });
    let found = 0;
    for (;;) {
      const [line] = await once(lines, 'line', { signal: abort });
      found ||= Number(/^web +127\.0\.0\.1:(\d+)\/tcp$/.exec(line)?.[1] ?? 0);
      if (found > 0 && line.startsWith('watching the Kubernetes API')) return found;
    }
  });
  rows.push(...applyRows('`ingress-lab engine`', await timeApplies(ask, port, 'engine', signal)));

  const after = await megabytes(process.pid);
  const own = await megabytes(engine.pid ?? 0);
  const text = `## ${number(OBJECTS)} objects in the lab's Kubernetes API

IngressRoutes of a host each. A list is timed from the request to its last byte, ${LISTS} times, over TLS, by a client in the
process of the API. An apply (server-side) is timed from sending it to the first answer on the new route over a new
connection, asked for every millisecond, ${APPLIES} times; the API tells the engine of it just before it answers itself. The
first of each is of code that has not run before. Other programs shared the machine.

${table(rows)}

Memory: the process of the lab with API, engine and this client ${before} MiB without the objects and ${after} MiB at the
end; \`ingress-lab engine\` ${own} MiB.`;
  await mkdir('reports', { recursive: true });
  await writeFile('reports/kubernetes.md', `${text}\n`);
  process.stdout.write(`${text}\n`);
}

await runProgram('kubernetes', HELP, main);
