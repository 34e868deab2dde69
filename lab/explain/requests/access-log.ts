import { isIP } from 'node:net';
import type { HttpQuestion } from '../story.ts';
import type { ReadRequest } from './request.ts';
import { readAuthority, readUrl, requestTarget } from './url.ts';

/** What the common log format leaves out. */
export interface LogContext {
  /** For requests of which the log does not say to which host they went: `shop.test`, `https://shop.test`. */
  readonly host?: string;
  /** What a request must have had that a router took, where that is the same for all of its requests. */
  readonly routers?: ReadonlyMap<string, Pick<HttpQuestion, 'host' | 'tls'>>;
}

const LINE =
  /^(?:(?<virtual>(?:[^\s:]+|\[\S+\]):\d+) )?(?<client>\S+) \S+ .*?\[[^\]]+\] "(?<method>[^\s"\\]+) (?<target>\S+)(?: HTTP\/\d(?:\.\d)?)?" (?<rest>\d{3} .*)$/;

/** After status and size: referrer, agent, and what Traefik adds: number of the request, router, server, time. */
const ROUTER = / \d+ "(?<router>[^"\s]+@[\w-]+)" "[^"]*" \d+ms$/;

const EXPECTED = 'an access log line: CLIENT - - [TIME] "GET /path HTTP/1.1" STATUS SIZE …';
const NO_HOST =
  'a host: this log format has none, and its router does not tell; --host NAME or --host https://NAME says it';

/** A line of an access log in the common or combined format, as Apache, nginx, HAProxy and Traefik write it. */
export function readAccessLogLine(line: string, context: LogContext): ReadRequest {
  if (line.trim() === '') return undefined;
  const groups = LINE.exec(line)?.groups;
  if (groups === undefined) return { expected: EXPECTED };
  const { virtual, client = '', method = '', target = '', rest = '' } = groups;
  const place = placeOf(target, virtual, rest, context);
  if (place === undefined) return { expected: NO_HOST };
  const clientIp = isIP(client) === 0 ? {} : { clientIp: client };
  return { question: { kind: 'http', method, headers: [], ...place, ...clientIp } };
}

function placeOf(
  target: string,
  virtual: string | undefined,
  rest: string,
  { host, routers }: LogContext,
): Pick<HttpQuestion, 'host' | 'tls' | 'target' | 'port'> | undefined {
  if (!target.startsWith('/') && target !== '*') {
    const url = readUrl(target);
    if (url !== undefined) return url;
  }
  const path = { target: target === '*' ? target : requestTarget(target) };
  const named = virtual === undefined ? undefined : readAuthority(virtual);
  if (named !== undefined) return { host: named.host, tls: named.port === 443, ...path };
  const router = ROUTER.exec(rest)?.groups?.['router'];
  const known = router === undefined ? undefined : routers?.get(router);
  if (known !== undefined) return { ...known, ...path };
  if (host === undefined) return undefined;
  const url = readUrl(host) ?? { tls: false, ...readAuthority(host) };
  return 'host' in url && url.host !== undefined
    ? { host: url.host, tls: url.tls, ...(url.port === undefined ? {} : { port: url.port }), ...path }
    : undefined;
}

/** Whether a line looks like one of this format. */
export function isAccessLogLine(line: string): boolean {
  return /^\S+ .*\[[^\]]+\] "/.test(line);
}
