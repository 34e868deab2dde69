import type { MetricFamily, MetricValue } from './metric-family.ts';
import { DURATION_BOUNDS_MS, type RequestCell, RequestCells } from './request-cells.ts';

type Labels = MetricValue['labels'];

/** The four request metrics of a kind of element, by the names of the elements. */
export class RequestMetrics {
  readonly #element: 'entrypoint' | 'service';
  readonly #named = new Map<string, RequestCells>();

  constructor(element: 'entrypoint' | 'service') {
    this.#element = element;
  }

  /** The counters of the element `name`, always the same ones. */
  of(name: string): RequestCells {
    let cells = this.#named.get(name);
    if (cells === undefined) {
      cells = new RequestCells();
      this.#named.set(name, cells);
    }
    return cells;
  }

  families(): MetricFamily[] {
    const prefix = `traefik_${this.#element}`;
    const by = `, by ${this.#element}`;
    const requests: MetricValue[] = [];
    const durations: MetricValue[] = [];
    const requestBytes: MetricValue[] = [];
    const responseBytes: MetricValue[] = [];
    for (const [name, cells] of this.#named) {
      for (const cell of cells.cells()) {
        const labels = this.#labels(name, cell);
        requests.push({ labels, value: cell.requests });
        if (!cell.durations.some((count) => count > 0)) continue;
        durations.push(...histogram(`${prefix}_request_duration_seconds`, labels, cell));
        requestBytes.push({ labels, value: cell.requestBytes });
        responseBytes.push({ labels, value: cell.responseBytes });
      }
    }
    return [
      counter(`${prefix}_requests_total`, `Requests answered${by}`, requests),
      {
        name: `${prefix}_request_duration_seconds`,
        help: `Time from a request to the end of its answer${by}`,
        type: 'histogram',
        aggregator: 'sum',
        values: durations,
      },
      counter(`${prefix}_requests_bytes_total`, `Bytes of request bodies${by}`, requestBytes),
      counter(`${prefix}_responses_bytes_total`, `Bytes of response bodies${by}`, responseBytes),
    ];
  }

  #labels(name: string, { status, method, protocol }: RequestCell): Labels {
    return { code: status, ...(method !== undefined && { method }), protocol, [this.#element]: name };
  }
}

function counter(name: string, help: string, values: readonly MetricValue[]): MetricFamily {
  return { name, help, type: 'counter', aggregator: 'sum', values };
}

function histogram(name: string, labels: Labels, cell: RequestCell): MetricValue[] {
  let count = 0;
  const buckets = cell.durations.map((more, index) => {
    const bound = DURATION_BOUNDS_MS[index];
    count += more;
    return {
      metricName: `${name}_bucket`,
      labels: { le: bound === undefined ? '+Inf' : bound / 1000, ...labels },
      value: count,
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: cell.durationMs / 1000 },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
