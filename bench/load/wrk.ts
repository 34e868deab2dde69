import { run } from './command.ts';

/** What wrk is to send. */
export interface WrkLoad {
  readonly url: string;
  readonly headers: readonly string[];
  readonly connections: number;
  /** Whole seconds. */
  readonly seconds: number;
  readonly core: number | undefined;
  /** A Lua file that changes the request. */
  readonly script?: string;
  /** Each answer is at least that long. */
  readonly leastBytes: number;
  /** Connections stay open, so that Little's law holds between what wrk prints. */
  readonly keepAlive: boolean;
}

/** What wrk printed. */
export interface WrkResult {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Mean, in seconds. */
  readonly latency: number;
  readonly bytes: number;
}

/**
 * Sends one request after another over each connection, as fast as they are answered.
 *
 * @throws Error if a request fails, answers are short, or connections stall.
 */
export async function runWrk(load: WrkLoad, signal: AbortSignal): Promise<WrkResult> {
  const { url, headers, connections, seconds, core, script } = load;
  const args = ['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`, '--timeout', '5s'];
  for (const header of headers) args.push('-H', header);
  if (script !== undefined) args.push('-s', script);
  const result = parseWrk(await run({ program: 'wrk', args: [...args, url], core, seconds }, signal));
  const each = result.bytes / result.requests;
  // wrk counts the bytes of answers that it did not see the end of, and rounds to three digits.
  if (each < load.leastBytes * 0.99)
    throw new Error(`answers of ${Math.round(each)} bytes, not ${load.leastBytes}`);
  if (load.keepAlive) {
    const share = busyShare(result, connections);
    if (share < STALLED_BELOW) {
      throw new Error(
        `only ${Math.round(share * connections)} of ${connections} connections were served (Little's law)`,
      );
    }
  }
  return result;
}

/**
 * A round below that is not counted: connections hung while others were served. A connection whose answer waits for wrk
 * to read it has none under way, so that a subject that is faster than wrk itself comes to about 0.7.
 */
const STALLED_BELOW = 0.5;

/**
 * The share of the connections that had a request under way, on average: by Little's law the number of requests under
 * way is their rate times their latency, and in a closed loop it is the number of connections.
 */
export function busyShare(
  result: Pick<WrkResult, 'requestsPerSecond' | 'latency'>,
  connections: number,
): number {
  return (result.requestsPerSecond * result.latency) / connections;
}

/** Reads what wrk prints. @throws Error if a request failed, or if it is not what wrk prints. */
export function parseWrk(printed: string): WrkResult {
  const [failure] = /(?:Socket errors|Non-2xx).*/.exec(printed) ?? [];
  if (failure !== undefined) throw new Error(`requests failed: ${failure}`);
  const [, count, time, unit = '', read, size = ''] =
    /^\s*(\d+) requests in ([\d.]+)(\w+), ([\d.]+)(\w+) read/m.exec(printed) ?? [];
  const [, perSecond] = /^Requests\/sec:\s*([\d.]+)/m.exec(printed) ?? [];
  const [, mean, meanUnit = ''] = /^\s*Latency\s+([\d.]+)(\w+)/m.exec(printed) ?? [];
  const requests = Number(count ?? 0);
  if (perSecond === undefined || requests === 0) throw new Error(`no request was answered:\n${printed}`);
  return {
    requests,
    seconds: Number(time) * (SECONDS[unit] ?? Number.NaN),
    requestsPerSecond: Number(perSecond),
    latency: Number(mean) * (SECONDS[meanUnit] ?? Number.NaN),
    bytes: Number(read) * (BYTES[size] ?? Number.NaN),
  };
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };
const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };
