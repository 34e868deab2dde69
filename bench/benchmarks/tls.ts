import { type H2Result, runH2load } from '../load/h2load.ts';
import { HOST } from '../subjects/subject.ts';
import type { Benchmark, LoadSettings, Target } from './benchmark.ts';
import { wrkBenchmark } from './wrk.ts';

const common = { unit: 'requests/s', better: 'higher', tools: ['h2load'], portable: false } as const;
const asLong = ({ seconds }: Pick<LoadSettings, 'seconds'>): number => seconds + 0.1;

export const TLS_BENCHMARKS: readonly Benchmark[] = [
  {
    ...common,
    name: 'tls-get',
    title: 'Small GET over TLS, keep-alive',
    what: '`GET /` over 64 keep-alive connections with TLS 1.3, SNI and HTTP/1.1.',
    needs: 'https',
    quick: true,
    warmsUp: true,
    estimate: asLong,
    measure: (target, settings) => timed(target, settings, 'h1', 64, 1),
  },
  {
    ...common,
    name: 'tls-full',
    title: 'Full TLS handshake per request',
    what: 'A new connection with TLS 1.3, SNI and an ECDSA P-256 certificate for each `GET /`, 64 connections at once.',
    unit: 'handshakes/s',
    needs: 'https',
    quick: true,
    estimate: ({ seconds }) => seconds + 0.5,
    measure: fullHandshakes,
  },
  wrkBenchmark({
    name: 'tls-resumed',
    title: 'Resumed TLS handshake per request',
    what: 'A new connection for each `GET /`, 64 at a time, whose TLS 1.3 session is resumed by a ticket.',
    unit: 'handshakes/s',
    needs: 'https',
    close: true,
    quick: false,
    portable: false,
  }),
  {
    ...common,
    name: 'h2-streams',
    title: 'HTTP/2, 16 connections of 16 streams',
    what: '`GET /` over TLS 1.3 and HTTP/2, 16 requests at once on each of 16 connections.',
    needs: 'http2',
    quick: true,
    estimate: asLong,
    measure: (target, settings) => timed(target, settings, 'h2', 16, 16),
  },
  {
    ...common,
    name: 'h2-single',
    title: 'HTTP/2, 64 connections of one stream',
    what: '`GET /` over TLS 1.3 and HTTP/2, one request at a time on each of 64 connections.',
    needs: 'http2',
    quick: false,
    estimate: asLong,
    measure: (target, settings) => timed(target, settings, 'h2', 64, 1),
  },
];

async function timed(
  { port }: Target,
  { seconds, core, signal }: LoadSettings,
  protocol: 'h1' | 'h2',
  connections: number,
  streams: number,
): Promise<{ value: number; operations: number }> {
  const load = { port, host: HOST, protocol, connections, streams, core, until: { seconds } };
  const { requestsPerSecond, requests } = await runH2load(load, signal);
  return { value: requestsPerSecond, operations: requests };
}

/** h2load opens connections once only, so it is started again and again; what it takes to start is not counted. */
async function fullHandshakes(
  { port }: Target,
  settings: LoadSettings,
): Promise<{ value: number; operations: number }> {
  const { core, signal, seconds } = settings;
  const until = 'each connection had one';
  const results: H2Result[] = [];
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const load = { port, host: HOST, protocol: 'h1', connections: 64, streams: 1, core, until } as const;
    results.push(await runH2load(load, signal));
  }
  const sum = (name: 'requests' | 'seconds'): number =>
    results.reduce((total, result) => total + result[name], 0);
  return { value: sum('requests') / sum('seconds'), operations: sum('requests') };
}
