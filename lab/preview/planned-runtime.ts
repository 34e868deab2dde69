import { declaredPorts } from '../cluster/declared-ports.ts';
import type { PodPort, PodRuntime } from '../cluster/pod-runtime.ts';

/** The pod network of many clusters. */
const NETWORK = 0x0a_2a_00_00;

/** Starts nothing: each pod is ready at once, at an address of its own, and is taken to listen wherever a Service leads. */
export function plannedRuntime(): PodRuntime {
  let pods = 0;
  return {
    async start(pod) {
      pods += 1;
      const host = address(NETWORK + pods);
      const ports = declaredPorts(pod.spec);
      return {
        host,
        ports: ports.map(
          ({ containerPort, name = '', protocol }): PodPort => ({
            containerPort,
            name,
            protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
            host,
            port: containerPort,
          }),
        ),
        log: [],
        setFault: async () => undefined,
        stop: async () => undefined,
      };
    },
  };
}

function address(number: number): string {
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 255).join('.');
}
