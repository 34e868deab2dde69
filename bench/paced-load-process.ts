/**
 * Measures first what a closed loop gets through, then the latency at a share of that in an open loop: requests are
 * sent when they are due, whatever became of those before, and their time counts from when they were due. So an
 * interruption is in the latency of all requests it delayed, not only of the one it hit (coordinated omission).
 */
import { performance } from 'node:perf_hooks';
import { arrivals } from './load/arrivals.ts';
import { type AnswerListener, HttpClient } from './load/http-client.ts';
import { percentile } from './load/percentile.ts';
import { numberOf, settings, tell, textOf } from './parent.ts';

const told = settings();
const seconds = numberOf(told, 'seconds');
const count = numberOf(told, 'connections');
let listener: AnswerListener = {
  onAnswer: () => undefined,
  onFailure: (_client, reason) => fail(reason),
};
const clients = Array.from(
  { length: count },
  () =>
    new HttpClient(numberOf(told, 'port'), textOf(told, 'host'), textOf(told, 'body'), {
      onAnswer: (client) => listener.onAnswer(client),
      onFailure: (client, reason) => listener.onFailure(client, reason),
    }),
);

function fail(reason: string): void {
  tell({ error: reason });
  process.disconnect();
}

/** Requests a second that a closed loop gets through. */
function closedLoop(lastsMs: number): Promise<number> {
  return new Promise((resolve) => {
    const begin = performance.now();
    let answers = 0;
    let idle = 0;
    listener = {
      ...listener,
      onAnswer: (client) => {
        answers += 1;
        const elapsed = performance.now() - begin;
        if (elapsed < lastsMs) client.send();
        else {
          idle += 1;
          if (idle === count) resolve((answers / elapsed) * 1_000);
        }
      },
    };
    for (const client of clients) client.send();
  });
}

/** Latencies in milliseconds, ascending, of an open loop. */
function openLoop(rate: number, lastsMs: number): Promise<Float64Array> {
  return new Promise((resolve) => {
    const next = arrivals(rate, numberOf(told, 'seed'));
    const latencies: number[] = [];
    const idle = [...clients];
    const waiting: number[] = [];
    const begin = performance.now();
    let due = next() * 1_000;
    const pause = new Int32Array(new SharedArrayBuffer(4));
    listener = {
      ...listener,
      onAnswer: (client) => {
        latencies.push(performance.now() - begin - client.intended);
        const late = waiting.shift();
        if (late === undefined) idle.push(client);
        else dispatch(client, late);
      },
    };
    const dispatch = (client: HttpClient, intended: number): void => {
      client.intended = intended;
      client.send();
    };
    const turn = (): void => {
      const now = performance.now() - begin;
      for (; due <= now && due < lastsMs; due = next() * 1_000) {
        const client = idle.pop();
        if (client) dispatch(client, due);
        else waiting.push(due);
      }
      if (due >= lastsMs && idle.length === clients.length) {
        resolve(Float64Array.from(latencies).sort());
        return;
      }
      // Timers of the event loop are a millisecond wide at best; spinning would take the core from the backend.
      Atomics.wait(pause, 0, 0, Math.min(TURN_MS, Math.max(0, due - (performance.now() - begin))));
      setImmediate(turn);
    };
    turn();
  });
}

/** Milliseconds between two looks at the clock and the sockets: what the result is exact to. */
const TURN_MS = 0.1;

const capacity = await closedLoop(Math.min(500, seconds * 500));
const rate = capacity * numberOf(told, 'share');
const latencies = await openLoop(rate, seconds * 1_000);
tell({
  operations: latencies.length,
  capacity,
  rate,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
  most: percentile(latencies, 1),
});
for (const client of clients) client.close();
process.disconnect();
