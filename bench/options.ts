import { parseArgs } from 'node:util';
import { BENCHMARKS } from './benchmarks/index.ts';
import type { TransportName } from './subjects/node.ts';

/** What the flags say. */
export interface Options {
  readonly quick: boolean;
  readonly only: ReadonlySet<string> | undefined;
  readonly subjects: readonly string[] | undefined;
  readonly rounds: number;
  readonly seconds: number;
  readonly json: string;
  readonly transports: readonly TransportName[];
}

/** A flag that cannot be read. */
export class UsageError extends Error {}

export const HELP = `Usage: node bench/main.ts [options]

Measures the engine beside nginx, HAProxy, Caddy, Traefik and forwarders of Node, those that are installed, each as one
process on one core, in rounds that take turns. All traffic is on 127.0.0.1. Nothing is installed.

  --quick             one round of one second each and fewer benchmarks, in less than two minutes
  --only NAME,...     these benchmarks alone (below)
  --subjects TEXT,... these subjects alone, by the beginning of their names; "no proxy" is one
  --rounds N          rounds of each subject in each benchmark, 1 to 20 (default 3)
  --seconds N         seconds of each round, 1 to 10 (default 2)
  --transport NAME    the engine with this transport alone: fast or portable (default both;
                      or environment variable INGRESS_LAB_TRANSPORT)
  --json FILE         where results go (default reports/bench.json; a chart beside it, .svg)
  --help              this text

Environment: INGRESS_LAB_TRAEFIK is the path of a Traefik binary.
\`node bench/report.ts\` writes docs/performance.md from the results, \`node bench/corpus.ts\` sends the peers malformed requests.

Exit codes: 0 measured, 1 the engine failed a benchmark, 2 usage, 3 a load generator is missing, 130 interrupted.

Benchmarks (* in --quick):
${BENCHMARKS.map(({ name, title, quick }) => `  ${quick ? '*' : ' '} ${name.padEnd(24)}${title}`).join('\n')}
`;

/**
 * Reads the flags; undefined if they ask for help.
 *
 * @throws UsageError with what is wrong.
 */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const transport = values.transport ?? environment['INGRESS_LAB_TRANSPORT'];
  return {
    quick: values.quick ?? false,
    only: values.only === undefined ? undefined : new Set(names(values.only)),
    subjects: values.subjects?.split(',').map((name) => name.trim().toLowerCase()),
    rounds: bounded('--rounds', values.rounds ?? (values.quick ? '1' : '3'), 20),
    seconds: bounded('--seconds', values.seconds ?? (values.quick ? '1' : '2'), 10),
    json: values.json ?? 'reports/bench.json',
    transports:
      transport === undefined ? (values.quick ? ['fast'] : ['fast', 'portable']) : [transportName(transport)],
  };
}

function parse(args: readonly string[]): Partial<
  Record<'only' | 'subjects' | 'rounds' | 'seconds' | 'json' | 'transport', string>
> & {
  quick?: boolean;
  help?: boolean;
} {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    return parseArgs({
      args: [...args],
      options: {
        quick: flag,
        help: flag,
        only: text,
        subjects: text,
        rounds: text,
        seconds: text,
        json: text,
        transport: text,
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function names(list: string): string[] {
  const wanted = list.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `--only ${unknown}: the benchmarks are ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    );
  }
  return wanted;
}

function transportName(text: string): TransportName {
  if (text === 'fast' || text === 'portable') return text;
  throw new UsageError(`--transport ${text}: write fast or portable`);
}

function bounded(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new UsageError(`${flag} ${text}: write a whole number from 1 to ${most}`);
  }
  return value;
}
