/** A port of this machine that leads to a NodePort of the cluster. */
export interface PortMapping {
  /** The entry point of the lab that is reached there. */
  readonly entryPoint: string;
  /** On 127.0.0.1. */
  readonly hostPort: number;
  /** 30000 to 32767, what Kubernetes gives to NodePorts. */
  readonly nodePort: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** The ports of `ingress-lab lab`, so that the walkthroughs' commands work against a cluster, too. */
export const LAB_PORT_MAPPINGS: readonly PortMapping[] = [
  { entryPoint: 'web', hostPort: 8000, nodePort: 30_080, protocol: 'TCP' },
  { entryPoint: 'websecure', hostPort: 8443, nodePort: 30_443, protocol: 'TCP' },
  { entryPoint: 'traefik', hostPort: 9000, nodePort: 30_900, protocol: 'TCP' },
  { entryPoint: 'metrics', hostPort: 9100, nodePort: 30_910, protocol: 'TCP' },
  { entryPoint: 'mongo', hostPort: 31_117, nodePort: 31_117, protocol: 'TCP' },
  { entryPoint: 'udpep', hostPort: 31_888, nodePort: 31_888, protocol: 'UDP' },
];

/** A configuration for `kind create cluster --config` (kind: Configuration, "Extra Port Mappings"): one node, in JSON, which is YAML. */
export function clusterConfig(mappings: readonly PortMapping[]): string {
  const extraPortMappings = mappings.map(({ hostPort, nodePort, protocol }) => ({
    containerPort: nodePort,
    hostPort,
    // Nobody but this machine: what is tried out is not for the network.
    listenAddress: '127.0.0.1',
    protocol,
  }));
  const nodes = [{ role: 'control-plane', extraPortMappings }];
  return JSON.stringify({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes });
}
