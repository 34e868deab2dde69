import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACCESS_LOG_DEFAULTS } from './access-log-flags.ts';
import { parseFlags } from './flags.ts';
import type { AccessLogOptions } from './static-configuration.ts';

const { filters } = ACCESS_LOG_DEFAULTS;

describe('what the flags of the access log say', () => {
  const cases: readonly (readonly [
    flags: readonly string[],
    expected: Partial<AccessLogOptions> | undefined,
  ])[] = [
    [[], undefined],
    [['--accesslog'], {}],
    [['--accesslog=false', '--accesslog.format=json'], { format: 'json' }],
    [['--accesslog.format=json', '--accesslog=false'], undefined],
    [['--accessLog.filePath=/var/log/access.log'], { filePath: '/var/log/access.log' }],
    [['--accesslog.format', 'genericCLF', '--accesslog.bufferingsize=100'], { format: 'genericCLF' }],
    [['--accesslog.addinternals'], { addInternals: true }],
    [
      ['--accesslog.filters.statuscodes=404,500-599', '--accesslog.filters.statuscodes=200'],
      {
        filters: {
          ...filters,
          statusCodes: [
            [404, 404],
            [500, 599],
            [200, 200],
          ],
        },
      },
    ],
    [['--accesslog.filters.minduration=10ms'], { filters: { ...filters, minDurationMs: 10 } }],
    [['--accesslog.filters.retryattempts'], { filters: { ...filters, retryAttempts: true } }],
    [
      ['--accesslog.fields.defaultmode=drop', '--accesslog.fields.names.RequestPath=keep'],
      { fields: { defaultMode: 'drop', names: new Map([['requestpath', 'keep']]) } },
    ],
    [
      [
        '--accesslog.fields.headers.defaultmode=keep',
        '--accesslog.fields.headers.names.Authorization=redact',
      ],
      { headers: { defaultMode: 'keep', names: new Map([['authorization', 'redact']]) } },
    ],
  ];
  for (const [flags, expected] of cases) {
    test(flags.join(' ') || 'none', () => {
      const { accessLog } = parseFlags(flags);
      assert.deepEqual(accessLog, expected && { ...ACCESS_LOG_DEFAULTS, ...expected });
    });
  }
});

describe('what cannot be used is refused with what to write', () => {
  const cases: readonly (readonly [flag: string, message: RegExp])[] = [
    ['--accesslog.format=xml', /write common, genericCLF or json/],
    ['--accesslog.filters.statuscodes=4xx', /write statuses and ranges such as 404,500-599/],
    ['--accesslog.filters.statuscodes=599-500', /write statuses and ranges/],
    ['--accesslog.filters.minduration=soon', /write a duration such as 10ms/],
    ['--accesslog.fields.headers.names.Authorization=redacted', /write keep, drop or redact/],
    ['--accesslog.fields.defaultmode', /flag needs an argument/],
    ['--accesslog.colour=red', /field not found, node: colour/],
  ];
  for (const [flag, message] of cases) {
    test(flag, () => assert.throws(() => parseFlags([flag]), { code: 'flag-invalid', message }));
  }
});
