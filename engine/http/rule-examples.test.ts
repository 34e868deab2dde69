import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  exchangeBytes,
  httpServer,
  type RouteSettings,
  service,
  snapshot,
  startBackend,
  startProxy,
} from './test-support.ts';

const Q = '`';
const rule = (text: string): string => text.replaceAll("'", Q);
const host = (value: string): string => `GET / HTTP/1.1\r\nHost: ${value}`;
const target = (value: string): string => `GET ${value} HTTP/1.1\r\nHost: shop.test`;
const method = (value: string): string => `${value} / HTTP/1.1\r\nHost: shop.test`;
const field = (...lines: string[]): string => [target('/'), ...lines].join('\r\n');
const at = (name: string, path: string): string => `GET ${path} HTTP/1.1\r\nHost: ${name}`;

/** Heads of requests as they are sent, and whether the rule takes them; quotes stand for backticks. */
const examples: readonly { readonly rule: string; readonly yes?: string[]; readonly no?: string[] }[] = [
  {
    rule: "Host('shop.test')",
    yes: ['shop.test', 'SHOP.Test', 'shop.test:8443', 'shop.test.'].map(host),
    no: ['www.shop.test', 'shop.testing', ''].map(host),
  },
  { rule: "Host('SHOP.test.')", yes: [host('shop.test')] },
  { rule: "Host('shop.test:80')", no: [host('shop.test:80')] },
  {
    rule: "Host('*.shop.test')",
    yes: ['eu.shop.test', 'EU.shop.test:81'].map(host),
    no: ['shop.test', 'a.b.shop.test', 'ashop.test'].map(host),
  },
  { rule: "Host('*')", yes: ['shop.test', '10.0.0.1', ''].map(host) },
  { rule: "Host('10.0.0.7')", yes: [host('10.0.0.7:8080')] },
  { rule: "Host('fd00::7')", yes: [host('[fd00::7]:8080')] },
  { rule: "Host('[fd00::7]')", no: [host('[fd00::7]')] },
  { rule: "HostRegexp('^eu-[0-9]+\\.shop\\.test$')", yes: [host('EU-12.shop.test')] },
  { rule: "HostRegexp('shop\\.test')", yes: [host('shop.test.evil.org')] },
  { rule: "HostRegexp('^SHOP')", no: [host('SHOP.test')] },
  { rule: "HostRegexp('{sub:[a-z]+}.shop.test')", no: [host('eu.shop.test')] },
  {
    rule: "Path('/cart')",
    yes: ['/cart', '/cart?x=1'].map(target),
    no: ['/cart/', '/CART', '/cart/1'].map(target),
  },
  { rule: "PathPrefix('/api')", yes: ['/api', '/api/', '/api/v1', '/apiary', '/api?x'].map(target) },
  { rule: "PathPrefix('/api/')", no: [target('/api')] },
  { rule: "PathPrefix('/')", yes: ['/', '/x', '//', '/?'].map(target) },
  { rule: "PathPrefix('/a b')", yes: [target('/a%20b/c')] },
  { rule: "PathPrefix('/a/b')", no: [target('/a%2Fb')] },
  { rule: "PathPrefix('/a%2Fb')", yes: [target('/a%2fb/x')] },
  { rule: "Path('/admin')", yes: ['/x/../admin', '//admin', '/./admin', '/%61dmin'].map(target) },
  { rule: "Path('/é')", yes: [target('/%C3%A9')] },
  { rule: "PathRegexp('^/v[0-9]+/items$')", yes: [target('/v2/items')], no: [target('/v2/items/')] },
  { rule: "PathRegexp('\\.php$')", yes: [target('/a/b.php?q=1')] },
  { rule: "PathRegexp('(?i)^/IMG')", yes: [target('/img/1')] },
  { rule: "Method('get')", yes: [method('GET')], no: [method('get')] },
  { rule: "Method('GET')", no: [method('HEAD')] },
  { rule: "Header('x-canary', 'yes')", yes: [field('X-Canary: yes')] },
  {
    rule: "Header('X-Canary', 'yes')",
    yes: [field('X-Canary: no', 'X-Canary: yes')],
    no: [field('X-Canary: Yes'), field('X-Canary: yes, no')],
  },
  { rule: "HeaderRegexp('User-Agent', 'curl')", yes: [field('User-Agent: my-curl/8')] },
  { rule: "Header('Host', 'shop.test')", no: [host('shop.test')] },
  {
    rule: "Query('debug')",
    yes: ['/?debug', '/?debug=', '/?a=1&debug'].map(target),
    no: [target('/?debug=1')],
  },
  {
    rule: "Query('tag', 'x y')",
    yes: ['/?tag=x+y', '/?tag=x%20y', '/?tag=z&tag=x%20y', '/?a;tag=x+y'].map(target),
  },
  { rule: "Query('Tag', 'x')", no: [target('/?tag=x')] },
  { rule: "QueryRegexp('id', '^[0-9]+$')", yes: [target('/?id=abc&id=7')] },
  { rule: "ClientIP('127.0.0.0/8')", yes: [field('X-Forwarded-For: 10.1.2.3')] },
  { rule: "ClientIP('10.0.0.0/8')", no: [field('X-Forwarded-For: 10.1.2.3')] },
  { rule: "!Host('shop.test')", yes: ['other.test', ''].map(host) },
  { rule: "Host('a.test') || Host('b.test') && Path('/x')", yes: [at('a.test', '/y')] },
  { rule: "(Host('a.test') || Host('b.test')) && Path('/x')", no: [at('a.test', '/y')] },
  { rule: "!(Host('a.test') && Path('/x'))", yes: [at('a.test', '/y')], no: [at('a.test', '/x')] },
  { rule: "pathprefix('/a')", yes: [target('/a')] },
  { rule: "PATHPREFIX('/a')", yes: [target('/a')] },
  { rule: "Pathprefix('/a')", yes: [target('/a')] },
  { rule: 'Host("a.test") && PathRegexp("^/x\\\\.y$")', yes: [at('a.test', '/x.y')] },
];

const examplesOfV2: typeof examples = [
  { rule: "Host('a.test', 'b.test')", yes: ['a.test', 'b.test'].map(host), no: [host('c.test')] },
  { rule: "HostRegexp('{sub:[a-z]+}.shop.test')", yes: [host('eu.shop.test')] },
  { rule: "HostRegexp('a.test')", no: [host('xa-test.evil')] },
  { rule: "Path('/items/{id:[0-9]+}')", yes: [target('/items/%37')], no: [target('/items/x')] },
];

let proxy: Awaited<ReturnType<typeof startProxy>>;
let backend: Awaited<ReturnType<typeof startBackend>>;
let route: RouteSettings = {};

before(async () => {
  backend = await startBackend((_, response) => response.end());
  proxy = await startProxy({ snapshot: () => snapshot([route]) });
});

after(async () => {
  await proxy[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

async function statuses(heads: readonly string[]): Promise<string[]> {
  const answers = heads.map((head) => exchangeBytes(proxy.port, `${head}\r\nConnection: close\r\n\r\n`));
  return (await Promise.all(answers)).map((answer) => answer.slice(9, 12));
}

for (const [syntax, table] of [
  ['v3', examples],
  ['v2', examplesOfV2],
] as const) {
  for (const { rule: text, yes = [], no = [] } of table) {
    test(`${syntax}: requests on the wire and ${rule(text)}`, async () => {
      route = {
        rule: rule(text),
        options: { syntax },
        service: service('app', httpServer(backend.port)),
      };
      assert.deepEqual(
        await statuses(yes),
        yes.map(() => '200'),
        'taken',
      );
      assert.deepEqual(
        await statuses(no),
        no.map(() => '404'),
        'not taken',
      );
    });
  }
}
