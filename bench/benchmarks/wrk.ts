import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BODY_BYTE } from '../load/bodies.ts';
import { runWrk } from '../load/wrk.ts';
import { ANSWER } from '../subjects/backends.ts';
import { HOST, type Need } from '../subjects/subject.ts';
import { scratchFolder } from '../system/scratch.ts';
import type { Benchmark } from './benchmark.ts';

/** What differs between benchmarks that wrk makes. */
interface WrkBenchmark extends Pick<Benchmark, 'name' | 'title' | 'what' | 'quick' | 'portable' | 'warmsUp'> {
  readonly unit?: string;
  readonly needs?: Need;
  readonly path?: string;
  readonly connections?: number;
  readonly headers?: readonly string[];
  /** Bytes of each answer's body; default those of `/`. */
  readonly answerBytes?: number;
  /** Bytes of each request's body; default none. */
  readonly bodyBytes?: number;
  /** A connection for each request. */
  readonly close?: boolean;
}

/** A benchmark of requests in a closed loop. */
export function wrkBenchmark(differs: WrkBenchmark): Benchmark {
  const { path = '/', connections = 64, headers = [], bodyBytes, close = false, needs = 'http' } = differs;
  return {
    name: differs.name,
    title: differs.title,
    what: differs.what,
    quick: differs.quick,
    portable: differs.portable,
    ...(differs.warmsUp ? { warmsUp: true } : {}),
    unit: differs.unit ?? 'requests/s',
    better: 'higher',
    needs,
    tools: ['wrk'],
    // Backends that are asked to write through the wrong port would be measured otherwise.
    withoutDirect: path.startsWith('/script'),
    estimate: ({ seconds }) => seconds + 0.1,
    measure: async ({ port }, { seconds, core, signal }) => {
      await using scratch = await scratchFolder();
      const script = join(scratch.path, 'request.lua');
      if (bodyBytes !== undefined) {
        await writeFile(script, `wrk.method = "POST"\nwrk.body = string.rep("${BODY_BYTE}", ${bodyBytes})\n`);
      }
      const result = await runWrk(
        {
          url: `${needs === 'https' ? 'https' : 'http'}://127.0.0.1:${port}${path}`,
          headers: [`Host: ${HOST}`, ...headers, ...(close ? ['Connection: close'] : [])],
          connections,
          seconds,
          core,
          ...(bodyBytes === undefined ? {} : { script }),
          leastBytes: differs.answerBytes ?? ANSWER.length,
          keepAlive: !close,
        },
        signal,
      );
      return { value: result.requestsPerSecond, operations: result.requests };
    },
  };
}
