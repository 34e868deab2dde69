import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

export const INIT_HELP = `Usage: ingress-lab init [PATH...] [options] [TRAEFIK FLAGS]

Writes a first feature from your manifests: a scenario for each router, with a request that its rule accepts and
what the proxy really answers. It is run before the command ends. PATH: files and folders of manifests; without any,
the folders here that hold an Ingress or a route of Traefik's. Programs of your own are played by traefik/whoami.

  --output FILE  where the feature goes (default: features/first.feature)
  --limit N      scenarios for the first N routers only (default: 50; each applies all the manifests)
  --workflow     write a workflow for GitHub Actions, too
  --force        replace files that exist
  --help         this text

Traefik's static flags (--providers.kubernetescrd.allowcrossnamespace=true) are written into the feature.
Exit codes: 0 ok, 2 usage or manifests that cannot be read, 4 no router could be given a scenario.
`;

interface InitCommandOptions {
  readonly help: boolean;
  readonly paths: readonly string[];
  readonly output: string;
  readonly limit: number;
  readonly force: boolean;
  readonly workflow: boolean;
  readonly flags: readonly string[];
}

/** What is no option of the command is a flag of Traefik's. */
export function parseInitOptions(argv: readonly string[]): InitCommandOptions {
  const own = argv.filter((argument) => !isFlag(argument));
  const { values, positionals } = parseArgs({
    args: own,
    allowPositionals: true,
    options: {
      output: { type: 'string', default: 'features/first.feature' },
      limit: { type: 'string', default: '50' },
      workflow: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^[1-9]\d{0,4}$/.test(values.limit)) {
    throw new UsageError(`--limit ${values.limit}: write a whole number from 1`);
  }
  return { ...values, limit: Number(values.limit), paths: positionals, flags: argv.filter(isFlag) };
}

/** Only Traefik's flags have dots in their names, but for the one that says which release it is. */
function isFlag(argument: string): boolean {
  return /^--(?:[\w-]+\.|traefikversion=)/i.test(argument);
}
