import { availableParallelism } from 'node:os';
import { MOST_WORKERS, type TransportName } from '../../engine/index.ts';
import { UsageError } from './command.ts';
import { readTransport } from './transport-option.ts';

export const ENGINE_HELP = `Usage: ingress-lab engine [PATH...] [options] [Traefik's flags]

Runs the proxy alone until Ctrl-C or SIGTERM, by the manifests under PATH, by the objects of a Kubernetes API, or by both,
and follows their changes. It starts no backends: the servers are those of EndpointSlice objects, and of Services of type
ExternalName.

  --kubeconfig F  the Kubernetes API that a file of kubectl's names, and the credentials for it
  --context NAME  of the contexts in that file, or in those of KUBECONFIG, this one
  --workers N     threads that serve, 1 to ${MOST_WORKERS}, or auto for one on each core (here ${availableParallelism()}); default: 1
  --transport T   how bytes are moved: fast (default where it works here) or portable
  --help          this text

All other options are Traefik's static flags in Traefik's spelling, --name=value, with Traefik's defaults:
  --entrypoints.web.address=:8000 --metrics.prometheus=true --providers.kubernetescrd.ingressclass=internal
Port 0 takes any that is free. A stop waits for what is in flight, for each entry point's graceTimeOut (10 s if not set).

Without a PATH, --providers.kubernetescrd and --providers.kubernetesingress, or any option of theirs, watch a Kubernetes API
for the objects of that provider, as in Traefik: the API of the pod that this runs in, of --providers.kubernetescrd.endpoint
(with .token and .certauthfilepath), or of KUBECONFIG. With a PATH they say how its manifests are read, and an API is watched
beside it only if --kubeconfig, --context or an endpoint names one; of two objects of one name, that of the API counts.
--kubeconfig alone watches for both providers. Entry points open when all objects were read once. More: docs/kubernetes.md
Exit codes: 0 stopped, 2 usage or a flag that cannot be used, 3 a port is taken or a file cannot be read, 130 stopped twice.
`;

/** What the command line asks for. */
export interface EngineCommandOptions {
  readonly help: boolean;
  readonly workers: number;
  readonly transport: TransportName | undefined;
  /** A file of kubectl's; empty: not written. */
  readonly kubeconfig: string;
  /** A context in it; empty: not written. */
  readonly context: string;
  /** Manifest files and folders. */
  readonly paths: readonly string[];
  /** Traefik's flags. */
  readonly flags: readonly string[];
}

const OWN: ReadonlySet<string> = new Set(['--workers', '--transport', '--kubeconfig', '--context']);

/** @throws UsageError */
export function parseEngineOptions(argv: readonly string[]): EngineCommandOptions {
  const own = new Map<string, string>();
  const paths: string[] = [];
  const flags: string[] = [];
  let help = false;
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.split(/=(.*)/s);
    if (OWN.has(name)) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (!value) throw new UsageError(`${name} needs a value`);
      own.set(name, value);
    } else if (argument === '--help' || argument === '-h') help = true;
    else if (argument.startsWith('-')) flags.push(argument);
    else paths.push(argument);
  }
  const workers = readWorkers(own.get('--workers') ?? '1');
  return {
    help,
    workers,
    transport: readTransport(own.get('--transport')),
    kubeconfig: own.get('--kubeconfig') ?? '',
    context: own.get('--context') ?? '',
    paths,
    flags,
  };
}

function readWorkers(text: string): number {
  if (text === 'auto') return Math.min(MOST_WORKERS, availableParallelism());
  const number = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= MOST_WORKERS) return number;
  throw new UsageError(`--workers ${text}: write a whole number from 1 to ${MOST_WORKERS}, or auto`);
}
