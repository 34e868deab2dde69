import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { parseExplainOptions } from './explain-options.ts';
import { manifestTexts } from './manifest-texts.ts';

const DEFAULTS = {
  help: false,
  question: { url: 'http://a.test', headers: [] },
  manifests: [],
  namespace: undefined,
  lab: undefined,
  count: 8,
  format: 'text',
  flags: [],
};

test('method, URL, options and flags are told apart', () => {
  const url = 'http://a.test';
  const cases: [argv: readonly string[], expected: Partial<ReturnType<typeof parseExplainOptions>>][] = [
    [[url], {}],
    [['PUT', url], { question: { url, headers: [], method: 'PUT' } }],
    [['-H', 'A: 1', url, '--header=B: 2'], { question: { url, headers: ['A: 1', 'B: 2'] } }],
    [
      [url, '--sni', 'b.test', '--alpn=h2,http/1.1', '--from', '10.0.0.1', '--entrypoint', 'web'],
      {
        question: {
          url,
          headers: [],
          sni: 'b.test',
          alpn: ['h2', 'http/1.1'],
          from: '10.0.0.1',
          entryPoint: 'web',
        },
      },
    ],
    [[url, '--manifests', 'one', '--manifests=-'], { manifests: ['one', '-'] }],
    [
      [url, '--entrypoints.web.address=:80', '--count', '2'],
      { flags: ['--entrypoints.web.address=:80'], count: 2 },
    ],
    [[url, '--lab=http://127.0.0.1:9000', '--format=svg'], { lab: 'http://127.0.0.1:9000', format: 'svg' }],
    [['--help'], { help: true, question: { url: '', headers: [] } }],
  ];
  for (const [argv, expected] of cases) {
    assert.deepEqual(parseExplainOptions(argv), { ...DEFAULTS, ...expected }, argv.join(' '));
  }
});

test('what cannot be used is refused', () => {
  const cases: [argv: readonly string[], message: RegExp][] = [
    [[], /a URL is missing/],
    [['GET', 'http://a.test', 'http://b.test'], /write a method, if it is not GET, and one URL/],
    [['http://a.test', '--count', '0'], /--count 0: write a whole number from 1/],
    [['http://a.test', '--format=xml'], /--format xml: write one of text, json, svg/],
    [['http://a.test', '--sni'], /--sni needs a value/],
  ];
  for (const [argv, message] of cases) {
    assert.throws(() => parseExplainOptions(argv), { code: 'usage', message }, argv.join(' '));
  }
});

test('manifests come from files and standard input', async () => {
  const texts = await manifestTexts(['fixtures/manifests/udp', '-'], Readable.from(['kind: Nothing']));
  assert.deepEqual(
    texts.map(({ file }) => file),
    ['fixtures/manifests/udp/whoamiudp.yaml', 'stdin.yaml'],
  );
  assert.equal(texts.at(-1)?.text, 'kind: Nothing');
});

test('without manifests the usual folders are named', async () => {
  await assert.rejects(manifestTexts([]), {
    code: 'usage',
    message: /put them into a folder k8s or manifests/,
  });
});
