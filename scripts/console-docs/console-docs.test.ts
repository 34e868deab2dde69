import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { consoleBlocks, withExamples } from './blocks.ts';
import { normalized } from './normalized.ts';
import { Stage } from './stage.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const PAGE = `# A page

\`\`\`console cwd=fixtures/a setup=scripts/b.ts
$ ingress-lab one
first
  second
$ ingress-lab two
\`\`\`

\`\`\`\`md
\`\`\`console
$ ingress-lab is not run here
\`\`\`
\`\`\`\`

\`\`\`sh
$ nor here
\`\`\`

\`\`\`yaml file="k8s/a.yaml"
a: 1
\`\`\`

\`\`\`console exact writes=a.svg,b.svg
$ ingress-lab three
third
\`\`\`
`;

test('blocks are found with where they run and what each command prints', () => {
  assert.deepEqual(consoleBlocks(PAGE), [
    {
      line: 3,
      cwd: 'fixtures/a',
      setup: 'scripts/b.ts',
      examples: [
        { command: 'ingress-lab one', output: 'first\n  second' },
        { command: 'ingress-lab two', output: '' },
      ],
      files: new Map(),
    },
    {
      line: 24,
      exact: true,
      writes: ['a.svg', 'b.svg'],
      examples: [{ command: 'ingress-lab three', output: 'third' }],
      files: new Map([['k8s/a.yaml', 'a: 1\n']]),
    },
  ]);
});

test('a page with its own examples is itself; others take their place', () => {
  const own = consoleBlocks(PAGE).map(({ examples }) => examples);
  assert.equal(withExamples(PAGE, own), PAGE);
  const [first = [], second = []] = own;
  const changed = withExamples(PAGE, [first, second.map((example) => ({ ...example, output: 'a\nb' }))]);
  assert.equal(changed, PAGE.replace('third', 'a\nb'));
});

test('what differs from run to run counts as the same', () => {
  const cases: readonly [string, string][] = [
    ['checked in 12 ms', 'checked in 1.3 s'],
    ['0m 2.159s (0m 0.283s executing)', '0m 1.100s (0m 0.2s executing)'],
    ['seed 12', 'seed 99'],
    ['took 3 MB', 'took 312.5 MB'],
  ];
  for (const [one, other] of cases) assert.equal(normalized(one), normalized(other));
  assert.notEqual(normalized('4 requests'), normalized('5 requests'));
});

test('commands run one after another in a copy, with the project’s own ingress-lab', async () => {
  await using stage = await Stage.prepare({ cwd: 'fixtures/manifests/canary' }, root);
  assert.match(
    await stage.output('ingress-lab --version && npx ingress-lab --version'),
    /^(\d+\.\d+\.\d+)\n\1$/,
  );
  assert.equal(await stage.output('ls > here; ls'), 'apps.yaml\nhere\nroutes.yaml');
  assert.equal(
    await stage.output('pwd; cat nothing; exit 3'),
    '.\ncat: nothing: No such file or directory\n[exit code 3]',
  );
});

test('files that the page shows are there, and what a command made of one stays', async () => {
  await using stage = await Stage.prepare({}, root);
  const files = new Map([['k8s/a.yaml', 'a: 1\n']]);
  await stage.add(files);
  assert.equal(await stage.output('cat k8s/a.yaml; echo b: 2 > k8s/a.yaml'), 'a: 1');
  await stage.add(files);
  assert.equal(await stage.output('cat k8s/a.yaml'), 'b: 2');
  assert.equal(await stage.read('k8s/a.yaml'), 'b: 2\n');
});

test('a program that breaks down is no example', async () => {
  await using stage = await Stage.prepare({}, root);
  await assert.rejects(stage.output('printf "Error: no\\n\\nNode.js v24.21.0\\n"; exit 1'), /it broke down/);
});
