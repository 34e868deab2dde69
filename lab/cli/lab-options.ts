import { UsageError } from './command.ts';

/** Flags of the lab's own proxy: the addresses that the walkthroughs use. */
export const LAB_FLAGS: readonly string[] = [
  '--entrypoints.web.address=127.0.0.1:8000/tcp',
  '--entrypoints.websecure.address=127.0.0.1:8443/tcp',
  '--entrypoints.traefik.address=127.0.0.1:9000/tcp',
  '--entrypoints.metrics.address=127.0.0.1:9100/tcp',
  '--entrypoints.mongo.address=127.0.0.1:31117/tcp',
  '--entrypoints.udpep.address=127.0.0.1:31888/udp',
  '--api.dashboard=true',
  '--ping=true',
  '--metrics.prometheus=true',
  '--metrics.prometheus.entrypoint=metrics',
];

/** The controllers beside it that the pattern "controllers" needs, each with an entry point `web` of its own. */
export const FURTHER_CONTROLLERS: Readonly<Record<string, readonly string[]>> = {
  'traefik-in': [
    '--entrypoints.web.address=127.0.0.1:8010/tcp',
    '--providers.kubernetescrd.ingressclass=traefik-in',
  ],
  'traefik-out': [
    '--entrypoints.web.address=127.0.0.1:8020/tcp',
    '--providers.kubernetescrd.labelselector=ingressclass=traefik-out',
  ],
};

export const LAB_HELP = `Usage: ingress-lab lab [PATH...] [options] [Traefik's flags]

Runs the proxy and the backends of the manifests under PATH on this machine until Ctrl-C, and follows
changes to the files. Without PATH: every traffic pattern that the lab comes with.

  --certs DIR     where the certificates of the MongoDB pattern are kept (default: .cache/lab)
  --quiet         do not print a line for each request
  --help          this text

Traefik's static flags are taken in Traefik's spelling, --name=value, and win over the lab's:
${LAB_FLAGS.map((flag) => `  ${flag}`).join('\n')}

Ports that are taken can be moved: --entrypoints.web.address=127.0.0.1:8080
Exit codes: 0 stopped by Ctrl-C, 2 usage or a flag that cannot be used, 3 a port is taken.
`;

/** What the command line asks for. */
export interface LabOptions {
  readonly help: boolean;
  readonly quiet: boolean;
  readonly certificates: string;
  /** Manifest files and folders; empty: the patterns. */
  readonly paths: readonly string[];
  /** Traefik's flags. */
  readonly flags: readonly string[];
}

const TRAEFIK_FLAG = /^--(entrypoints|providers|api|ping|metrics)\b/i;

/** @throws UsageError */
export function parseLabOptions(argv: readonly string[]): LabOptions {
  const options = {
    help: false,
    quiet: false,
    certificates: '.cache/lab',
    paths: [] as string[],
    flags: [] as string[],
  };
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name, value] = argument.split(/=(.*)/s);
    if (TRAEFIK_FLAG.test(argument)) options.flags.push(argument);
    else if (name === '--help' || name === '-h') options.help = true;
    else if (name === '--quiet') options.quiet = true;
    else if (name === '--certs') {
      if (value === undefined) index += 1;
      const folder = value ?? argv[index];
      if (folder === undefined || folder === '') throw new UsageError('--certs needs a folder');
      options.certificates = folder;
    } else if (argument.startsWith('-'))
      throw new UsageError(`there is no option ${argument}; see ingress-lab lab --help`);
    else options.paths.push(argument);
  }
  return options;
}
