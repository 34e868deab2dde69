import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Diagnostic, type ManifestText, parseManifests } from '../../engine/core.ts';
import { check } from './check.ts';
import { mend } from './mend.ts';
import { APP } from './test-app.ts';

/** Each: what is written in place of the first text gives a finding, which is mended to the last. */
const cases: [name: string, wrong: string, right: string][] = [
  ['the name of a field', 'middlwares: [{ name: m }] # why', 'middlewares: [{ name: m }] # why'],
  ['the case of a field', 'Middlewares: [{ name: m }]', 'middlewares: [{ name: m }]'],
  [
    'quotes too few',
    'middlewares: [{ name: m, namespace: 007 }]',
    'middlewares: [{ name: m, namespace: "007" }]',
  ],
  ['quotes too many', 'priority: "7"', 'priority: 7'],
  ['one of a few values', 'syntax: V3', 'syntax: v3'],
  ['a matcher', 'match: Hosst(`a.test`) # keep me', 'match: Host(`a.test`) # keep me'],
  ['half an operator', 'match: Host(`a.test`) | Host(`b.test`)', 'match: Host(`a.test`) || Host(`b.test`)'],
  ['quotes of other languages', "match: Host('a.test')", 'match: Host(`a.test`)'],
  ['a rule of Traefik 2', 'match: Host(`a`, `b`)', 'match: Host(`a`) || Host(`b`)'],
  [
    'a rule of Traefik 2 in double quotes',
    'match: "HostRegexp(`{a:[a-z]+}.test`) && Method(`GET`)"',
    'match: "HostRegexp(`^[a-z]+\\\\.test$`) && Method(`GET`)"',
  ],
  [
    'a rule of Traefik 2 in a block',
    'match: |\n        Host(`a`, `b`) &&\n        Headers(`x`, `y`)',
    'match: |\n        (Host(`a`) || Host(`b`)) &&\n        Header(`x`, `y`)',
  ],
  [
    'all of several in one line',
    'match: hOst(`a`) & Hosst(`b`) & Path(`/`)',
    'match: Host(`a`) && Host(`b`) && Path(`/`)',
  ],
];

const MATCH = 'match: Host(`a.test`)';

function manifest(line: string, group = 'traefik.io'): string {
  const match = /^match:/.test(line) ? line : `${MATCH}\n      ${line}`;
  return `${APP}---
apiVersion: ${group}/v1alpha1 # the group
kind: Middleware
metadata: { name: m }
spec: { addPrefix: { prefix: /x } }
---
apiVersion: ${group}/v1alpha1
kind: IngressRoute
metadata: { name: shop }
spec:
  entryPoints: [web]
  routes:
    - ${match}
      services: [{ name: shop, port: 80 }]
`;
}

const find = (texts: readonly ManifestText[]) => check(texts);
const texts = (text: string): ManifestText[] => [{ file: 'a.yaml', text }];

describe('what has one right answer is mended, and nothing else is changed:', () => {
  for (const [name, wrong, right] of cases) {
    test(name, async () => {
      const { texts: after, mended } = await mend(texts(manifest(wrong)), find);
      assert.equal(after[0]?.text, manifest(right));
      assert.ok(mended.length > 0);
      assert.ok(mended.every(({ before, after: lines }) => before.join() !== lines.join()));
    });
  }

  test('the API group that Traefik 3 does not read', async () => {
    const { texts: after, diagnostics } = await mend(texts(manifest(MATCH, 'traefik.containo.us')), find);
    assert.equal(after[0]?.text, manifest(MATCH));
    assert.deepEqual(
      diagnostics.filter(({ code }) => code === 'api-group-removed'),
      [],
    );
  });
});

test('what was mended is not found again', async () => {
  const wrong = manifest('match: Host(`a`, `b`)', 'traefik.containo.us').replace(
    'entryPoints:',
    'entrypoints:',
  );
  const { mended, diagnostics } = await mend(texts(wrong), find);
  assert.deepEqual(mended.map(({ finding }) => finding.code).sort(), [
    'api-group-removed',
    'api-group-removed',
    'field-unknown',
    'rule-syntax-v2',
  ]);
  assert.deepEqual(diagnostics, await check(texts(manifest('match: Host(`a`) || Host(`b`)'))));
});

test('a byte order mark and line ends of Windows stay', async () => {
  const written = (line: string) => `\uFEFF${manifest(line).replaceAll('\n', '\r\n')}`;
  const { texts: after } = await mend(texts(written('priority: "7"')), find);
  assert.equal(after[0]?.text, written('priority: 7'));
});

test('a file that cannot be read is left alone, and others are mended', async () => {
  const broken = { file: 'b.yaml', text: 'kind: [\n' };
  const given = [...texts(manifest('match: Host(`a`, `b`)')), broken];
  const { texts: after, diagnostics } = await mend(given, find);
  assert.deepEqual(after, [...texts(manifest('match: Host(`a`) || Host(`b`)')), broken]);
  assert.ok(diagnostics.some(({ code }) => code === 'yaml-syntax'));
});

test('a change after which a file could not be read any more is taken back', async () => {
  const text = 'kind: Namespace\napiVersion: v1\nmetadata: { name: a }\n';
  const edit = { file: 'a.yaml', from: { line: 1, column: 1 }, to: { line: 1, column: 5 }, text: '[' };
  const harmful: Diagnostic = {
    severity: 'error',
    code: 'deprecated',
    message: 'a fix that does harm',
    fix: { title: 'do harm', edits: [edit] },
  };
  const outcome = await mend(texts(text), async ([only]) => [
    harmful,
    ...parseManifests(only?.text ?? '', 'a.yaml').diagnostics,
  ]);
  assert.equal(outcome.texts[0]?.text, text);
  assert.deepEqual(outcome.mended, []);
  assert.deepEqual(outcome.diagnostics, [harmful]);
});
