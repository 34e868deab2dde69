import type { AccessLogOptions } from '../../static/static-configuration.ts';
import type { HttpEvent, RequestDetails } from '../observer.ts';

/** Values of one line by Traefik's names for them. */
export type LogEntry = Readonly<Record<string, string | number | Date>>;

/** What an access log writes lines about. */
export type LoggedRequest = HttpEvent & { readonly details: RequestDetails };

const NANOSECONDS = 1_000_000;

/**
 * Everything that is known of a request (Traefik: observe/logs-and-access-logs, "Available Fields"), before fields are
 * dropped.
 *
 * @param count the number of the request among those that are logged, from 1
 * @param now when it was over
 */
export function logEntry(event: LoggedRequest, count: number, now: Date): LogEntry {
  const { details, durationMs, server, router } = event;
  const [, clientHost = event.client, clientPort = ''] = /^(.*):(\d+)$/.exec(event.client) ?? [];
  const [, requestHost = event.host, requestPort = '-'] = /^(.*?|\[.*\]):(\d+)$/.exec(event.host) ?? [];
  const startedAt = new Date(now.getTime() - durationMs);
  const service = event.services.at(-1);
  return {
    ClientAddr: event.client,
    ClientHost: details.forwardedFor ?? clientHost.replace(/^\[(.*)\]$/, '$1'),
    ClientPort: clientPort,
    ClientUsername: details.user ?? '-',
    DownstreamContentSize: event.responseBytes,
    DownstreamStatus: event.status,
    Duration: Math.round(durationMs * NANOSECONDS),
    OriginContentSize: server === undefined ? 0 : event.responseBytes,
    OriginStatus: server === undefined ? 0 : event.status,
    RequestAddr: event.host,
    RequestContentSize: event.requestBytes,
    RequestCount: count,
    RequestHost: requestHost,
    RequestMethod: event.method,
    RequestPath: event.target,
    RequestPort: requestPort,
    RequestProtocol: details.protocol,
    RequestScheme: event.tls ? 'https' : 'http',
    RetryAttempts: details.retries,
    ...(router !== undefined && { RouterName: router }),
    ...(server !== undefined && {
      ...(service !== undefined && { ServiceName: service }),
      ServiceURL: server,
      ServiceAddr: server.replace(/^[a-z][a-z0-9+.-]*:\/\//i, ''),
    }),
    StartLocal: startedAt,
    StartUTC: startedAt,
    entryPointName: event.entryPoint,
  };
}

/** Leaves out what is not to be written, and adds the header fields that are. */
export function selectFields(
  entry: LogEntry,
  { requestFields, responseFields }: Pick<RequestDetails, 'requestFields' | 'responseFields'>,
  { fields, headers }: Pick<AccessLogOptions, 'fields' | 'headers'>,
): LogEntry {
  const kept = Object.entries(entry).filter(
    ([name]) => (fields.names.get(name.toLowerCase()) ?? fields.defaultMode) !== 'drop',
  );
  return {
    ...Object.fromEntries(kept),
    ...selectHeaders('request_', requestFields, headers),
    ...selectHeaders('downstream_', responseFields, headers),
  };
}

function selectHeaders(
  prefix: string,
  fields: readonly string[],
  { defaultMode, names }: AccessLogOptions['headers'],
): LogEntry {
  if (defaultMode === 'drop' && names.size === 0) return {};
  const selected: Record<string, string> = {};
  for (let at = 0; at < fields.length; at += 2) {
    const name = (fields[at] ?? '').toLowerCase();
    const mode = names.get(name) ?? defaultMode;
    if (mode === 'drop' || name === 'host') continue;
    const key = `${prefix}${name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())}`;
    // Of a field that was sent several times the first line is told, as in Traefik.
    selected[key] ??= mode === 'redact' ? 'REDACTED' : (fields[at + 1] ?? '');
  }
  return selected;
}
