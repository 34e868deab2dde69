import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Load, loadRound } from './load.ts';
import { nginxVersion, startNginx } from './nginx.ts';
import { allowedCores, type BenchProcess, findProgram, processorSeconds, startNode } from './processes.ts';
import { type Measured, resultTable } from './results.ts';

const HELP = `Usage: node bench/http.ts [options]

Measures the engine beside nginx and a plain node:http forwarder: GET over 64 keep-alive connections, in rounds that
take turns, all on 127.0.0.1. Needs wrk; without nginx there are no ratios.

  --rounds N    rounds per subject, 1 to 20 (default 5)
  --seconds N   seconds per round, 1 to 10 (default 2)
  --help        this text

Exit codes: 0 measured, 1 a request failed, 2 usage, 3 wrk is missing, 130 interrupted.
`;

const EXIT = { ok: 0, failed: 1, usage: 2, missing: 3, interrupted: 130 } as const;
const CONNECTIONS = 64;
const ANSWER = 'Hello, bench.';

interface Subject {
  readonly name: string;
  readonly process: BenchProcess;
}

class UsageError extends Error {}

async function main(signal: AbortSignal): Promise<number> {
  const options = {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const rounds = bounded('--rounds', values.rounds ?? '5', 20);
  const seconds = bounded('--seconds', values.seconds ?? '2', 10);
  const [wrk, nginx] = [findProgram('wrk'), findProgram('nginx')];
  if (nginx === undefined) process.stderr.write('nginx: not installed (apt-get install nginx)\n');
  if (wrk === undefined) {
    process.stderr.write('wrk: not installed (apt-get install wrk)\n');
    return EXIT.missing;
  }
  const [proxyCore, loadCore] = allowedCores();
  const pinned = loadCore === undefined ? undefined : proxyCore;
  await using stack = new AsyncDisposableStack();
  const backend = stack.use(
    nginx === undefined
      ? await startNode('backend-process.ts', [ANSWER], loadCore, signal)
      : await startNginx(nginx, { answer: ANSWER }, loadCore, signal),
  );
  const subjects: Subject[] = [];
  if (nginx !== undefined) {
    const proxy = stack.use(await startNginx(nginx, { forwardTo: backend.port }, pinned, signal));
    subjects.push({ name: 'nginx', process: proxy });
  }
  for (const [name, file] of [
    ['engine', 'engine-process.ts'],
    ['node:http forwarder', 'forwarder-process.ts'],
  ] as const) {
    subjects.push({ name, process: stack.use(await startNode(file, [`${backend.port}`], pinned, signal)) });
  }
  subjects.push({ name: 'no proxy', process: backend });
  const load: Load = { wrk, connections: CONNECTIONS, seconds, core: loadCore };
  const measured = await measure(subjects, load, rounds, signal);
  const backendName = nginx === undefined ? `node ${process.version}` : `nginx ${await nginxVersion(nginx)}`;
  process.stdout.write(
    `${resultTable(measured, 'nginx')}\n\n${rounds} rounds of ${seconds} s, GET over ${CONNECTIONS} keep-alive connections, ` +
      `answer of ${ANSWER.length} bytes from ${backendName}; Node ${process.version}; ${availableParallelism()} cores, ` +
      `${pinned === undefined ? 'processes not kept to cores' : 'one for the proxy, one for load and backend'}\n`,
  );
  return EXIT.ok;
}

/** Every round measures every subject once, beginning with another each time; a first round warms up and is not counted. */
async function measure(
  subjects: readonly Subject[],
  load: Load,
  rounds: number,
  signal: AbortSignal,
): Promise<Measured[]> {
  const results = subjects.map(({ name }) => ({
    name,
    rates: [] as number[],
    processorMicroseconds: [] as number[],
  }));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const index = (round + turn) % subjects.length;
      const [subject, result] = [subjects[index], results[index]];
      if (!subject || !result) continue;
      const { pid, port } = subject.process;
      const before = await processorSeconds(pid);
      const { requests, requestsPerSecond } = await loadRound(load, port, signal).catch((error: unknown) => {
        throw new Error(`${subject.name}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      });
      const after = await processorSeconds(pid);
      process.stderr.write(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${subject.name} ${Math.round(requestsPerSecond)}/s\n`,
      );
      if (round === 0) continue;
      result.rates.push(requestsPerSecond);
      if (before !== undefined && after !== undefined) {
        result.processorMicroseconds.push(((after - before) * 1e6) / requests);
      }
    }
  }
  return results;
}

function bounded(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new UsageError(`${flag} ${text}: write a whole number from 1 to ${most}`);
  }
  return value;
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
try {
  process.exitCode = await main(interrupted.signal);
} catch (error) {
  const usage =
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  if (interrupted.signal.aborted) process.exitCode = EXIT.interrupted;
  else {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = usage ? EXIT.usage : EXIT.failed;
  }
}
