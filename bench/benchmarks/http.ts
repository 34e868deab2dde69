import type { Benchmark } from './benchmark.ts';
import { wrkBenchmark } from './wrk.ts';

/** About 880 bytes of head, as browsers send it. */
export const BROWSER_HEADERS: readonly string[] = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9,de;q=0.8,fr;q=0.7',
  'Cache-Control: max-age=0',
  'Referer: https://bench.local/catalogue/items?page=3&order=newest',
  'Sec-Ch-Ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  'Sec-Ch-Ua-Mobile: ?0',
  'Sec-Ch-Ua-Platform: "Linux"',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-User: ?1',
  'Upgrade-Insecure-Requests: 1',
  'Priority: u=0, i',
  'If-None-Match: "4f1c-63a5f0c2b7d40"',
  'Cookie: session=5f2b1c9e8d7a6b5c4d3e2f1a0b9c8d7e; theme=dark; consent=analytics.0-ads.0; seen=1763900000; cart=3f9a2c; region=eu-central',
];

const large = {
  quick: true,
  portable: true,
};

export const HTTP_BENCHMARKS: readonly Benchmark[] = [
  wrkBenchmark({
    name: 'tiny-get',
    title: 'Small GET, keep-alive',
    what: '`GET /` with one field, answered with 13 bytes, over 64 keep-alive connections.',
    warmsUp: true,
    ...large,
  }),
  wrkBenchmark({
    name: 'browser-get',
    title: 'GET with headers of a browser',
    what: 'The same with about 880 bytes of header fields, as browsers send them.',
    headers: BROWSER_HEADERS,
    ...large,
  }),
  wrkBenchmark({
    name: 'down-16k',
    title: '16 KiB down',
    what: '`GET`, answered with 16 KiB, over 64 keep-alive connections.',
    path: '/16384',
    answerBytes: 16 << 10,
    ...large,
  }),
  wrkBenchmark({
    name: 'down-64k',
    title: '64 KiB down',
    what: '`GET`, answered with 64 KiB, over 64 keep-alive connections.',
    path: '/65536',
    answerBytes: 64 << 10,
    quick: false,
    portable: false,
  }),
  wrkBenchmark({
    name: 'down-1m',
    title: '1 MiB down',
    what: '`GET`, answered with 1 MiB, over 16 keep-alive connections.',
    path: '/1048576',
    answerBytes: 1 << 20,
    connections: 16,
    ...large,
  }),
  wrkBenchmark({
    name: 'up-64k',
    title: '64 KiB up',
    what: '`POST` with 64 KiB, which the backend reads and compares, over 32 keep-alive connections.',
    path: '/script',
    bodyBytes: 64 << 10,
    answerBytes: 5,
    connections: 32,
    quick: false,
    portable: false,
  }),
  wrkBenchmark({
    name: 'connection-per-request',
    title: 'New connection per request',
    what: '`GET /` with `Connection: close`, 64 connections at a time.',
    close: true,
    quick: true,
    portable: false,
  }),
];
