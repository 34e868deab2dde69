import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requestOf } from './access-log-events.ts';

/** As Traefik v3.7.9 writes it. */
const TRAEFIK = String.raw`{"ClientAddr":"172.18.0.1:51438","ClientHost":"172.18.0.1","ClientPort":"51438","ClientUsername":"-","DownstreamContentSize":5,"DownstreamStatus":200,"Duration":8519100,"OriginContentSize":5,"OriginDuration":8422716,"OriginStatus":200,"Overhead":96384,"RequestAddr":"app.test:8080","RequestContentSize":3,"RequestCount":1,"RequestHost":"app.test","RequestMethod":"POST","RequestPath":"/a/x?y=1\u0026z=2","RequestPort":"8080","RequestProtocol":"HTTP/1.1","RequestScheme":"https","RetryAttempts":0,"RouterName":"a@file","ServiceAddr":"172.18.0.3:80","ServiceName":"s@file","ServiceURL":"http://172.18.0.3:80","StartLocal":"2026-11-28T21:54:42.875222106Z","StartUTC":"2026-11-28T21:54:42.875222106Z","entryPointName":"web","level":"info","msg":"","request_X-Correlation-Id":"abc","time":"2026-11-28T21:54:42Z"}`;

test('a line is about a request', () => {
  assert.deepEqual(requestOf(TRAEFIK, 7), {
    kind: 'http',
    entryPoint: 'web',
    correlationId: 'abc',
    method: 'POST',
    host: 'app.test:8080',
    target: '/a/x?y=1&z=2',
    client: '172.18.0.1:51438',
    tls: true,
    generation: 7,
    router: 'a@file',
    services: ['s@file'],
    server: 'http://172.18.0.3:80',
    status: 200,
    requestBytes: 3,
    responseBytes: 5,
    durationMs: 8.5191,
    mirrors: [],
  });
});

test('what no router took has no server', () => {
  const line = '{"DownstreamStatus":404,"RequestPath":"/","entryPointName":"web"}';
  const event = requestOf(line, 1);
  assert.deepEqual(
    [event?.status, event?.router, event?.server, event?.services],
    [404, undefined, undefined, []],
  );
});

describe('other lines are about no request', () => {
  for (const line of [
    '',
    '{"level":"info","message":"Traefik version 3.7.9 built"}',
    'watching the Kubernetes API at https://172.18.0.1:6443; Ctrl-C stops',
    '127.0.0.1 - - [28/Nov/2026:21:54:44 +0000] "GET /a HTTP/1.1" 200 5 "-" "-" 1 "a@file" "-" 2ms',
  ]) {
    test(line.slice(0, 40) || 'an empty one', () => assert.equal(requestOf(line, 1), undefined));
  }
});
