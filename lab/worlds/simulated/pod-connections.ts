import type { Clock, UpstreamCall } from '../../../engine/index.ts';
import type { DirectConnection, DirectPort } from '../../backends/direct.ts';

/** What Go keeps where the transport says 0. */
const DEFAULT_IDLE_CONNECTIONS = 2;
/** The node that a proxy sends from, as the pods see it. */
const NODE_ADDRESS = '10.0.0.1';
/** Where Linux begins to give out ports, and how many it has. */
const FIRST_PORT = 32_768;
const PORTS = 28_232;

interface Idle {
  readonly connection: DirectConnection;
  readonly untilMs: number;
}

/** The connections to one port of a pod, kept and taken again as the engine keeps those over sockets. */
export class PodConnections {
  readonly #port: DirectPort;
  readonly #clock: Clock;
  readonly #idle: Idle[] = [];
  #opened = 0;

  constructor(port: DirectPort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** The connection that was used last, if one is still open. */
  takeIdle(): DirectConnection | undefined {
    const idle = this.#idle;
    for (let last = idle.pop(); last; last = idle.pop()) {
      if (!last.connection.open) continue;
      if (last.untilMs > this.#clock.now()) return last.connection;
      last.connection.close();
    }
    return undefined;
  }

  /** A new connection; undefined: refused. */
  connect(): DirectConnection | undefined {
    const port = FIRST_PORT + (this.#opened % PORTS);
    const connection = this.#port.connect(`${NODE_ADDRESS}:${port}`);
    if (connection) this.#opened += 1;
    return connection;
  }

  /** A connection has served its request. */
  keep(connection: DirectConnection, { server: { transport } }: UpstreamCall): void {
    if (!connection.open) return;
    const { maxIdleConnectionsPerHost, idleConnectionTimeoutMs } = transport;
    if (this.#idle.length >= (maxIdleConnectionsPerHost || DEFAULT_IDLE_CONNECTIONS)) connection.close();
    else {
      const untilMs =
        idleConnectionTimeoutMs > 0 ? this.#clock.now() + idleConnectionTimeoutMs : Number.POSITIVE_INFINITY;
      this.#idle.push({ connection, untilMs });
    }
  }
}
