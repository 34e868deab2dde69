import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { ACCESS_LOG_DEFAULTS } from '../../static/access-log-flags.ts';
import { parseFlags } from '../../static/flags.ts';
import type { HttpEvent, RequestDetails } from '../observer.ts';
import { AccessLog } from './access-log.ts';

const DETAILS: RequestDetails = {
  protocol: 'HTTP/1.1',
  internal: false,
  requestFields: [
    'User-Agent',
    'curl/8',
    'referer',
    'http://r/"x"',
    'x-correlation-id',
    'abc',
    'X-Twice',
    '1',
    'X-Twice',
    '2',
  ],
  responseFields: ['Content-Type', 'text/plain'],
  retries: 0,
};

const EVENT: HttpEvent = {
  kind: 'http',
  entryPoint: 'web',
  method: 'GET',
  host: 'some.test:88',
  target: '/a/x?y=1',
  client: '127.0.0.1:51438',
  tls: false,
  generation: 1,
  router: 'a@file',
  services: ['all@file', 's@file'],
  server: 'http://127.0.0.1:19191',
  status: 200,
  requestBytes: 0,
  responseBytes: 5,
  durationMs: 8.5191,
  mirrors: [],
  details: DETAILS,
};

/** What is written of these requests. */
async function written(
  flags: readonly string[],
  ...events: readonly Partial<HttpEvent>[]
): Promise<string[]> {
  const output = new PassThrough();
  const { accessLog = ACCESS_LOG_DEFAULTS } = parseFlags(flags);
  const log = await AccessLog.open(accessLog, (router) => router === 'quiet@file', output);
  for (const event of events) log.observe({ ...EVENT, ...event });
  await log.close();
  return (output.setEncoding('utf8').read() ?? '').split('\n').slice(0, -1);
}

const { router: _router, server: _server, ...UNROUTED } = EVENT;

describe('the common format is as Traefik v3.7.9 writes it', () => {
  const time = String.raw`\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\]`;
  const agent = ['User-Agent', 'Referer'].map((name) => `--accesslog.fields.headers.names.${name}=keep`);
  const cases: readonly (readonly [flags: readonly string[], event: Partial<HttpEvent>, line: string])[] = [
    [
      [],
      {},
      `127.0.0.1 - - ${time} "GET /a/x\\?y=1 HTTP/1.1" 200 5 "-" "-" 1 "a@file" "http://127.0.0.1:19191" 8ms`,
    ],
    [agent, {}, `.* "http://r/\\\\"x\\\\"" "curl/8" 1 "a@file" .*`],
    [['--accesslog.format=genericclf'], {}, `127.0.0.1 - - ${time} "GET /a/x\\?y=1 HTTP/1.1" 200 5 "-" "-"`],
    [[], { details: { ...DETAILS, user: 'joe' } }, `127.0.0.1 - joe ${time} .*`],
    [[], { client: '[::1]:80' }, `::1 - - ${time} .*`],
    [[], { details: { ...DETAILS, forwardedFor: '1.2.3.4, 5.6.7.8' } }, `1.2.3.4, 5.6.7.8 - - .*`],
    [['--accesslog.fields.names.StartUTC=drop'], {}, String.raw`127.0.0.1 - - \[.* [+-]\d{4}\] .*`],
    [['--accesslog.fields.defaultmode=drop'], {}, String.raw`- - - \[-\] "- - -" - - "-" "-" - "-" "-" 0ms`],
  ];
  for (const [flags, event, line] of cases) {
    test(line, async () => {
      const [first = ''] = await written(['--accesslog', ...flags], event);
      assert.match(first, new RegExp(`^${line}$`));
    });
  }
  test('what no router took has neither router nor server', async () => {
    const log = await AccessLog.open(ACCESS_LOG_DEFAULTS, () => false, new PassThrough());
    await log.close();
    const output = new PassThrough();
    const other = await AccessLog.open(ACCESS_LOG_DEFAULTS, () => false, output);
    other.observe({ ...UNROUTED, services: [], status: 404 });
    await other.close();
    assert.match(output.setEncoding('utf8').read(), / 404 5 "-" "-" 1 "-" "-" 8ms\n$/);
  });
});

describe('json', () => {
  const read = async (flags: readonly string[], ...events: readonly Partial<HttpEvent>[]) =>
    (await written(['--accesslog.format=json', ...flags], ...events)).map((line) => JSON.parse(line));

  test('has the fields of Traefik v3.7.9, in the order of their names', async () => {
    const [line] = await read([], {});
    assert.deepEqual(Object.keys(line), Object.keys(line).sort());
    const { StartLocal, StartUTC, time, ...rest } = line;
    assert.match(StartUTC, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(`${StartLocal} ${time}`, /^\S+(?:Z|[+-]\d\d:\d\d) \S+(?:Z|[+-]\d\d:\d\d)$/);
    assert.deepEqual(rest, {
      ClientAddr: '127.0.0.1:51438',
      ClientHost: '127.0.0.1',
      ClientPort: '51438',
      ClientUsername: '-',
      DownstreamContentSize: 5,
      DownstreamStatus: 200,
      Duration: 8519100,
      OriginContentSize: 5,
      OriginStatus: 200,
      RequestAddr: 'some.test:88',
      RequestContentSize: 0,
      RequestCount: 1,
      RequestHost: 'some.test',
      RequestMethod: 'GET',
      RequestPath: '/a/x?y=1',
      RequestPort: '88',
      RequestProtocol: 'HTTP/1.1',
      RequestScheme: 'http',
      RetryAttempts: 0,
      RouterName: 'a@file',
      ServiceAddr: '127.0.0.1:19191',
      ServiceName: 's@file',
      ServiceURL: 'http://127.0.0.1:19191',
      entryPointName: 'web',
      level: 'info',
      msg: '',
    });
  });

  const headers: readonly (readonly [flags: readonly string[], expected: Record<string, string>])[] = [
    [[], {}],
    [['names.X-Correlation-Id=keep'], { 'request_X-Correlation-Id': 'abc' }],
    [['names.x-correlation-id=redact'], { 'request_X-Correlation-Id': 'REDACTED' }],
    [
      ['defaultmode=keep', 'names.User-Agent=drop', 'names.Referer=redact'],
      {
        'request_X-Correlation-Id': 'abc',
        'request_X-Twice': '1',
        request_Referer: 'REDACTED',
        'downstream_Content-Type': 'text/plain',
      },
    ],
  ];
  for (const [flags, expected] of headers) {
    test(`header fields with ${flags.join(', ') || 'no flag'}`, async () => {
      const [line] = await read(
        flags.map((flag) => `--accesslog.fields.headers.${flag}`),
        {},
      );
      const seen = Object.entries(line).filter(([name]) => /^(?:request|downstream)_/.test(name));
      assert.deepEqual(Object.fromEntries(seen), expected);
    });
  }

  test('fields are kept by name where all others are dropped', async () => {
    const [line] = await read(
      ['--accesslog.fields.defaultmode=drop', '--accesslog.fields.names.RequestPath=keep'],
      {},
    );
    assert.deepEqual(Object.keys(line), ['RequestPath', 'level', 'msg', 'time']);
  });
});

describe('what is not written', () => {
  const cases: readonly (readonly [flags: readonly string[], event: Partial<HttpEvent>, lines: number])[] = [
    [[], { router: 'quiet@file' }, 0],
    [[], { details: { ...DETAILS, internal: true } }, 0],
    [['.addinternals'], { details: { ...DETAILS, internal: true } }, 1],
    [['.filters.statuscodes=404,500-599'], {}, 0],
    [['.filters.statuscodes=404,500-599'], { status: 502 }, 1],
    [['.filters.minduration=9ms'], {}, 0],
    [['.filters.minduration=8ms'], {}, 1],
    [['.filters.retryattempts'], {}, 0],
    [['.filters.retryattempts'], { details: { ...DETAILS, retries: 1 } }, 1],
    [['.filters.minduration=1h', '.filters.statuscodes=200'], {}, 1],
  ];
  for (const [flags, event, lines] of cases) {
    test(`${flags.join(' ')} ${JSON.stringify(Object.keys(event))}: ${lines}`, async () => {
      const seen = await written(['--accesslog', ...flags.map((flag) => `--accesslog${flag}`)], event);
      assert.equal(seen.length, lines);
    });
  }

  test('a request that a filter leaves out is counted', async () => {
    const [line] = await written(['--accesslog.filters.statuscodes=404'], {}, { status: 404 });
    assert.match(line ?? '', / "-" "-" 2 "a@file" /);
  });
});
