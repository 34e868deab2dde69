import type { HttpEvent } from '../../../engine/index.ts';

/** The request header by which the lab knows a request again, as an access log names it. */
const CORRELATION_FIELD = 'request_X-Correlation-Id';

/** Flags by which a proxy tells of each request in its log, in a form that `requestOf` reads. */
export const ACCESS_LOG_FLAGS: readonly string[] = [
  '--accesslog=true',
  '--accesslog.format=json',
  '--accesslog.addinternals=true',
  '--accesslog.fields.headers.names.X-Correlation-Id=keep',
];

/**
 * The request that a line of an access log is about (Traefik: observe/logs-and-access-logs, format json); undefined for
 * a line that is something else.
 *
 * @param generation number of the configuration that is in force, as far as is known: the log does not say
 */
export function requestOf(line: string, generation: number): HttpEvent | undefined {
  if (!line.startsWith('{') || !line.includes('"DownstreamStatus"')) return undefined;
  const fields = new LogFields(line);
  const correlationId = fields.text(CORRELATION_FIELD);
  const [router, service, server] = ['RouterName', 'ServiceName', 'ServiceURL'].map((name) =>
    fields.text(name),
  );
  return {
    kind: 'http',
    entryPoint: fields.text('entryPointName') ?? '',
    ...(correlationId !== undefined && { correlationId }),
    method: fields.text('RequestMethod') ?? '',
    host: fields.text('RequestAddr') ?? '',
    target: fields.text('RequestPath') ?? '',
    client: fields.text('ClientAddr') ?? '',
    tls: fields.text('RequestScheme') === 'https',
    generation,
    ...(router !== undefined && { router }),
    services: service === undefined ? [] : [service],
    ...(server !== undefined && { server }),
    status: fields.number('DownstreamStatus'),
    requestBytes: fields.number('RequestContentSize'),
    responseBytes: fields.number('DownstreamContentSize'),
    // Nanoseconds.
    durationMs: fields.number('Duration') / 1_000_000,
    // Copies have no lines.
    mirrors: [],
  };
}

class LogFields {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(line: string) {
    try {
      this.#values = JSON.parse(line);
    } catch {
      this.#values = {};
    }
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  number(name: string): number {
    const value = this.#values[name];
    return typeof value === 'number' ? value : 0;
  }
}
