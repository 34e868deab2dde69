import type { MetricFamily } from './metric-family.ts';

type Protocol = 'TCP' | 'UDP';

/** Told of every connection of one entry point: each `opened()` is followed by one `closed()`. */
export interface ConnectionGauge {
  opened(): void;
  closed(): void;
}

class Gauge implements ConnectionGauge {
  readonly entryPoint: string;
  readonly protocol: Protocol;
  open = 0;

  constructor(entryPoint: string, protocol: Protocol) {
    this.entryPoint = entryPoint;
    this.protocol = protocol;
  }

  opened(): void {
    this.open += 1;
  }

  closed(): void {
    this.open -= 1;
  }
}

/** How many connections the entry points have. */
export class OpenConnections {
  readonly #gauges = new Map<string, Gauge>();

  /** The gauge of the entry point, always the same one. */
  of(entryPoint: string, protocol: Protocol): ConnectionGauge {
    const key = `${protocol} ${entryPoint}`;
    let gauge = this.#gauges.get(key);
    if (gauge === undefined) {
      gauge = new Gauge(entryPoint, protocol);
      this.#gauges.set(key, gauge);
    }
    return gauge;
  }

  family(): MetricFamily {
    return {
      name: 'traefik_open_connections',
      help: 'Connections open, by entrypoint and protocol',
      type: 'gauge',
      aggregator: 'sum',
      values: Array.from(this.#gauges.values(), ({ entryPoint, protocol, open }) => ({
        labels: { entrypoint: entryPoint, protocol },
        value: open,
      })),
    };
  }
}
