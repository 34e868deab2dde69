import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { abortingClient, type ClientOptions, keepAliveClient } from './soak/clients.ts';
import { EngineProcess, type Usage } from './soak/engine.ts';
import { soakManifests } from './soak/manifests.ts';
import { Progress } from './soak/progress.ts';
import { SoakServer } from './soak/server.ts';
import { Tally } from './soak/tally.ts';
import { megabytes, memoryGrowth, verdict } from './soak/verdict.ts';

/** Seconds between two lines of progress. */
const PROGRESS_SECONDS = 10;
/** Milliseconds that the last sockets may take to close. */
const END_DEADLINE_MS = 15_000;

const HELP = `Usage: node scripts/soak.ts [--minutes 10] [--clients 32] [--transport fast|portable]

Strains the engine for a while and says whether it held: clients at full load check every answer against their request,
others go away in the middle, servers die and come back, and the configuration changes each second.

Exit codes: 0 held; 1 a request was lost whose server was there, memory grew, or sockets were left over; 2 usage.
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '10' },
    clients: { type: 'string', default: '32' },
    transport: { type: 'string', default: 'fast' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const [minutes, clients] = [Number(values.minutes), Number(values.clients)];
if (!(minutes > 0) || !(clients > 0) || !['fast', 'portable'].includes(values.transport)) {
  process.stderr.write(HELP);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-soak-'));
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const tally = new Tally();
  const onWrong = (what: string): void => tally.fail(what);
  await using servers = new AsyncDisposableStack();
  const start = async (): Promise<SoakServer> => servers.use(await SoakServer.start(onWrong));
  const stable = await Promise.all([start(), start(), start()]);
  const mortal = await Promise.all([start(), start(), start()]);
  const ports = { stable: stable.map(({ port }) => port), mortal: mortal.map(({ port }) => port) };
  let generation = 1;
  await writeManifests(ports, generation);
  await using engine = await EngineProcess.start(folder, values.transport);
  const before = await engine.usage();

  let stopping = false;
  const options: ClientOptions = {
    port: engine.port,
    tally,
    stopping: () => stopping || engine.ended !== undefined,
  };
  const running = [
    ...Array.from({ length: clients }, (_, index) => keepAliveClient(options, index % 2 === 1)),
    ...Array.from({ length: Math.max(2, Math.ceil(clients / 8)) }, () => abortingClient(options)),
    outages(mortal, tally, options.stopping),
  ];
  const samples: Usage[] = [];
  const held = { third: 0, end: 0 };
  const progress = new Progress(tally);
  const seconds = Math.max(1, Math.round(minutes * 60));
  for (let second = 1; second <= seconds; second += 1) {
    await wait(1000);
    generation += 1;
    await writeManifests(ports, generation);
    const third = second === Math.ceil(seconds / 3);
    const usage = await engine.usage(third || second === seconds);
    samples.push(usage);
    if (third) held.third = usage.heap;
    held.end = usage.heap;
    if (second % PROGRESS_SECONDS === 0 || second === seconds) say(progress.line(second, samples.at(-1)));
  }
  stopping = true;
  await Promise.all(running);
  const after = await drained(engine, [...stable, ...mortal], before.sockets);
  const seen = Math.max(...[...stable, ...mortal].map((server) => server.generation));
  const wrong = verdict({ tally, samples, held, before, after, written: generation, seen });
  const growth = memoryGrowth(samples);
  if (growth) say(`memory: second third ${megabytes(growth.second)}, last third ${megabytes(growth.last)}`);
  say(`held on the heap: ${megabytes(held.third)} after a third, ${megabytes(held.end)} at the end`);
  say(
    `sockets: ${before.sockets} before, ${after.sockets} after; open files: ${before.files} before, ${after.files} after`,
  );
  for (const line of wrong) say(line);
  say(wrong.length === 0 ? 'held' : 'did not hold');
  return wrong.length === 0;
}

/** Replaced at once, so that no half-written file is read. */
async function writeManifests(ports: Parameters<typeof soakManifests>[0], generation: number): Promise<void> {
  const draft = join(folder, 'draft.tmp');
  await writeFile(draft, soakManifests(ports, generation));
  await rename(draft, join(folder, 'soak.yaml'));
}

/** Lets one server at a time die and come back. */
async function outages(servers: readonly SoakServer[], tally: Tally, stopping: () => boolean): Promise<void> {
  for (let round = 0; !stopping(); round += 1) {
    await wait(1500);
    const server = servers[round % servers.length];
    if (!server || stopping()) return;
    const back = tally.outage();
    if (round % 2 === 0) {
      await server.die();
      await wait(400);
      await server.revive();
    } else server.dropConnections();
    back();
  }
}

/** Waits until the engine has no connection more than before. */
async function drained(
  engine: EngineProcess,
  servers: readonly SoakServer[],
  baseline: number,
): Promise<Usage> {
  for (const server of servers) server.dropConnections();
  const deadline = performance.now() + END_DEADLINE_MS;
  for (;;) {
    const usage = await engine.usage();
    if (usage.sockets <= baseline || performance.now() > deadline) return usage;
    await wait(200);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
