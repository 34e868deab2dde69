import type { Clock, UpstreamCall } from '../../../engine/index.ts';
import type { DirectConnection, DirectPort } from '../../backends/direct.ts';

/** What Go keeps where the transport says 0. */
const DEFAULT_IDLE_CONNECTIONS = 2;
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
  readonly #from: string;
  readonly #idle: Idle[] = [];
  #opened = 0;

  /** `from`: the address of who sends. */
  constructor(port: DirectPort, clock: Clock, from: string) {
    this.#port = port;
    this.#clock = clock;
    this.#from = from;
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
    const connection = this.#port.connect(`${this.#from}:${port}`);
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
