import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLabOptions } from './lab-options.ts';

const DEFAULTS = {
  help: false,
  quiet: false,
  certificates: '.cache/lab',
  helmValues: undefined,
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
    [['--colour'], /there is no option --colour/],
    [['--controllers.other.address=:1'], /no option --controllers\.other\.address; .*traefik-in\.address/],
    [['--controllers.traefik-in.address'], /--controllers\.traefik-in\.address needs a value/],
    [['dir', '--controllers.traefik-in.address=:1'], /only without PATH/],
  ];
  for (const [argv, message] of cases) {
    assert.throws(() => parseLabOptions(argv), { name: 'UsageError', message }, argv.join(' '));
  }
});
