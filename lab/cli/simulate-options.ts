import { parseArgs } from 'node:util';
import { DURATION_EXPECTED, readDuration } from '../simulation/quantities.ts';
import { CHARTS } from '../simulation/report/result-charts.ts';
import { SWEEP_CHARTS } from '../simulation/report/sweep-charts.ts';
import { parseReplicas } from '../simulation/sweeps/replicas.ts';
import { parseSweep, type SweepRange } from '../simulation/sweeps/sweep.ts';
import { UsageError } from './command.ts';

export const SIMULATE_HELP = `Usage: ingress-lab simulate PATH... [options]

Computes in virtual time what traffic will do to a set of manifests: nothing is started and nothing is sent, the proxy's own
code routes and balances, and a day takes seconds. PATH is a plan (a small YAML file), a feature with the steps of
simulations, its scenarios tagged @simulation, or a folder with either: *.simulation.yaml and *.feature.

  --seed N           of all randomness: the same seed gives the same figures to the last byte, on any machine (default:
                     the plan's own, for features INGRESS_LAB_SEED, else 1)
  --duration TIME    simulate so long instead: 30s, 10 minutes, 1h30m; what comes later is left out
  --sweep NAME=RANGE a curve instead of one run: weight=1..50 or weight:appv2=1,5,10 (of a service), mirror=0..100:10
                     (percent), replicas:shop=1..20 (pods of a Deployment), rate=100..2000:100 (requests per second),
                     clients=1..64 (of a closed loop), engines=1..200, seed=1..20
  --replicas RANGE   how so many proxies, 1..200 or 1,10,100, which each count for themselves, drift from the wanted
                     shares; instead of one run
  --html FILE        a page with charts: share per backend over time, latency, queues, errors, each change marked
  --json FILE        everything, for programs
  --csv FILE         the series, for spreadsheets
  --chart KIND=FILE  one chart as SVG (repeatable): ${Object.keys(CHARTS).join(', ')};
                     of a sweep ${Object.keys(SWEEP_CHARTS).join(', ')}; of replicas drift
  --name TEXT        only scenarios whose name matches this regular expression
  --tags EXPRESSION  only scenarios with these tags
  --quiet            no progress
  --help             this text

docs/simulation.md says what a plan may say, which steps there are, and how far the figures can be trusted.
Exit codes: 0 all that is expected holds, 1 something does not, 2 usage, a plan or a feature that cannot be used, 3 a file
cannot be written, 4 there is nothing to simulate, 130 Ctrl-C.
`;

/** What the command line asks for. */
export interface SimulateOptions {
  readonly help: boolean;
  readonly paths: readonly string[];
  readonly seed?: number;
  readonly durationMs?: number;
  readonly sweep?: SweepRange;
  /** Numbers of proxies, ascending. */
  readonly replicas?: readonly number[];
  readonly files: readonly OutputFile[];
  readonly name?: string;
  readonly tags?: string;
  readonly quiet: boolean;
}

/** A file to write, and what to write into it. */
interface OutputFile {
  readonly path: string;
  readonly content: 'html' | 'json' | 'csv' | { readonly chart: string };
}

/** @throws UsageError, SweepError */
export function parseSimulateOptions(argv: readonly string[]): SimulateOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      duration: { type: 'string' },
      sweep: { type: 'string' },
      replicas: { type: 'string' },
      html: { type: 'string' },
      json: { type: 'string' },
      csv: { type: 'string' },
      chart: { type: 'string', multiple: true },
      name: { type: 'string' },
      tags: { type: 'string' },
      quiet: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { name, tags } = values;
  const help = values.help ?? false;
  if (positionals.length === 0 && !help)
    throw new UsageError('name a plan, a feature or a folder; see ingress-lab simulate --help');
  if (values.sweep !== undefined && values.replicas !== undefined)
    throw new UsageError('either --sweep or --replicas: engines=1..200 can be swept, too');
  return {
    help,
    paths: positionals,
    ...(values.seed === undefined ? {} : { seed: readSeed(values.seed) }),
    ...(values.duration === undefined ? {} : { durationMs: readLength(values.duration) }),
    ...(values.sweep === undefined ? {} : { sweep: parseSweep(values.sweep) }),
    ...(values.replicas === undefined ? {} : { replicas: parseReplicas(values.replicas) }),
    files: [
      ...(['html', 'json', 'csv'] as const).flatMap((content) => {
        const path = values[content];
        return path === undefined ? [] : [{ content, path }];
      }),
      ...(values.chart ?? []).map(readChart),
    ],
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    quiet: values.quiet ?? false,
  };
}

function readSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < 2 ** 32) return Number(text);
  throw new UsageError(`--seed ${text}: write a whole number from 0 to 4294967295`);
}

function readLength(text: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds) return milliseconds;
  throw new UsageError(`--duration ${text}: write ${DURATION_EXPECTED}`);
}

function readChart(text: string): OutputFile {
  const [chart = '', path = ''] = text.split(/=(.*)/s);
  if (chart !== '' && path !== '') return { content: { chart }, path };
  throw new UsageError(`--chart ${text}: write KIND=FILE, such as latency=latency.svg`);
}
