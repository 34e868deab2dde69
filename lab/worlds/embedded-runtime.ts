import type { BackendOptions, RunningBackend } from '../backends/backend.ts';
import { requireBackend } from '../backends/catalogue.ts';
import type { StandIns } from '../backends/stand-ins.ts';
import { PodLog } from '../cluster/pod-log.ts';
import type { PodPort, PodRuntime, RunningPod } from '../cluster/pod-runtime.ts';
import type { Journal } from '../journal.ts';

interface RuntimeOptions {
  /** The address of the next pod; absent: all have the same. */
  readonly nextAddress?: (() => string) | undefined;
  /** How programs are started besides; default: at sockets of the system. */
  readonly surroundings?: Pick<BackendOptions, 'network' | 'clock' | 'atContainerPorts'> | undefined;
  /** What the times of log lines are told by; default: the system's clock. */
  readonly now?: (() => Date) | undefined;
  /** Hears of each program once it runs. */
  readonly onStart?: ((running: RunningBackend) => void) | undefined;
  /** What a pod waits for when it has lost its endpoints and before it ends, as for a `preStop` hook. */
  readonly beforeStop?: (() => Promise<void> | undefined) | undefined;
}

/** Runs the program behind each pod in this process; what it receives goes to the journal. */
export function embeddedRuntime(
  journal: Journal,
  standIns: StandIns,
  { nextAddress, surroundings, now, onStart, beforeStop = () => undefined }: RuntimeOptions = {},
): PodRuntime {
  return {
    async start(pod, workload, { files, environment }): Promise<RunningPod> {
      const [container] = pod.spec.containers;
      if (!container) throw new Error(`pod ${pod.metadata.name} has no container`);
      const image = container.image ?? '';
      const played = standIns.get(image);
      const backend = requireBackend(played ?? image, workload);
      const log = new PodLog(now);
      const declared = container.ports.map(({ containerPort, name, protocol }) => ({
        port: containerPort,
        ...(name === undefined ? {} : { name }),
        protocol: protocol === 'UDP' ? ('UDP' as const) : ('TCP' as const),
      }));
      const running = await backend.start({
        hostname: pod.metadata.name,
        ...(nextAddress && { host: nextAddress() }),
        ...surroundings,
        ports: declared,
        // What the real program is told means nothing to the one that stands in.
        args: played === undefined ? (container.args ?? []) : [],
        files,
        env: environment,
        onReceived: (request) => {
          const namespace = pod.metadata.namespace ?? 'default';
          journal.record({ ...request, namespace, workload, pod: pod.metadata.name });
        },
        onLog: (line) => log.add(line),
      });
      onStart?.(running);
      journal.watch(pod.metadata.name, workload, running);
      return {
        log: log.texts,
        logLines: log.lines,
        onLine: (listener) => log.subscribe(listener),
        ports: portsOf(running, declared),
        setFault: (fault) => running.setFault(fault),
        async stop(graceMs) {
          await beforeStop();
          // Without any grace there is nothing to wait for, in whatever time.
          await (graceMs > 0 ? running.drain(graceMs) : running.close());
        },
      };
    },
  };
}

function portsOf(
  running: RunningBackend,
  declared: readonly { readonly port: number; readonly name?: string }[],
): PodPort[] {
  return [...running.addresses].map(([containerPort, address]) => ({
    containerPort,
    name: declared.find(({ port }) => port === containerPort)?.name ?? '',
    ...address,
  }));
}
