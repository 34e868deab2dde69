import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { type ReadOptions, readRequestFile, readRequestStream } from './read-requests.ts';
import { requestText } from './request.ts';
import { RequestList } from './request-list.ts';

async function read(text: string, options: ReadOptions = {}) {
  const list = new RequestList();
  const format = await readRequestStream(Readable.from([text]), 'x', list, options);
  const requests = list.requests.map(
    ({ question, count, place }) => `${count} ${requestText(question)} (${place})`,
  );
  return { format, requests, unread: list.unread.map(({ place }) => place), unreadCount: list.unreadCount };
}

const CLF = (client: string, path: string) =>
  `${client} - - [28/Nov/2026:15:00:00 +0000] "GET ${path} HTTP/1.1" 200 12`;
const JSON_LINE = (path: string) =>
  JSON.stringify({
    RequestMethod: 'GET',
    RequestPath: path,
    RequestHost: 'a.test',
    ClientHost: '10.0.0.1',
    'request_X-Role': 'b',
    request_Agent: path,
  });
const ENTRY = (url: string) => ({
  request: {
    method: 'GET',
    url,
    headers: [
      { name: ':authority', value: 'a.test' },
      { name: 'X-Role', value: 'b' },
    ],
  },
});
const HAR = (entries: unknown) => ({ log: { version: '1.2', entries } });

describe('the format of a file follows from what is in it', () => {
  const cases: readonly (readonly [
    name: string,
    text: string,
    expected: Partial<Awaited<ReturnType<typeof read>>>,
  ])[] = [
    ['nothing', '', { format: 'plain', requests: [], unreadCount: 0 }],
    [
      'a list',
      '\uFEFFhttp://a.test/\r\n# again\r\nGET http://a.test\r\nhttp://b.test/',
      { format: 'plain', requests: ['2 GET http://a.test/ (x:1)', '1 GET http://b.test/ (x:4)'] },
    ],
    [
      'an access log',
      `${CLF('10.0.0.1', '/a')}\n${CLF('10.0.0.2', '/a')}\nnoise\n`,
      {
        format: 'access log',
        requests: [
          '1 GET http://h.test/a --from 10.0.0.1 (x:1)',
          '1 GET http://h.test/a --from 10.0.0.2 (x:2)',
        ],
        unread: ['x:3'],
      },
    ],
    [
      'an access log that begins with other output',
      `time="now" level=info\n${CLF('1.1.1.1', '/')}\n`,
      { format: 'access log', unread: ['x:1'] },
    ],
    [
      'a JSON access log',
      `${JSON_LINE('/a')}\n${JSON_LINE('/b')}\n{"cut`,
      { format: 'JSON access log', unread: ['x:3'] },
    ],
    [
      'a JSON access log that was cut at its beginning',
      `st":"a.test"}\n${JSON_LINE('/b')}\n`,
      { format: 'JSON access log', unread: ['x:1'] },
    ],
    [
      'a HAR on one line',
      JSON.stringify(HAR([ENTRY('https://a.test/?q'), ENTRY('data:abc'), ENTRY('wss://a.test/live'), {}])),
      {
        format: 'HAR',
        requests: [
          "1 GET https://a.test/?q -H 'X-Role: b' (x, entry 1)",
          "1 GET https://a.test/live -H 'X-Role: b' (x, entry 3)",
        ],
        unread: ['x, entry 4'],
      },
    ],
    [
      'a long HAR on many lines',
      JSON.stringify(HAR(Array.from({ length: 30 }, () => ENTRY('http://a.test/'))), null, 1),
      { format: 'HAR', requests: ["30 GET http://a.test/ -H 'X-Role: b' (x, entry 1)"] },
    ],
    ['other JSON', '{ "kind": "List",\n "items": [] }', { format: 'HAR', requests: [], unread: ['x'] }],
    ['a HAR whose entries are none', JSON.stringify(HAR({})), { format: 'HAR', unread: ['x'] }],
  ];
  for (const [name, text, expected] of cases) {
    test(name, async () => {
      const found = await read(text, { host: 'h.test' });
      assert.deepEqual(found, {
        ...found,
        unread: [],
        unreadCount: expected.unread?.length ?? 0,
        ...expected,
      });
    });
  }
});

test('of what was recorded only what counts tells requests apart', async () => {
  const relevance = { clientIps: false, queries: false, headers: new Set(['x-role']) };
  const log = [CLF('10.0.0.1', '/a?1'), CLF('10.0.0.2', '/a?2'), CLF('10.0.0.3', '/a')].join('\n');
  assert.deepEqual((await read(log, { host: 'a.test', relevance })).requests, [
    '3 GET http://a.test/a (x:1)',
  ]);
  const json = [JSON_LINE('/a?1'), JSON_LINE('/a?2')].join('\n');
  assert.deepEqual((await read(json, { relevance })).requests, [
    "2 GET http://a.test/a -H 'X-Role: b' (x:1)",
  ]);
  const written = "http://a.test/?x -H 'Y: 1'\nhttp://a.test/?y";
  assert.equal((await read(written, { relevance })).requests.length, 2);
});

test('of many lines that are no requests the first are named and all are counted', async () => {
  const { unread, unreadCount } = await read(`http://a.test\n${'nonsense\n'.repeat(1000)}`);
  assert.deepEqual([unread, unreadCount], [['x:2', 'x:3', 'x:4', 'x:5', 'x:6'], 1000]);
});

test('a file that is not there is an error', async () => {
  await assert.rejects(readRequestFile('/nowhere/requests.txt', new RequestList()), { code: 'ENOENT' });
});
