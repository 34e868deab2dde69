import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECK_HELP, parseCheckOptions } from './check-options.ts';

test('without options everything is at its default', () => {
  assert.deepEqual(parseCheckOptions([]), {
    help: false,
    codes: false,
    explain: undefined,
    fix: false,
    strict: false,
    partial: false,
    limits: false,
    ignore: [],
    namespace: undefined,
    controllers: [],
    format: 'text',
    output: undefined,
    paths: [],
    flags: [],
  });
});

test('own options, paths and flags of Traefik may stand in any order', () => {
  const options = parseCheckOptions([
    ...['k8s', '--ignore', 'one,two', '--strict', '--api', '-', '--ignore=three', '-n', 'shop'],
    ...['--entrypoints.web.address=:80', '--traefikversion', '2.11', '--format=sarif', '-o', 'out.sarif'],
    ...['--controller', 'inner --providers.kubernetescrd.ingressclass=inner', '--controller=outer'],
    ...['--fix', '--partial', '--providers.file.filename=dynamic.yml'],
  ]);
  assert.deepEqual(options, {
    help: false,
    codes: false,
    explain: undefined,
    fix: true,
    strict: true,
    partial: true,
    limits: false,
    ignore: ['one', 'two', 'three'],
    namespace: 'shop',
    controllers: [
      { name: 'inner', flags: ['--providers.kubernetescrd.ingressclass=inner'] },
      { name: 'outer', flags: [] },
    ],
    format: 'sarif',
    output: 'out.sarif',
    paths: ['k8s', '-'],
    flags: [
      '--api',
      '--entrypoints.web.address=:80',
      '--providers.file.filename=dynamic.yml',
      '--traefikversion=2.11',
    ],
  });
});

const refused: [argv: string[], message: RegExp][] = [
  [['--strikt'], /^there is no option --strikt; see ingress-lab check --help$/],
  [['-x'], /no option -x/],
  [['--format', 'xml'], /^--format xml: write one of text, json, sarif, github, junit$/],
  [['--ignore'], /^--ignore needs a value$/],
  [['--output='], /^--output needs a value$/],
  [['--controller', '--api=true'], /^--controller '--api=true': write a name, then its flags/],
  [['--controller', 'inner api'], /write a name, then its flags/],
];

for (const [argv, message] of refused) {
  test(`${argv.join(' ')} is refused`, () => assert.throws(() => parseCheckOptions(argv), { message }));
}

test('the help names every option', () => {
  for (const option of ['--fix', '--strict', '--ignore', '--partial', '--namespace', '--controller'])
    assert.ok(CHECK_HELP.includes(`  ${option}`), option);
  for (const option of ['--traefikversion', '--format', '--output', '--codes', '--explain', '--help'])
    assert.ok(CHECK_HELP.includes(`  ${option}`), option);
  for (const line of CHECK_HELP.split('\n')) assert.ok(line.length <= 120, line);
});
