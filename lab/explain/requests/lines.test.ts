import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readAccessLogLine } from './access-log.ts';
import { readJsonLogLine } from './json-log.ts';
import { readPlainLine } from './plain-line.ts';
import { type ReadRequest, requestText } from './request.ts';

/** What was read, in the spelling of lists. */
function told(read: ReadRequest): string | undefined {
  if (read === undefined) return undefined;
  return 'expected' in read ? `expected ${read.expected}` : requestText(read.question);
}

type Cases = readonly (readonly [line: string, expected: string | RegExp | undefined])[];

function check(cases: Cases, read: (line: string) => ReadRequest): void {
  for (const [line, expected] of cases) {
    test(line || '(an empty line)', () => {
      const found = told(read(line));
      if (expected instanceof RegExp) assert.match(found ?? '', expected);
      else assert.equal(found, expected);
    });
  }
}

describe('a line that somebody wrote', () => {
  check(
    [
      ['', undefined],
      ['  # the shop', undefined],
      ['http://shop.test', 'GET http://shop.test/'],
      ['https://shop.test:8443/a/../b?x=1#top', 'GET https://shop.test:8443/a/../b?x=1'],
      ['https://shop.test?x', 'GET https://shop.test/?x'],
      ['POST https://shop.test/cart', 'POST https://shop.test/cart'],
      [
        'https://a.test/ -H \'X-Role: admin\' -H "Accept: a b" # why',
        "GET https://a.test/ -H 'X-Role: admin' -H 'Accept: a b'",
      ],
      [
        'https://a.test/ --from 10.0.0.1 --sni b.test --entrypoint internal',
        'GET https://a.test/ --from 10.0.0.1 --sni b.test --entrypoint internal',
      ],
      ['http://[::1]:80/', 'GET http://[::1]:80/'],
      ['http://bücher.test/straße', 'GET http://xn--bcher-kva.test/stra%C3%9Fe'],
      ['tls://mongo.local', 'tls://mongo.local'],
      ['tcp://:27017 --sni mongo.local --alpn a,b', 'tls://mongo.local:27017 --alpn a,b'],
      ['tls://mongo.local --entrypoint mongo', 'tls://mongo.local --entrypoint mongo'],
      ['tcp --entrypoint mongo', 'tcp:// --entrypoint mongo'],
      ['udp://:53', 'udp://:53'],
      ['udp://', 'udp://'],
      ['shop.test/cart', /^expected a URL such as/],
      ['GET', /^expected a URL/],
      ['GET tcp://x', /^expected a URL/],
      ['ftp://shop.test/', /^expected a URL/],
      ['http://', /^expected a URL/],
      ['http://shop.test:99999/', /^expected a URL/],
      ['http://user@shop.test/', /^expected a URL/],
      ['http://a.test/ -H', 'expected a value after -H'],
      ['http://a.test/ -H "X: 1', 'expected a closing quotation mark'],
      ['http://a.test/ -H nocolon', "expected -H 'Name: value', not -H 'nocolon'"],
      ['http://a.test/ --colour red', 'expected -H, --sni, --alpn, --from or --entrypoint, not --colour'],
    ],
    readPlainLine,
  );
});

describe('a line of an access log', () => {
  const routers = new Map([['default-shop-1a2b@kubernetescrd', { host: 'shop.test', tls: true }]]);
  check(
    [
      [
        '10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "GET /cart?x=1 HTTP/1.1" 200 12',
        'GET https://log.test/cart?x=1 --from 10.0.0.9',
      ],
      [
        '::1 - ann [28/Nov/2026:15:00:00 +0000] "POST / HTTP/2.0" 404 - "-" "curl/8"',
        'POST https://log.test/ --from ::1',
      ],
      [
        '10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "GET http://shop.test:81/a HTTP/1.1" 200 12',
        'GET http://shop.test:81/a --from 10.0.0.9',
      ],
      [
        'shop.test:443 10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "-"',
        'GET https://shop.test/a --from 10.0.0.9',
      ],
      [
        '10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "-" 7 "default-shop-1a2b@kubernetescrd" "http://10.42.0.5:80" 3ms',
        'GET https://shop.test/a --from 10.0.0.9',
      ],
      [
        '10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "OPTIONS * HTTP/1.1" 200 0',
        'OPTIONS https://log.test* --from 10.0.0.9',
      ],
      [
        '10.0.0.9 - a name [28/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.1" 200 12',
        'GET https://log.test/a --from 10.0.0.9',
      ],
      ['unix: - - [28/Nov/2026:15:00:00 +0000] "GET /a HTTP/1.0" 200 12', 'GET https://log.test/a'],
      ['', undefined],
      ['10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "\\x16\\x03\\x01" 400 150', /^expected an access log line/],
      ['10.0.0.9 - - [28/Nov/2026:15:00:00 +0000] "-" 408 0', /^expected an access log line/],
      ['time="2026" level=info msg="Configuration loaded"', /^expected an access log line/],
      ['http://shop.test/', /^expected an access log line/],
    ],
    (line) => readAccessLogLine(line, { host: 'https://log.test', routers }),
  );
  check(
    [
      ['10.0.0.9 - - [x] "GET /a HTTP/1.1" 200 12', /^expected a host: .*--host NAME/],
      [
        '10.0.0.9 - - [x] "GET /a HTTP/1.1" 200 1 "-" "-" 7 "other@file" "http://10.42.0.5:80" 3ms',
        /^expected a host/,
      ],
    ],
    (line) => readAccessLogLine(line, {}),
  );
});

describe("a line of Traefik's JSON access log", () => {
  const line = (record: object): string =>
    JSON.stringify({ RequestMethod: 'GET', RequestPath: '/a?b', RequestHost: 'shop.test', ...record });
  check(
    [
      [line({}), 'GET http://shop.test/a?b'],
      [
        line({ RequestScheme: 'https', entryPointName: 'websecure', ClientHost: '10.0.0.9' }),
        'GET https://shop.test/a?b --from 10.0.0.9 --entrypoint websecure',
      ],
      [
        line({ TLSVersion: '1.3', 'request_X-Role': 'admin' }),
        "GET https://shop.test/a?b -H 'X-Role: admin'",
      ],
      [line({ RequestHost: '-', RequestAddr: 'shop.test:8080' }), 'GET http://-/a?b'],
      [line({ RequestHost: undefined, RequestAddr: 'shop.test:8080' }), 'GET http://shop.test/a?b'],
      ['', undefined],
      [line({ RequestPath: undefined }), /^expected a line of Traefik's JSON access log/],
      [line({ RequestHost: 5 }), /^expected a line/],
      ['{"level":"info","message":"started"}', /^expected a line/],
      ['{"RequestMethod":"GET","Reque', /^expected a line/],
      ['[1]', /^expected a line/],
      ['null', /^expected a line/],
    ],
    readJsonLogLine,
  );
});

test('no text makes a reader throw, and what it reads can be written and read again', () => {
  const words = [
    'GET ',
    'http://a.test',
    '/p',
    ' -H ',
    "'X: 1'",
    '"',
    ' - - [x] ',
    '" 200 1',
    '{"',
    '@',
    'tcp://',
    '#',
    '\u0000',
    'ü',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: 8 });
  fc.assert(
    fc.property(text, (parts) => {
      const line = parts.join('');
      readAccessLogLine(line, { host: 'a.test' });
      readJsonLogLine(line);
      const read = readPlainLine(line);
      if (read === undefined || 'expected' in read) return;
      const written = requestText(read.question);
      assert.equal(told(readPlainLine(written)), written);
    }),
    { numRuns: 3000 },
  );
});
