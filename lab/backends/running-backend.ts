import type { BackendOptions, Fault, RunningBackend } from './backend.ts';
import type { DirectPort } from './direct.ts';

/** One open port of a backend. Owns its sockets. */
export interface Listener {
  readonly protocol: 'TCP' | 'UDP';
  /** The port that it listens at. */
  readonly port: number;
  /** Takes requests as values; absent: it takes none. */
  readonly direct?: DirectPort | undefined;
  readonly bytesReceived: number;
  readonly connectionsAccepted: number;
  setFault(fault: Fault | undefined): Promise<void>;
  close(): Promise<void>;
  drain(graceMs: number): Promise<void>;
}

/** The declared ports of one protocol, or the image's own default where the manifest declares none at all. */
function containerPorts(options: BackendOptions, protocol: 'TCP' | 'UDP', defaultPort: number): number[] {
  if (options.ports.length === 0) return [defaultPort];
  const ports = options.ports.filter((port) => port.protocol === protocol).map((port) => port.port);
  return [...new Set(ports)];
}

/**
 * Opens a listener for each container port and joins them to one backend.
 * The manifest's `containerPort`s of the protocol decide the ports; a manifest without any gets `defaultPort`,
 * since `containerPort` is documentation for Kubernetes and may be left out. `open` is told where to listen; 0: where
 * the system chooses.
 */
export async function runListeners(
  options: BackendOptions,
  protocol: 'TCP' | 'UDP',
  defaultPort: number,
  open: (port: number) => Promise<Listener>,
): Promise<RunningBackend> {
  const listeners = new Map<number, Listener>();
  try {
    for (const port of containerPorts(options, protocol, defaultPort)) {
      listeners.set(port, await open(options.atContainerPorts ? port : 0));
    }
  } catch (error) {
    await Promise.all([...listeners.values()].map((listener) => listener.close()));
    throw error;
  }
  return new RunningListeners(listeners, options.host ?? '127.0.0.1');
}

/**
 * Listeners, by container port, as one backend. A class, as V8 keeps the getters of an object literal, and with them the
 * listeners, until a full collection.
 */
class RunningListeners implements RunningBackend {
  readonly addresses: RunningBackend['addresses'];
  readonly direct: ReadonlyMap<number, DirectPort>;
  readonly #listeners: readonly Listener[];

  constructor(listeners: ReadonlyMap<number, Listener>, host: string) {
    this.#listeners = [...listeners.values()];
    this.addresses = new Map(
      [...listeners].map(([port, listener]) => [
        port,
        { host, port: listener.port, protocol: listener.protocol },
      ]),
    );
    this.direct = new Map(
      [...listeners].flatMap(([port, { direct }]) => (direct === undefined ? [] : [[port, direct] as const])),
    );
  }

  get bytesReceived(): number {
    return this.#listeners.reduce((total, { bytesReceived }) => total + bytesReceived, 0);
  }

  get connectionsAccepted(): number {
    return this.#listeners.reduce((total, { connectionsAccepted }) => total + connectionsAccepted, 0);
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.setFault(fault)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  async drain(graceMs: number): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.drain(graceMs)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
