import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object, spot } from './test-support.ts';

const TWO = 'Host(`a.test`, `b.test`)';
const TWO_NAMES = 'HostSNI(`a.test`, `b.test`)';

/** Which syntax a rule with two values is read in: only v2 has such. */
const rows: [title: string, flags: string[], syntax: string, readable: boolean][] = [
  ['v3 unless something is said', [], '', false],
  ['the route says v2', [], ', syntax: v2', true],
  ['the flag says v2', ['--core.defaultrulesyntax=v2'], '', true],
  ['the route comes before the flag', ['--core.defaultrulesyntax=v2'], ', syntax: v3', false],
  ['2.11 knows v2 alone', ['--traefikversion=2.11'], '', true],
  ['2.11 does not read what the route says', ['--traefikversion=2.11'], ', syntax: v3', true],
];

for (const [title, flags, syntax, readable] of rows) {
  test(title, () => {
    const text = manifests(
      app('app'),
      ingressRoute('site', `{ match: '${TWO}'${syntax}, services: [{ name: app, port: 80 }] }`),
      `${object('IngressRouteTCP', 'db', `entryPoints: [mongo]\nroutes: [{ match: '${TWO_NAMES}'${syntax}, services: [{ name: app, port: 80 }] }]`)}\n  tls: {}`,
    );
    const { diagnostics } = compileText(text, { flags });
    const found = diagnostics.map(spot).filter((finding) => finding.startsWith('rule-invalid'));
    assert.deepEqual(found, readable ? [] : ['rule-invalid: `b.test`)', 'rule-invalid: `b.test`)']);
  });
}
