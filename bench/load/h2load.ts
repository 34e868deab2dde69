import { run } from './command.ts';

/** What h2load is to send over TLS, to bench.local by SNI and by `Host` or `:authority`. */
export interface H2Load {
  readonly port: number;
  readonly host: string;
  readonly protocol: 'h1' | 'h2';
  readonly connections: number;
  /** Requests at once on each connection. */
  readonly streams: number;
  readonly core: number | undefined;
  /** As long as it takes, or one request for each connection. */
  readonly until: { readonly seconds: number } | 'each connection had one';
}

/** What h2load printed. */
export interface H2Result {
  readonly requests: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
}

/** @throws Error if a request fails. */
export async function runH2load(load: H2Load, signal: AbortSignal): Promise<H2Result> {
  const { port, host, protocol, connections, streams, core, until } = load;
  const amount = until === 'each connection had one' ? ['-n', `${connections}`] : ['-D', `${until.seconds}`];
  const args = [
    ...(protocol === 'h1' ? ['--h1'] : []),
    ...['-t', '1', '-c', `${connections}`, '-m', `${streams}`, ...amount],
    `--connect-to=127.0.0.1:${port}`,
    `https://${host}/`,
  ];
  const seconds = until === 'each connection had one' ? 1 : until.seconds;
  const printed = await run({ program: 'h2load', args, core, seconds }, signal);
  return parseH2load(printed, protocol === 'h1' ? 'http/1.1' : 'h2');
}

/** Reads what h2load prints. @throws Error if a request failed, or if another protocol was negotiated. */
export function parseH2load(printed: string, protocol: 'http/1.1' | 'h2'): H2Result {
  const [, spoken = 'none'] = /^Application protocol: (\S+)/m.exec(printed) ?? [];
  if (spoken !== protocol) throw new Error(`negotiated ${spoken} instead of ${protocol}`);
  const [, time, unit = '', perSecond] = /^finished in ([\d.]+)(\w+), ([\d.]+) req\/s/m.exec(printed) ?? [];
  const [, done, succeeded, failed] =
    /^requests: .* (\d+) done, (\d+) succeeded, (\d+) failed/m.exec(printed) ?? [];
  const [, codes = ''] = /^status codes: (.*)$/m.exec(printed) ?? [];
  if (done === undefined || Number(succeeded) === 0) throw new Error(`no request was answered:\n${printed}`);
  if (done !== succeeded || failed !== '0' || !/ 0 3xx, 0 4xx, 0 5xx/.test(codes)) {
    throw new Error(`requests failed: ${failed} failed; ${codes}`);
  }
  return {
    requests: Number(succeeded),
    seconds: Number(time) * (SECONDS[unit] ?? Number.NaN),
    requestsPerSecond: Number(perSecond),
  };
}

const SECONDS: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60 };
