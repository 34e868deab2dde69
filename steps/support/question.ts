import type { HttpAnswer, HttpFailure, HttpQuestion } from '../../lab/index.ts';
import type { Scenario } from './scenario.ts';

/** What to ask to have a request explained that was sent; on the entry point that it came to, if that is known. */
export function questionOf(
  { lab }: Pick<Scenario, 'lab'>,
  { request, correlationId }: HttpAnswer | HttpFailure,
): HttpQuestion {
  const { method, scheme = 'http', host: authority, path, headers = {} } = request;
  const event = lab.httpEvent(correlationId);
  const [, host = authority, port] = /^(.*?)(?::(\d+))?$/.exec(authority) ?? [];
  return {
    kind: 'http',
    method,
    tls: scheme === 'https',
    host,
    ...(port !== undefined && { port: Number(port) }),
    target: path,
    headers: Object.entries(headers),
    ...(event && { entryPoint: event.entryPoint, clientIp: event.client.replace(/:\d+$/, '') }),
  };
}
