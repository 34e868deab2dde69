import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { end, start } from './processes.ts';

/** What one round of load came to. */
export interface RoundResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
}

/** The bounds of one round. */
export interface Load {
  readonly wrk: string;
  readonly connections: number;
  /** Whole seconds. */
  readonly seconds: number;
  readonly core: number | undefined;
}

/** Requests `GET /` with Host `bench.local` over keep-alive connections, as fast as it goes. @throws Error if one fails. */
export async function loadRound(load: Load, port: number, signal: AbortSignal): Promise<RoundResult> {
  const { wrk, connections, seconds, core } = load;
  const args = [
    '-t',
    '1',
    '-c',
    `${connections}`,
    '-d',
    `${seconds}s`,
    '-H',
    'Host: bench.local',
    `http://127.0.0.1:${port}/`,
  ];
  signal.throwIfAborted();
  const child = start(wrk, args, core, ['ignore', 'pipe', 'inherit']);
  if (!child.stdout) throw new Error('wrk has no output');
  const gone = once(child, 'exit', { signal });
  try {
    const [printed] = await Promise.all([text(child.stdout), gone]);
    return parseWrk(printed);
  } finally {
    await end(child);
  }
}

/** Reads what wrk prints. @throws Error if a request failed, or if it is not what wrk prints. */
export function parseWrk(printed: string): RoundResult {
  const [failure] = /(?:Socket errors|Non-2xx).*/.exec(printed) ?? [];
  if (failure !== undefined) throw new Error(`requests failed: ${failure}`);
  const [, requests] = /^\s*(\d+) requests in /m.exec(printed) ?? [];
  const [, perSecond] = /^Requests\/sec:\s*([\d.]+)/m.exec(printed) ?? [];
  if (perSecond === undefined || Number(requests ?? 0) === 0)
    throw new Error(`no request was answered:\n${printed}`);
  return { requests: Number(requests), requestsPerSecond: Number(perSecond) };
}
