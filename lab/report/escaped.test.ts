import assert from 'node:assert/strict';
import { it } from 'node:test';
import { escaped } from './escaped.ts';

const cases: [text: string, expected: string][] = [
  ['plain text, ünïcode 😀', 'plain text, ünïcode 😀'],
  ['<a href="x">\'&\'</a>', '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;'],
  ['tab\tline\n', 'tab\tline\n'],
  ['\u0000\u001b[31m', '\ufffd\ufffd[31m'],
  ['half a pair \ud83d', 'half a pair \ufffd'],
];
for (const [text, expected] of cases) {
  it(`${JSON.stringify(text)} in HTML and XML`, () => assert.equal(escaped(text), expected));
}
