import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseHttpRule } from './http-rule.ts';
import { hostKey, necessaryHosts, necessaryPathPrefixes, necessaryServerNames } from './necessary-values.ts';
import { parseTcpRule } from './tcp-rule.ts';

/** What a rule needs, values with blanks between them; `any` if it spells out none. */
const any = 'any';

const hosts: [rule: string, needed: string][] = [
  ['Host(`a.test`)', 'a.test'],
  ['Host(`A.Test`)', 'a.test'],
  ['Host(`a.test.`)', 'a.test'],
  ['Host(`a.test..`)', 'a.test'],
  ['Host(`.`)', ''],
  ['Host(`::1`)', '::1'],
  ['Host(`a.*.test`)', 'a.*.test'],
  ['Host(`*`)', any],
  ['Host(`*.a.test`)', any],
  ['HostRegexp(`^a\\.test$`)', any],
  ['Header(`Host`, `a.test`)', any],
  ['Path(`/a`)', any],
  ['!Host(`a.test`)', any],
  ['!(!Host(`a.test`))', any],
  ['Host(`a.test`) && PathPrefix(`/`)', 'a.test'],
  ['Method(`GET`) && Host(`a.test`)', 'a.test'],
  ['Host(`a.test`) && !Host(`b.test`)', 'a.test'],
  ['Host(`a.test`) && (Host(`a.test`) || Host(`b.test`))', 'a.test'],
  ['(Host(`a.test`) || Host(`b.test`)) && Host(`b.test`)', 'b.test'],
  ['Host(`a.test`) || Host(`b.test`)', 'a.test b.test'],
  ['Host(`a.test`) || Host(`A.test.`)', 'a.test'],
  ['Host(`a.test`) || Path(`/`)', any],
  ['Host(`a.test`) || !Host(`b.test`)', any],
  ['Host(`a.test`) || Host(`*.a.test`)', any],
  ['Host(`a.test`) && Path(`/a`) || Path(`/b`) && Host(`b.test`)', 'a.test b.test'],
  ['(Host(`a.test`) || Path(`/`)) && (Host(`b.test`) || Host(`c.test`))', 'b.test c.test'],
];

const pathPrefixes: [rule: string, needed: string][] = [
  ['Path(`/a`)', '/a'],
  ['PathPrefix(`/a/B`)', '/a/B'],
  ['PathPrefix(`/`)', any],
  ['Path(`/`)', any],
  ['PathRegexp(`^/a`)', any],
  ['Host(`/a`)', any],
  ['!Path(`/a`)', any],
  ['Host(`a.test`) && PathPrefix(`/a`)', '/a'],
  ['PathPrefix(`/`) && Path(`/a`)', '/a'],
  ['PathPrefix(`/b`) || Path(`/a`)', '/a /b'],
  ['PathPrefix(`/b/c`) || Path(`/ba`) || Path(`/b`) || Path(`/b/c/d`)', '/b'],
  ['Path(`/a`) || Path(`/a`)', '/a'],
  ['PathPrefix(`/a`) || PathPrefix(`/`)', any],
];

const serverNames: [rule: string, needed: string][] = [
  ['HostSNI(`Db.test.`)', 'db.test'],
  ['HostSNI(`*`)', any],
  ['HostSNI(`*.db.test`)', any],
  ['HostSNIRegexp(`db`)', any],
  ['!HostSNI(`db.test`)', any],
  ['ClientIP(`10.0.0.0/8`) && HostSNI(`db.test`)', 'db.test'],
  ['HostSNI(`a.test`) || ALPN(`h2`) && HostSNI(`b.test`)', 'a.test b.test'],
];

/** In the v2 syntax: hosts, then path prefixes. */
const v2: [rule: string, hosts: string, pathPrefixes: string][] = [
  ['Host(`a.test`, `B.test.`)', 'a.test b.test', any],
  ['HostHeader(`a.test`) && Path(`/a`, `/b`)', 'a.test', '/a /b'],
  ['Host(`a.test`, `*.b.test`)', any, any],
  ['HostRegexp(`a.test`)', any, any],
  ['Host(`a.test`) || HostRegexp(`{x}.test`)', any, any],
  ['Path(`/a/{x}`)', any, '/a/'],
  ['PathPrefix(`/a{x:[ab]}/c`, `/b`)', any, '/a /b'],
  ['PathPrefix(`/{x}`, `/b`)', any, any],
  ['!Host(`a.test`, `b.test`) && !Path(`/a`)', any, any],
];

/** In Traefik 2, where a request's path may have `%2F` for `/`. */
const decoded: [rule: string, pathPrefixes: string][] = [
  ['Path(`/api`)', '/api'],
  ['Path(`/api/v1`, `/b@b`)', '/api /b'],
  ['PathPrefix(`//api`)', any],
  ['Path(`/a%2Fb`)', '/a'],
  ['PathPrefix(`/{x}`)', any],
];

const serverNamesV2: [rule: string, needed: string][] = [
  ['HostSNI(`a.test`, `B.test.`)', 'a.test b.test'],
  ['HostSNI(`a.test`, `*`)', any],
  ['HostSNIRegexp(`a.test`)', any],
];

describe('in the v2 syntax', () => {
  for (const [rule, hosts, prefixes] of v2) {
    test(rule, () => {
      const { tree } = parseHttpRule(rule, { syntax: 'v2' });
      assert.equal(necessaryHosts(tree)?.join(' ') ?? any, hosts);
      assert.equal(necessaryPathPrefixes(tree)?.join(' ') ?? any, prefixes);
    });
  }
  for (const [rule, needed] of decoded) {
    test(`${rule} of a decoded path`, () => {
      const { tree, decodesPath } = parseHttpRule(rule, { syntax: 'v2', version: 211 });
      assert.equal(necessaryPathPrefixes(tree, decodesPath)?.join(' ') ?? any, needed);
    });
  }
  for (const [rule, needed] of serverNamesV2) {
    test(rule, () => {
      const { tree } = parseTcpRule(rule, { syntax: 'v2' });
      assert.equal(necessaryServerNames(tree)?.join(' ') ?? any, needed);
    });
  }
});

describe('the hosts a rule needs', () => {
  for (const [rule, needed] of hosts) {
    test(rule, () => assert.equal(necessaryHosts(parseHttpRule(rule).tree)?.join(' ') ?? any, needed));
  }

  test('of ten thousand operands', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `h${index}.test`);
    const rule = names.map((name) => `Host(\`${name}\`)`).join(' || ');
    assert.deepEqual(necessaryHosts(parseHttpRule(rule).tree), names);
  });
});

describe('the paths a rule needs', () => {
  for (const [rule, needed] of pathPrefixes) {
    test(rule, () => assert.equal(necessaryPathPrefixes(parseHttpRule(rule).tree)?.join(' ') ?? any, needed));
  }
});

describe('the server names a rule needs', () => {
  for (const [rule, needed] of serverNames) {
    test(rule, () => assert.equal(necessaryServerNames(parseTcpRule(rule).tree)?.join(' ') ?? any, needed));
  }
});

test('dots at the end of a host do not count', () => {
  const keys = ['a.test', 'a.test.', '.a.test..', '.', '', '::1'].map(hostKey);
  assert.deepEqual(keys, ['a.test', 'a.test', '.a.test', '', '', '::1']);
});
