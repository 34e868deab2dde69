import { readFile } from 'node:fs/promises';
import { type LogContext, readAccessLogLine } from '../explain/requests/access-log.ts';
import { isJsonLogLine, readJsonLogLine } from '../explain/requests/json-log.ts';
import type { ReadRequest } from '../explain/requests/request.ts';
import type { HttpQuestion } from '../explain/story.ts';
import type { ReplayedRequest, RequestTemplate } from './plan.ts';

/** How an access log is replayed. */
export interface ReplayOptions extends Pick<LogContext, 'host'> {
  /** So many times as fast as it was; default 1. */
  readonly speed?: number;
}

/** An access log that cannot be replayed; the message begins with its file. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

interface Logged {
  readonly at: number;
  /** Whether the log tells more than the second. */
  readonly exact: boolean;
  readonly question: HttpQuestion;
}

/** `10/Oct/2000:13:55:36 -0700` */
const TIME = /\[(\d{2})\/(\w{3})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})\]/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The requests of an access log (common, combined or Traefik's JSON) with their times, the first at 0. A log that tells
 * whole seconds has the requests of each spread evenly over it.
 *
 * @throws ReplayError for a log that cannot be read, or in which there is no request
 */
export async function readReplay(file: string, options: ReplayOptions = {}): Promise<ReplayedRequest[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReplayError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  });
  return replayOf(text, file, options);
}

/** As `readReplay`. @param file names the text in errors */
export function replayOf(
  text: string,
  file: string,
  { speed = 1, ...context }: ReplayOptions = {},
): ReplayedRequest[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const logged = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [readLine(line, `${file}:${index + 1}`, context)],
  );
  if (logged.length === 0) throw new ReplayError(`${file}: there is no request in it`);
  logged.sort((one, other) => one.at - other.at);
  const start = logged[0]?.at ?? 0;
  return spread(logged).map(({ at, question }) => ({
    atMs: (at - start) / speed,
    request: templateOf(question),
  }));
}

function readLine(line: string, place: string, context: LogContext): Logged {
  const isJson = isJsonLogLine(line);
  const read: ReadRequest = isJson ? readJsonLogLine(line) : readAccessLogLine(line, context);
  if (read === undefined || !('question' in read) || read.question.kind !== 'http') {
    const expected = read !== undefined && 'expected' in read ? read.expected : 'an HTTP request';
    throw new ReplayError(`${place}: expected ${expected}`);
  }
  const at = isJson ? jsonTime(line) : commonTime(line);
  if (at === undefined) throw new ReplayError(`${place}: expected the time of the request`);
  return { at, exact: at % 1000 !== 0, question: read.question };
}

/** Requests of one whole second, evenly over it. */
function spread(logged: readonly Logged[]): readonly Logged[] {
  if (logged.some(({ exact }) => exact)) return logged;
  const counts = new Map<number, number>();
  for (const { at } of logged) counts.set(at, (counts.get(at) ?? 0) + 1);
  const passed = new Map<number, number>();
  return logged.map((one) => {
    const before = passed.get(one.at) ?? 0;
    passed.set(one.at, before + 1);
    return { ...one, at: one.at + (1000 * before) / (counts.get(one.at) ?? 1) };
  });
}

function templateOf({ method, tls, host, target, headers }: HttpQuestion): RequestTemplate {
  return {
    method,
    scheme: tls ? 'https' : 'http',
    host,
    path: target,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
  };
}

function commonTime(line: string): number | undefined {
  const [, day, monthName = '', year, hour, minute, second, sign, hours, minutes] = TIME.exec(line) ?? [];
  const month = MONTHS.indexOf(monthName);
  if (month < 0) return undefined;
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? local + offset : local - offset;
}

/** When the request began; `time` is when it was logged. */
function jsonTime(line: string): number | undefined {
  const record: unknown = JSON.parse(line);
  const written = Object.entries(Object(record));
  for (const wanted of ['StartUTC', 'StartLocal', 'time']) {
    const value = written.find(([name]) => name === wanted)?.[1];
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (Number.isFinite(at)) return at;
  }
  return undefined;
}
