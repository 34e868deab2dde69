import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chosenTarget } from '../targets/choose.ts';
import type { RunPlace } from '../world-table/run-world.ts';
import { chosenWorldName } from '../worlds/choose.ts';
import { UsageError } from './command.ts';

export const WORLDS_HELP = `Usage: ingress-lab worlds [PATH...] [options]

Runs the scenarios of the features under PATH (default: features/) in several worlds, one after another, and puts the
verdicts side by side. What a world says it cannot run is shown with the reason, and is no difference.

  --worlds W,W...   the worlds (default: embedded,containers): simulated, embedded, containers or cluster, each also
                    with what proxies there, such as embedded/traefik
  --tags EXPRESSION, --name TEXT, --manifests PATH, --parallel N
                    as for ingress-lab test
  --seed N          shuffle balancers as a run before did; all worlds have the same seed
  --all             show each scenario, also where the worlds agree
  --format F        text (default), markdown (for the summary of a job on GitHub) or json
  --output FILE     write the table there
  --help            this text

Exit codes: 0 every scenario holds in each world that runs it, 1 one fails, or worlds differ, 2 usage or a feature that
cannot be read, 3 a world cannot be had or a file cannot be written, 4 no scenario was run, 130 Ctrl-C.
`;

const FORMATS = ['text', 'markdown', 'json'] as const;

/** What the command line asks for. */
export interface WorldsOptions {
  readonly places: readonly RunPlace[];
  /** For `ingress-lab test`. */
  readonly argv: readonly string[];
  /** Of all worlds. */
  readonly seed: string;
  readonly all: boolean;
  readonly format: (typeof FORMATS)[number];
  readonly output: string | undefined;
}

/** @throws UsageError; ClusterWorldError or TargetError for a world or target that there is not */
export function parseWorldsOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): WorldsOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      worlds: { type: 'string', default: 'embedded,containers' },
      tags: { type: 'string' },
      name: { type: 'string' },
      manifests: { type: 'string', multiple: true, default: [] },
      parallel: { type: 'string' },
      seed: { type: 'string' },
      all: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
      output: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const { tags, name, parallel, manifests, all, output } = values;
  const missing = manifests.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`--manifests ${missing}: there is no such file or folder`);
  const format = FORMATS.find((candidate) => candidate === values.format);
  if (!format) throw new UsageError(`--format ${values.format}: write ${FORMATS.join(', ')}`);
  const seed = values.seed ?? environment['INGRESS_LAB_SEED'] ?? `${1 + Math.floor(Math.random() * 999_999)}`;
  const passedOn = Object.entries({ tags, name, parallel, seed });
  return {
    places: readPlaces(values.worlds, environment),
    argv: [
      ...passedOn.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
      ...manifests.map((path) => `--manifests=${path}`),
      '--',
      ...positionals,
    ],
    seed,
    all,
    format,
    output,
  };
}

function readPlaces(text: string, environment: NodeJS.ProcessEnv): readonly RunPlace[] {
  const places = text.split(',').map((name): RunPlace => {
    const [world = '', target, ...more] = name.split('/');
    if (world === '' || target === '' || more.length > 0)
      throw new UsageError(
        `--worlds ${text}: write worlds with commas between them, such as embedded,containers`,
      );
    const chosen = {
      ...environment,
      INGRESS_LAB_WORLD: world,
      ...(target === undefined ? {} : { INGRESS_LAB_TARGET: target }),
    };
    chosenWorldName(chosen);
    chosenTarget(chosen);
    return { name, world, ...(target === undefined ? {} : { target }) };
  });
  const twice = places.find(({ name }, index) => places.findIndex((place) => place.name === name) < index);
  if (twice) throw new UsageError(`--worlds ${text}: ${twice.name} is there twice`);
  return places;
}
