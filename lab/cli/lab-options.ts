import type { TransportName } from '../../engine/index.ts';
import { UsageError } from './command.ts';
import { readTransport } from './transport-option.ts';

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

/**
 * The controllers beside it that the pattern "controllers" needs, each with one entry point `web` of its own, which
 * `--controllers.NAME.address` moves.
 */
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

/** Where the Kubernetes API of a lab to play with listens: a kubeconfig of yesterday still fits. */
const KUBERNETES_ADDRESS = '127.0.0.1:6443';

/** An address that only this machine reaches: the API gives out secrets. */
const LOOPBACK = /^(127(?:\.\d{1,3}){3}|localhost|\[::1\]):(\d{1,5})$/;

export const LAB_HELP = `Usage: ingress-lab lab [PATH...] [options] [Traefik's flags]

Runs the proxy and the backends of the manifests under PATH on this machine until Ctrl-C, and follows
changes to the files. Without PATH: every traffic pattern that the lab comes with.

  --helm-values FILE  take entry points from the values of Traefik's Helm chart (ports, at their nodePort if they have
                  one, with their TLS, middlewares and redirections; additionalArguments), on 127.0.0.1
  --certs DIR     where the certificates of the MongoDB pattern are kept (default: .cache/lab)
  --kubernetes ADDRESS  where the lab's Kubernetes API listens for kubectl and Helm (default: ${KUBERNETES_ADDRESS}; port 0 takes
                  any that is free), or off
  --transport T   how bytes are moved: fast (default where it works here) or portable
  --quiet         do not print a line for each request
  --help          this text

Traefik's static flags are taken in Traefik's spelling, --name=value, and win over the lab's:
${LAB_FLAGS.map((flag) => `  ${flag}`).join('\n')}

Without PATH two more controllers run, each with an entry point web of its own:
${Object.entries(FURTHER_CONTROLLERS)
  .map(([name, [address = '']]) => `  ${controllerFlag(name)}=${address.split('=')[1]}`)
  .join('\n')}

Ports that are taken can be moved: --entrypoints.web.address=127.0.0.1:8080; port 0 takes any that is free.
Exit codes: 0 stopped by Ctrl-C, 2 usage or a flag that cannot be used, 3 a port is taken or a file cannot be written.
`;

/** Where something listens. */
interface Listening {
  readonly host: string;
  readonly port: number;
}

/** What the command line asks for. */
export interface LabOptions {
  readonly help: boolean;
  readonly quiet: boolean;
  readonly transport: TransportName | undefined;
  readonly certificates: string;
  /** Where the Kubernetes API listens; undefined: nowhere. */
  readonly kubernetes: Listening | undefined;
  /** Values of Traefik's Helm chart to take entry points from. */
  readonly helmValues: string | undefined;
  /** Manifest files and folders; empty: the patterns. */
  readonly paths: readonly string[];
  /** Traefik's flags. */
  readonly flags: readonly string[];
  /** Where further controllers listen instead, by name. */
  readonly controllerAddresses: ReadonlyMap<string, string>;
}

/** The flag that moves the entry point of a further controller. */
export function controllerFlag(name: string): string {
  return `--controllers.${name}.address`;
}

/** Traefik's own flags. */
const TRAEFIK_FLAG = /^--(entrypoints|providers|api|ping|metrics)\b/i;

/** Options with a value, by the field they set. */
const VALUED: Readonly<Record<string, 'certificates' | 'helmValues' | 'kubernetes' | 'transport'>> = {
  '--certs': 'certificates',
  '--helm-values': 'helmValues',
  '--kubernetes': 'kubernetes',
  '--transport': 'transport',
};

/** @throws UsageError */
export function parseLabOptions(argv: readonly string[]): LabOptions {
  const values: Record<'certificates' | 'kubernetes' | 'transport', string> & {
    helmValues: string | undefined;
  } = { certificates: '.cache/lab', helmValues: undefined, kubernetes: KUBERNETES_ADDRESS, transport: '' };
  const paths: string[] = [];
  const flags: string[] = [];
  const controllerAddresses = new Map<string, string>();
  const switches = new Set<string>();
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    const [name = '', written] = argument.split(/=(.*)/s);
    const valued = VALUED[name];
    if (TRAEFIK_FLAG.test(argument)) flags.push(argument);
    else if (argument.startsWith('--controllers.')) {
      controllerAddresses.set(...readControllerAddress(name, written));
    } else if (valued) {
      if (written === undefined) index += 1;
      const value = written ?? argv[index];
      if (value === undefined || value === '') throw new UsageError(`${name} needs a value`);
      values[valued] = value;
    } else if (['--help', '-h', '--quiet'].includes(argument)) switches.add(argument);
    else if (argument.startsWith('-')) {
      throw new UsageError(`there is no option ${argument}; see ingress-lab lab --help`);
    } else paths.push(argument);
  }
  if (paths.length > 0 && controllerAddresses.size > 0) {
    throw new UsageError('--controllers.NAME.address: further controllers run only without PATH');
  }
  const help = switches.has('--help') || switches.has('-h');
  const transport = readTransport(values.transport);
  const kubernetes = readKubernetes(values.kubernetes);
  return {
    ...values,
    kubernetes,
    transport,
    help,
    quiet: switches.has('--quiet'),
    paths,
    flags,
    controllerAddresses,
  };
}

function readKubernetes(written: string): Listening | undefined {
  if (written === 'off') return undefined;
  const [, host = '', port = ''] = LOOPBACK.exec(written) ?? [];
  if (host === '' || Number(port) > 65_535) {
    throw new UsageError(
      `--kubernetes ${written}: write an address of this machine alone, such as ${KUBERNETES_ADDRESS}, or off`,
    );
  }
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function readControllerAddress(flag: string, address: string | undefined): [name: string, address: string] {
  const name = Object.keys(FURTHER_CONTROLLERS).find((candidate) => controllerFlag(candidate) === flag);
  if (name === undefined) {
    const known = Object.keys(FURTHER_CONTROLLERS).map(controllerFlag).join(' and ');
    throw new UsageError(`there is no option ${flag}; there are ${known}`);
  }
  if (!address) throw new UsageError(`${flag} needs a value, written ${flag}=127.0.0.1:8080`);
  return [name, address];
}
