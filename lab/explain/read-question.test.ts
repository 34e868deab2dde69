import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readQuestion, type WrittenQuestion } from './read-question.ts';
import type { Question } from './story.ts';

const HTTP = { kind: 'http', method: 'GET', tls: false, headers: [] } as const;

const read: [written: WrittenQuestion, question: Question][] = [
  [{ url: 'http://a.test' }, { ...HTTP, host: 'a.test', target: '/' }],
  [{ url: 'http://a.test?x=1#y' }, { ...HTTP, host: 'a.test', target: '/?x=1' }],
  [
    { url: 'https://a.test:8443/a%2Fb/../c' },
    { ...HTTP, tls: true, host: 'a.test', port: 8443, target: '/a%2Fb/../c' },
  ],
  [{ url: 'http://[::1]:80/' }, { ...HTTP, host: '[::1]', port: 80, target: '/' }],
  [
    {
      url: 'http://127.0.0.1:8000/x',
      method: 'POST',
      headers: ['Host: a.test', 'X-A:  b '],
      from: '::1',
      entryPoint: 'web',
    },
    {
      ...HTTP,
      method: 'POST',
      host: 'a.test',
      port: 8000,
      target: '/x',
      headers: [['X-A', 'b']],
      clientIp: '::1',
      entryPoint: 'web',
    },
  ],
  [
    { url: 'https://a.test/', sni: 'b.test' },
    { ...HTTP, tls: true, host: 'a.test', target: '/', serverName: 'b.test' },
  ],
  [
    { url: 'https://a.test/', headers: ['Host: b.test'] },
    { ...HTTP, tls: true, host: 'b.test', target: '/', serverName: 'a.test' },
  ],
  [{ url: 'http://münchen.test/' }, { ...HTTP, host: 'xn--mnchen-3ya.test', target: '/' }],
  [{ url: 'tcp' }, { kind: 'tcp' }],
  [
    { url: 'tcp', sni: 'db.test', alpn: ['h2'] },
    { kind: 'tcp', serverName: 'db.test', alpnProtocols: ['h2'] },
  ],
  [{ url: 'tls://db.test:5432' }, { kind: 'tcp', serverName: 'db.test', port: 5432 }],
  [{ url: 'tcp://:5432' }, { kind: 'tcp', port: 5432 }],
  [{ url: 'udp://:53' }, { kind: 'udp', port: 53 }],
];

describe('a question is read', () => {
  for (const [written, question] of read) {
    test(JSON.stringify(written), () => assert.deepEqual(readQuestion(written), question));
  }
});

const refused: [written: WrittenQuestion, message: RegExp][] = [
  [{ url: 'a.test/x' }, /a\.test\/x is no URL; write http:/],
  [{ url: 'http:///x' }, /is no URL/],
  [{ url: 'http://ann:s3cret@a.test/' }, /^(?!.*s3cret).*names a user; .* -H 'Authorization: Basic/],
  [{ url: 'ftp://a.test' }, /is no URL/],
  [{ url: 'http://a.test', headers: ['X-A'] }, /X-A is no header line/],
  [{ url: 'http://a.test', from: 'somewhere' }, /somewhere is not an IP address/],
];

describe('a question is refused', () => {
  for (const [written, message] of refused) {
    test(JSON.stringify(written), () => {
      assert.throws(() => readQuestion(written), { code: 'question-invalid', message });
    });
  }
});
