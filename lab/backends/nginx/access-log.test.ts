import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessLogLine } from './access-log.ts';

function line(headers: Record<string, string>, requestLine = 'GET / HTTP/1.1'): string {
  const time = new Date('2026-11-03T04:05:06Z');
  return accessLogLine({
    remoteAddress: '127.0.0.1',
    time,
    requestLine,
    status: 200,
    bodyBytes: 615,
    header: (name) => headers[name],
  });
}

const start = '127.0.0.1 - - [03/Nov/2026:04:05:06 +0000] "GET / HTTP/1.1" 200 615';
const basic = `Basic ${Buffer.from('ann:secret').toString('base64')}`;

const lines: readonly [headers: Record<string, string>, expected: string][] = [
  [{}, `${start} "-" "-" "-"`],
  [
    { referer: 'http://a/', 'user-agent': 'curl/8.5.0', 'x-forwarded-for': '10.0.0.1, 10.0.0.2' },
    `${start} "http://a/" "curl/8.5.0" "10.0.0.1, 10.0.0.2"`,
  ],
  [{ authorization: basic }, `${start.replace('- - [', '- ann [')} "-" "-" "-"`],
  [{ authorization: 'Bearer x' }, `${start} "-" "-" "-"`],
  [{ 'user-agent': 'a"b\\c\té' }, `${start} "-" "a\\x22b\\x5Cc\\x09\\xE9" "-"`],
];
for (const [headers, expected] of lines) {
  test(`the access log for ${JSON.stringify(headers)}`, () => assert.equal(line(headers), expected));
}
