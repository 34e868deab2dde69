import { startWorker } from '../load/worker.ts';
import { numberOf } from '../parent.ts';
import { HOST } from '../subjects/subject.ts';
import type { Benchmark } from './benchmark.ts';
import { wrkBenchmark } from './wrk.ts';

/** TCP is measured with HTTP, which its proxies do not read, so that what arrives is verified by the same means. */
export const STREAM_BENCHMARKS: readonly Benchmark[] = [
  {
    name: 'websocket',
    title: 'WebSocket echo',
    what: 'Messages of 32 bytes, one at a time on each of 64 connections; every echo is compared.',
    unit: 'messages/s',
    better: 'higher',
    needs: 'websocket',
    tools: [],
    quick: false,
    portable: false,
    estimate: ({ seconds }) => seconds + 0.3,
    measure: async ({ port }, { seconds, core, signal }) => {
      const settings = { port, seconds, connections: 64, host: HOST };
      await using worker = startWorker('websocket-load-process.ts', settings, core, signal);
      const result = await worker.next(seconds + 10);
      const operations = numberOf(result, 'operations');
      return { value: operations / numberOf(result, 'seconds'), operations };
    },
  },
  wrkBenchmark({
    name: 'tcp-small',
    title: 'TCP, small messages',
    what: 'Requests of about 50 bytes and answers of about 170 through a TCP router, over 64 connections.',
    unit: 'round trips/s',
    needs: 'tcp',
    quick: true,
    portable: true,
  }),
  wrkBenchmark({
    name: 'tcp-bulk',
    title: 'TCP, bulk',
    what: 'Answers of 1 MiB through a TCP router, over 16 connections.',
    unit: 'MiB/s',
    needs: 'tcp',
    path: '/1048576',
    answerBytes: 1 << 20,
    connections: 16,
    quick: true,
    portable: false,
  }),
  wrkBenchmark({
    name: 'tcp-connections',
    title: 'TCP, connections',
    what: 'A connection through a TCP router for each small message, 64 at a time.',
    unit: 'connections/s',
    needs: 'tcp',
    close: true,
    quick: false,
    portable: false,
  }),
  {
    name: 'udp',
    title: 'UDP echo',
    what: '64 clients with 4 datagrams of 64 bytes under way each; every echo is compared.',
    unit: 'round trips/s',
    better: 'higher',
    needs: 'udp',
    tools: [],
    quick: true,
    portable: false,
    estimate: ({ seconds }) => seconds + 0.3,
    measure: async ({ port }, { seconds, core, signal }) => {
      const settings = { port, seconds, clients: 64, each: 4 };
      await using worker = startWorker('udp-load-process.ts', settings, core, signal);
      const result = await worker.next(seconds + 10);
      const operations = numberOf(result, 'operations');
      if (operations === 0) throw new Error('no datagram came back');
      return {
        value: operations / numberOf(result, 'seconds'),
        operations,
        details: { lost: numberOf(result, 'lost') },
      };
    },
  },
];
