import type { ServerResponse } from 'node:http';
import { stringify } from 'yaml';
import { ApiError } from '../objects/status.ts';
import { warningHeaders } from './warnings.ts';

/** What a request is answered with. */
export interface Answer {
  /** HTTP status. */
  readonly code: number;
  /** Sent as JSON or YAML; a text or bytes as they are. */
  readonly body: unknown;
  /** Default: that of JSON or YAML. */
  readonly contentType?: string;
  /** For people: kubectl prints them. */
  readonly warnings?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** How the body is written. */
export interface Style {
  readonly syntax: 'json' | 'yaml';
  /** For people to read: indented. */
  readonly pretty: boolean;
}

export function ok(body: unknown): Answer {
  return { code: 200, body };
}

/** The `Status` that says what went wrong. What is no ApiError is a fault of the server's own. */
export function failure(error: unknown): Answer {
  const refusal =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          'InternalError',
          `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`,
        );
  const seconds = refusal.details?.retryAfterSeconds;
  return {
    code: refusal.code,
    body: refusal.status,
    warnings: refusal.warnings,
    ...(seconds === undefined ? {} : { headers: { 'Retry-After': `${seconds}` } }),
  };
}

export function send(response: ServerResponse, answer: Answer, style: Style): void {
  const { code, body, warnings = [], headers = {} } = answer;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const type = answer.contentType ?? (raw ? 'text/plain; charset=utf-8' : `application/${style.syntax}`);
  const bytes = raw ? Buffer.from(body) : Buffer.from(format(body, style));
  response.writeHead(code, {
    'Cache-Control': 'no-cache, private',
    'Content-Type': type,
    'Content-Length': bytes.length,
    ...(warnings.length > 0 ? { Warning: warningHeaders(warnings) } : {}),
    ...headers,
  });
  response.end(bytes);
}

function format(body: unknown, { syntax, pretty }: Style): string {
  if (syntax === 'yaml') return stringify(body, { lineWidth: 0, aliasDuplicateObjects: false });
  return pretty ? `${JSON.stringify(body, null, 2)}\n` : `${JSON.stringify(body)}\n`;
}

/** Programs whose users read what comes: they get it indented, as of a real API server. */
const READ_BY_PEOPLE = /^(?:curl|Wget|Mozilla\/5\.0)/;

export function isPretty(query: URLSearchParams, userAgent = ''): boolean {
  const asked = query.get('pretty');
  return asked === null ? READ_BY_PEOPLE.test(userAgent) : asked !== 'false' && asked !== '0';
}
