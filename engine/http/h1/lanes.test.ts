import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Dice, tryCases } from '../corpus/test-fuzz.ts';
import { type LaneCase, type LaneSettings, requestOf, startLanes } from './test-lanes.ts';

const TOKEN = "abcxyzABCXYZ019-._~!#$%&'*+^`|";
const VALUE = 'abc XYZ\t019"(),/:;<=>?@[]{}\\\xe9\xff\x80';

const REQUEST_FIELDS: readonly [string, ...string[]] = [
  'Accept: */*',
  ...['accept: text/html', 'Accept-Encoding: gzip', 'ACCEPT-ENCODING: br', 'Range: bytes=0-9'],
  ...['User-Agent: test', 'User-Agent:', 'user-agent: a', 'Cookie: a=b', 'cookie: c=d', 'Cookie:'],
  ...['Connection: close', 'Connection: keep-alive', 'connection: X-Named, close', 'Connection: X-Case2'],
  ...['X-Named: gone', 'x-named: gone too', 'Keep-Alive: timeout=5', 'Proxy-Connection: close'],
  ...['TE: trailers', 'te: gzip', 'TE: deflate, Trailers', 'Proxy-Authorization: a', 'Proxy-Authenticate: b'],
  ...['HTTP2-Settings: AAMAAABkAAQAAP__', 'Upgrade: h2c', 'upgrade: x', 'Authorization: Basic YTpi'],
  ...[
    'X-Forwarded-For: 1.2.3.4',
    'x-forwarded-for: 5.6.7.8',
    'X-Forwarded-Proto: https',
    'X-Real-Ip: 9.9.9.9',
  ],
  ...['X_Forwarded_For: 1.1.1.1', 'X-Forwarded-Host: b.test', 'X-Forwarded-Port: 1', 'X-Forwarded-Server: s'],
  ...[
    'X-Forwarded-Prefix: /p',
    'X_Real-Ip: 8.8.8.8',
    'X-Forwarded-Uri: /u',
    'X-Scheme: a',
    'Forwarded: for=a',
  ],
  ...['X-Forwarded-Tls-Client-Cert: c', 'Content-Type: text/plain', 'Date: then', 'Expires: 0', 'Via: 1.1 x'],
];

const ANSWER_FIELDS: readonly [string, ...string[]] = [
  'Content-Type: text/plain',
  ...['Set-Cookie: a=b', 'set-cookie: c=d; Path=/', 'Server: x', 'Vary:'],
  ...['Date: Tue, 15 Nov 1994 08:12:31 GMT', 'date: then', 'Connection: keep-alive', 'Keep-Alive: timeout=5'],
  ...['connection: X-Named', 'X-Named: gone', 'Proxy-Connection: a', 'Proxy-Authenticate: Basic', 'TE: a'],
  ...['Upgrade: h2', 'Location: /a?b', 'Content-Encoding: identity', 'X-Folded: a\r\n b', 'X-Blank : c'],
  ...[
    'ETag: "1"',
    'Proxy-Authorization: a',
    'X_Real_Ip: a',
    'X-Forwarded-For: b',
    'HTTP2-Settings: a',
    'Host: h',
  ],
];

function lines(dice: Dice, known: readonly [string, ...string[]]): string {
  return Array.from({ length: dice.below(9) }, (_, index) => {
    const line = dice.chance(0.75)
      ? dice.pick(known)
      : `X${index}${dice.text(TOKEN, 0, 8)}:${dice.text(VALUE, 0, 30)}`;
    return `${dice.chance(0.2) ? line.replace(/: ?/, dice.pick([':', ':\t', ':  '])) : line}\r\n`;
  }).join('');
}

function generate(dice: Dice, id: string): LaneCase {
  const method = dice.pick([
    'GET',
    'GET',
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'PURGE',
  ]);
  const target = dice.pick(TARGETS);
  const minor = dice.chance(0.1) ? 0 : 1;
  const host =
    minor === 0 && dice.chance(0.5) ? '' : `${dice.pick(['Host', 'host'])}: ${dice.pick(HOSTS)}\r\n`;
  const body = dice.chance(0.4) ? dice.text(VALUE, 0, 60) : undefined;
  const chunked = minor === 1 && dice.chance(0.4);
  const announced = dice.chance(0.5) ? 'Trailer: T-One, T-Two\r\n' : '';
  const trailers = dice.chance(0.5) ? ([['T-One', '1'] as const, ['t-two', '2'] as const] as const) : [];
  const framing = chunked
    ? `Transfer-Encoding: chunked\r\n${announced}`
    : `Content-Length: ${body?.length}\r\n`;
  const head = [host, body === undefined ? '' : framing, lines(dice, REQUEST_FIELDS)];
  const content = body === undefined ? '' : chunked ? dice.chunks(body, trailers) : body;
  const order = dice.chance(0.5) ? head : head.reverse();
  return {
    id,
    method,
    request: requestOf(id, `${method} ${target} HTTP/1.${minor}`, order.join('')) + content,
    answer: answer(dice, method),
  };
}

const TARGETS: readonly [string, ...string[]] = [
  '/',
  ...['/a', '/a/b?c=d', '/a%2Fb', '/a%20b?%20', '/a/../b', '/./x', '//x//y', '/?', '/a?b#c', '/%41'],
  ...['http://other.test/abs?x', 'http://other.test', 'HTTP://OTHER.test:81/', '/a;b=c', "/!$&'()*+,=:@-._~"],
  ...['/"<>[]^`{|}', '/a\\b', '*', '/%zz', '/a?b?c', '/a//', 'http://u@other.test/'],
];

const HOSTS: readonly [string, ...string[]] = [
  'a.test',
  'A.Test',
  'a.test:80',
  'a.test:8080',
  '[::1]',
  '[::1]:81',
  '',
];

function answer(dice: Dice, method: string): string {
  const status = dice.pick([200, 200, 200, 201, 204, 206, 304, 404, 418, 500, 503, 299, 599]);
  const interim = dice.chance(0.1)
    ? `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n${lines(dice, ['X-I: 1'])}\r\n`
    : '';
  const bodiless = status === 204 || status === 304 || method === 'HEAD';
  const zipped = dice.chance(0.15) && !bodiless;
  const plain = dice.text(VALUE, 0, 80);
  const body = zipped ? gzipSync(Buffer.from(plain, 'latin1')).toString('latin1') : plain;
  const closes = dice.chance(0.15);
  const framing = dice.pick(['length', 'length', 'chunked', closes ? 'close' : 'length']);
  const trailers = dice.chance(0.4) ? ([['U-One', '1'] as const] as const) : [];
  const announced = dice.chance(0.6) ? 'Trailer: U-One\r\n' : '';
  let head = lines(dice, ANSWER_FIELDS);
  if (zipped) head += `Content-Encoding: ${dice.pick(['gzip', 'GZIP', 'x-gzip'])}\r\n`;
  // Unannounced, the end would meet the next request on its way, which nobody may repeat for the client.
  if (closes) head += `X-Closes: yes\r\n${framing === 'close' && !bodiless ? '' : 'Connection: close\r\n'}`;
  if (framing === 'length' && !(bodiless && dice.chance(0.5))) head += `content-length: ${body.length}\r\n`;
  if (framing === 'chunked' && !bodiless) head += `Transfer-Encoding: chunked\r\n${announced}`;
  const content = bodiless ? '' : framing === 'chunked' ? dice.chunks(body, trailers) : body;
  return `${interim}HTTP/1.1 ${status} Whatever\r\n${head}\r\n${content}`;
}

const settings: readonly [title: string, settings: LaneSettings][] = [
  ['a client that may not speak for itself', {}],
  ['a client that may set X-Forwarded', { forwardedHeaders: { insecure: true, trustedIps: [] } }],
  ['a server that gets its own name as Host', { passHostHeader: false }],
];

for (const [title, options] of settings) {
  test(`both lanes send the same requests and answers: ${title}`, async () => {
    await using lanes = await startLanes(options);
    let served = 0;
    await tryCases(1, async (dice, index) => {
      const laneCase = generate(dice, `${index}`);
      const whole = await lanes.send('whole', laneCase);
      const fast = await lanes.send('fast', laneCase);
      if (whole.request !== undefined) served += 1;
      assert.deepEqual(fast, whole, JSON.stringify(laneCase));
    });
    assert.equal(lanes.copied.whole, 0, 'with a middleware every head is made anew');
    assert.ok(lanes.copied.fast > 0.1 * served, `${lanes.copied.fast} of ${served} by the fast lane`);
  });
}
