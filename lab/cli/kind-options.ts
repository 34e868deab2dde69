import { parseArgs } from 'node:util';
import { UsageError } from './command.ts';

export const KIND_HELP = `Usage: ingress-lab kind create|load|kubeconfig|list|delete [options]

A Kubernetes cluster of one node on this machine, by the kind program and Docker.

  create       make a cluster; the lab's ports of 127.0.0.1 (8000, 8443, 9000, 9100, 31117, 31888/udp) lead to NodePorts
  load IMAGE   bring an image of the local Docker into the cluster
  kubeconfig   print how kubectl reaches it; this holds credentials
  list         name the clusters there are
  delete       delete the cluster

  --name NAME       of the cluster (default: ingress-lab)
  --kubeconfig FILE where create writes the credentials, and delete removes them
                    (default: .cache/kind/NAME.yaml; the one that you use otherwise is left alone)
  --no-ports        with create: no port of this machine leads into the cluster
  --wait SECONDS    with create: how long the node may take to be ready (default: 120)
  --node-image I    with create: image of the node, which decides the Kubernetes version (default: kind's own)
  --help            this text

Exit codes: 0 done, 2 usage, 3 kind or Docker is missing, or kind failed.
`;

const VERBS = ['create', 'load', 'kubeconfig', 'list', 'delete'] as const;

type KindVerb = (typeof VERBS)[number];

/** What the command line asks for. */
export interface KindOptions {
  readonly verb: KindVerb;
  readonly name: string;
  readonly kubeconfig: string;
  readonly ports: boolean;
  readonly waitSeconds: number;
  readonly nodeImage: string | undefined;
  /** The image to load; empty with all other verbs. */
  readonly image: string;
}

/** Options that only `create` takes. */
const FOR_CREATE = ['no-ports', 'wait', 'node-image'] as const;

/** @throws UsageError */
export function parseKindOptions(argv: readonly string[]): KindOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      name: { type: 'string', default: 'ingress-lab' },
      kubeconfig: { type: 'string' },
      'no-ports': { type: 'boolean' },
      wait: { type: 'string' },
      'node-image': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const [written = '', ...images] = positionals;
  const verb = VERBS.find((candidate) => candidate === written);
  if (!verb) throw new UsageError(`write one of ${VERBS.join(', ')}, not "${written}"`);
  const [image = '', second] = images;
  if (verb === 'load' ? image === '' || second !== undefined : image !== '') {
    throw new UsageError(verb === 'load' ? 'kind load takes one image' : `kind ${verb} takes no "${image}"`);
  }
  const misplaced = FOR_CREATE.find((option) => verb !== 'create' && values[option] !== undefined);
  if (misplaced) throw new UsageError(`--${misplaced} is for kind create`);
  // What kind itself takes: names of containers are made of it.
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(values.name)) {
    throw new UsageError(`--name ${values.name}: write small letters, digits, dots and dashes`);
  }
  return {
    verb,
    name: values.name,
    kubeconfig: values.kubeconfig ?? `.cache/kind/${values.name}.yaml`,
    ports: !values['no-ports'],
    waitSeconds: seconds(values.wait ?? '120'),
    nodeImage: values['node-image'],
    image,
  };
}

function seconds(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new UsageError(`--wait ${text}: write a whole number of seconds, 0 to 9999`);
}
