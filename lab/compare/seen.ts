import type { HttpAnswer, HttpFailure } from '../clients/http-client.ts';

/** What one request came to on one side, without what differs by nature. */
export interface Seen {
  /** Undefined: there was no whole answer. */
  readonly status?: number;
  /** Why there was none. */
  readonly failure?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The workload that answered; undefined: the proxy did. */
  readonly backend?: string;
  /** Other workloads that received it, in that order: mirrors, and servers that were tried before. */
  readonly others: readonly string[];
}

/** Headers that say when, or how long a connection is kept: they differ from answer to answer, and mean nothing. */
const BY_NATURE: ReadonlySet<string> = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'age',
]);

/** A line of a body that shows a request's header, as whoami prints them. */
const HEADER_LINE = /^[A-Za-z][A-Za-z0-9-]*: .*$/;

/** Lines in which whoami tells where it is, and who asked; and where it is among what it answers at /api. */
const WHOAMI_ADDRESSES = /(^(?:IP|RemoteAddr): |"ip":).*?(?=\r?$|,"headers")/gm;

/** Makes what differs by nature equal: times, ports, names of pods, spelling and order of the headers that whoami shows. */
export function seenOf(
  outcome: HttpAnswer | HttpFailure,
  received: Pick<Seen, 'backend' | 'others'>,
  workloads: ReadonlyMap<string, string>,
): Seen {
  if ('error' in outcome) {
    const code = 'code' in outcome.error ? String(outcome.error.code) : outcome.error.message;
    return { ...received, failure: code, headers: {}, body: '' };
  }
  const plain = (text: string) => withoutNames(text, workloads, outcome.correlationId);
  const body = sortedHeaders(plain(outcome.body));
  const headers = Object.entries(outcome.headers).flatMap(([name, value]): [string, string][] => {
    // The length of a body in which names were replaced says nothing.
    if (BY_NATURE.has(name) || (name === 'content-length' && body !== outcome.body)) return [];
    return [[name, name === 'set-cookie' ? cookieShape(value) : plain(value)]];
  });
  return { ...received, status: outcome.status, headers: Object.fromEntries(headers), body };
}

function withoutNames(text: string, workloads: ReadonlyMap<string, string>, correlationId: string): string {
  let plain = text.replaceAll(correlationId, 'CORRELATION-ID');
  for (const [pod, workload] of workloads) plain = plain.replaceAll(pod, `pod of ${workload}`);
  // Each side has pods of its own, and whoami tells their addresses.
  plain = plain.replaceAll(WHOAMI_ADDRESSES, '$1ADDRESS');
  return plain.replace(/\b127\.\d+\.\d+\.\d+(?::\d+)?/g, 'LOOPBACK');
}

/** Lines that show headers: names in lower case, in the order of the alphabet. */
function sortedHeaders(body: string): string {
  const lines = body.split(/\r?\n/);
  if (lines.filter((line) => HEADER_LINE.test(line)).length < 2) return body;
  const isHeader = (line: string) => HEADER_LINE.test(line);
  const headers = lines.filter(isHeader).map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase()));
  return [...lines.filter((line) => !isHeader(line)), ...headers.sort()].join('\n');
}

/** A cookie's value names a server by a hash of its address. */
function cookieShape(value: string): string {
  return value.replace(/=[^;,]*/, '=…');
}
