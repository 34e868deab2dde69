import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLabOptions } from './lab-options.ts';

const DEFAULTS = {
  help: false,
  quiet: false,
  certificates: '.cache/lab',
  helmValues: undefined,
  kubernetes: { host: '127.0.0.1', port: 6443 },
  transport: undefined,
  paths: [],
  flags: [],
  controllerAddresses: new Map(),
};

test('options, paths and flags are told apart', () => {
  const cases: readonly [argv: readonly string[], expected: Partial<ReturnType<typeof parseLabOptions>>][] = [
    [[], {}],
    [['-h'], { help: true }],
    [['--transport', 'portable'], { transport: 'portable' }],
    [['--kubernetes=off'], { kubernetes: undefined }],
    [['--kubernetes', '[::1]:0'], { kubernetes: { host: '::1', port: 0 } }],
    [['--transport=fast'], { transport: 'fast' }],
    [['one', '--quiet', 'two'], { quiet: true, paths: ['one', 'two'] }],
    [['--certs', 'here', '--helm-values=a=b'], { certificates: 'here', helmValues: 'a=b' }],
    [['--entryPoints.web.address=:80', '--ping'], { flags: ['--entryPoints.web.address=:80', '--ping'] }],
    [
      ['--controllers.traefik-in.address=:1', '--controllers.traefik-out.address=[::1]:2/tcp'],
      {
        controllerAddresses: new Map([
          ['traefik-in', ':1'],
          ['traefik-out', '[::1]:2/tcp'],
        ]),
      },
    ],
  ];
  for (const [argv, expected] of cases) {
    assert.deepEqual(parseLabOptions(argv), { ...DEFAULTS, ...expected }, argv.join(' '));
  }
});

test('what cannot be used is said', () => {
  const cases: readonly [argv: readonly string[], message: RegExp][] = [
    [['--certs'], /--certs needs a value/],
    [['--helm-values='], /--helm-values needs a value/],
    [['--transport=quick'], /--transport quick: write fast or portable/],
    [['--kubernetes=:6443'], /--kubernetes :6443: write an address of this machine alone/],
    [['--kubernetes=192.0.2.1:6443'], /--kubernetes 192\.0\.2\.1:6443: write an address/],
    [['--kubernetes=127.0.0.1:70000'], /--kubernetes 127\.0\.0\.1:70000: write an address/],
    [['--colour'], /there is no option --colour/],
    [['--controllers.other.address=:1'], /no option --controllers\.other\.address; .*traefik-in\.address/],
    [['--controllers.traefik-in.address'], /--controllers\.traefik-in\.address needs a value/],
    [['dir', '--controllers.traefik-in.address=:1'], /only without PATH/],
  ];
  for (const [argv, message] of cases) {
    assert.throws(() => parseLabOptions(argv), { name: 'UsageError', message }, argv.join(' '));
  }
});
