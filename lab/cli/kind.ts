import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LAB_PORT_MAPPINGS } from '../kind/cluster-config.ts';
import { Kind } from '../kind/kind.ts';
import { type CommandStreams, EnvironmentError, EXIT } from './command.ts';
import { KIND_HELP, type KindOptions, parseKindOptions } from './kind-options.ts';

/** `ingress-lab kind` */
export async function kindCommand(
  argv: readonly string[],
  { stdout, stderr }: CommandStreams,
): Promise<number> {
  const options = parseKindOptions(argv);
  if (options === 'help') {
    stdout.write(KIND_HELP);
    return EXIT.ok;
  }
  const kind = new Kind((text) => void stderr.write(text));
  for (const line of await carryOut(kind, options)) stdout.write(`${line}\n`);
  return EXIT.ok;
}

/** The lines that its user reads. */
async function carryOut(kind: Kind, options: KindOptions): Promise<string[]> {
  const { verb, name, kubeconfig, image } = options;
  switch (verb) {
    case 'create':
      return create(kind, options);
    case 'load':
      await kind.load(image, name);
      return [`${image} is in the cluster ${name}`];
    case 'kubeconfig':
      return [(await kind.kubeconfig(name)).trimEnd()];
    case 'list':
      return kind.list();
    case 'delete':
      await kind.delete(name, kubeconfig);
      return [`the cluster ${name} is gone`];
  }
}

async function create(kind: Kind, options: KindOptions): Promise<string[]> {
  const { name, kubeconfig, waitSeconds, nodeImage } = options;
  await mkdir(dirname(kubeconfig), { recursive: true }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError(`--kubeconfig ${kubeconfig}: its folder cannot be made (${reason})`);
  });
  const ports = options.ports ? LAB_PORT_MAPPINGS : [];
  await kind.create({ name, ports, kubeconfig, waitSeconds, image: nodeImage });
  return [
    ...ports.map(({ entryPoint, hostPort, nodePort, protocol }) => {
      const address = `127.0.0.1:${hostPort}/${protocol.toLowerCase()}`;
      return `${entryPoint.padEnd(9)}  ${address.padEnd(19)}  NodePort ${nodePort}`;
    }),
    `export KUBECONFIG=${kubeconfig}`,
  ];
}
