import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestStep, type Trust } from './http-steps.ts';
import type { HttpTrial } from './trial.ts';

const TRIAL: HttpTrial = {
  kind: 'http',
  entryPoint: 'web',
  scheme: 'http',
  host: 'shop.test',
  path: '/a?b=c',
  method: 'GET',
  showsCertificate: false,
  count: 1,
  exact: true,
};

test('a trial is written with the step there is for it', () => {
  const https = { scheme: 'https', entryPoint: 'websecure' } as const;
  const cases: readonly [Partial<HttpTrial>, Trust, string | undefined][] = [
    [{}, 'authority', 'a client requests http://shop.test/a?b=c'],
    [{ count: 4 }, 'authority', 'a client requests http://shop.test/a?b=c 4 times'],
    [{ entryPoint: 'x' }, 'authority', 'a client requests http://shop.test/a?b=c from entry point "x"'],
    [{ entryPoint: 'x', count: 4 }, 'authority', undefined],
    [{ method: 'POST' }, 'authority', 'a client sends POST http://shop.test/a?b=c with a body of 0 bytes'],
    [
      { header: ['X-A', '1'] },
      'authority',
      'a client sends GET http://shop.test/a?b=c with the header "X-A: 1"',
    ],
    [{ header: ['X-A', '"1"'] }, 'authority', undefined],
    [{ clientIp: '127.0.0.9' }, 'authority', 'a client at 127.0.0.9 requests http://shop.test/a?b=c'],
    [https, 'authority', 'a client requests https://shop.test/a?b=c'],
    [https, 'any', 'a client that trusts any certificate requests https://shop.test/a?b=c'],
    [{ ...https, count: 4 }, 'any', undefined],
    [
      { ...https, showsCertificate: true },
      'authority',
      'a client with a good certificate requests https://shop.test/a?b=c',
    ],
  ];
  for (const [change, trust, step] of cases) assert.equal(requestStep({ ...TRIAL, ...change }, trust), step);
});
