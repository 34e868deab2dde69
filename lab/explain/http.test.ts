import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Decision } from './story.ts';
import { decisionOf, services, storyOf } from './test-decision.ts';
import { textStory } from './text.ts';

/** One router for everything, with these middlewares. */
function passing(middlewares: string): string {
  return `
http:
  routers:
    shop: { rule: PathPrefix(\`/\`), service: shop, middlewares: [one] }
  services:
${services('shop', 'pages')}
  middlewares:
${middlewares}
`;
}

/** What the decision comes to, in a line. */
function outcome({ router = 'no router', sent, answer, next }: Decision): string {
  if (answer) return `${router}: ${answer.status}${answer.location ? ` ${answer.location}` : ''}`;
  return `${router}: ${sent?.method} ${sent?.host}${sent?.target} to ${next[0]?.server?.address}`;
}

const SHOP = 'http://shop.test:80';

const cases: [
  claim: string,
  dynamic: string,
  url: string,
  outcome: string,
  asked?: { headers?: string[]; from?: string },
][] = [
  [
    'a path without its prefix',
    passing('    one: { stripPrefix: { prefixes: [/api] } }'),
    'http://a.test/api/x?y=1',
    `shop@file: GET a.test/x?y=1 to ${SHOP}`,
  ],
  [
    'a path with a prefix',
    passing('    one: { addPrefix: { prefix: /v1 } }'),
    'http://a.test/x',
    `shop@file: GET a.test/v1/x to ${SHOP}`,
  ],
  [
    'another path',
    passing('    one: { replacePathRegex: { regex: "^/a/(.*)", replacement: "/b/$1" } }'),
    'http://a.test/a/1',
    `shop@file: GET a.test/b/1 to ${SHOP}`,
  ],
  [
    'another host',
    passing('    one: { headers: { customRequestHeaders: { Host: b.test } } }'),
    'http://a.test/',
    `shop@file: GET b.test/ to ${SHOP}`,
  ],
  [
    'a redirect',
    passing('    one: { redirectScheme: { scheme: https, permanent: true } }'),
    'http://a.test/x',
    'shop@file: 301 https://a.test/x',
  ],
  [
    'a client without password',
    passing(`    one: { basicAuth: { users: ["ann:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="] } }`),
    'http://a.test/',
    'shop@file: 401',
  ],
  [
    'a client with its password',
    passing(`    one: { basicAuth: { users: ["ann:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="] } }`),
    'http://a.test/',
    `shop@file: GET a.test/ to ${SHOP}`,
    { headers: [`Authorization: Basic ${btoa('ann:password')}`] },
  ],
  [
    'an address that is not allowed',
    passing('    one: { ipAllowList: { sourceRange: [10.0.0.0/8] } }'),
    'http://a.test/',
    'shop@file: 403',
  ],
  [
    'an address that is allowed',
    passing('    one: { ipAllowList: { sourceRange: [10.0.0.0/8] } }'),
    'http://a.test/',
    `shop@file: GET a.test/ to ${SHOP}`,
    { from: '10.1.2.3' },
  ],
  [
    'a limit that is not reached',
    passing('    one: { rateLimit: { average: 1, burst: 1 } }'),
    'http://a.test/',
    `shop@file: GET a.test/ to ${SHOP}`,
  ],
  [
    'a chain, member by member',
    passing(
      '    one: { chain: { middlewares: [strip, add] } }\n    strip: { stripPrefix: { prefixes: [/api] } }\n    add: { addPrefix: { prefix: /v2 } }',
    ),
    'http://a.test/api/x',
    `shop@file: GET a.test/v2/x to ${SHOP}`,
  ],
  [
    'error pages, which a good answer does not need',
    passing('    one: { errors: { status: ["500-599"], service: pages, query: "/{status}" } }'),
    'http://a.test/',
    `shop@file: GET a.test/ to ${SHOP}`,
  ],
  [
    'a path that is none',
    passing('    one: { addPrefix: { prefix: /v1 } }'),
    'http://a.test/%zz',
    'no router: 400',
  ],
  [
    'a service without servers',
    'http: { routers: { shop: { rule: PathPrefix(`/`), service: shop } }, services: { shop: { loadBalancer: { servers: [] } } } }',
    'http://a.test/',
    'shop@file: 503',
  ],
  [
    'a host that no router asks for',
    `http:\n  routers: { shop: { rule: Host(\`a.test\`), service: shop } }\n  services:\n${services('shop')}`,
    'http://b.test/',
    'no router: 404',
  ],
  [
    'a page of the proxy itself',
    'http: { routers: { noop: { rule: PathPrefix(`/`), service: noop@internal } } }',
    'http://a.test/',
    'noop@file: 418',
  ],
];

describe('a request is followed to', () => {
  for (const [claim, dynamic, url, expected, asked] of cases) {
    test(claim, async () => assert.equal(outcome(await decisionOf(dynamic, url, asked)), expected));
  }
});

test('only of pages that have paths it is said that they may lack one', async () => {
  const why = async (service: string) =>
    (
      await decisionOf(
        `http: { routers: { page: { rule: PathPrefix(\`/\`), service: ${service} } } }`,
        'http://a.test/',
        { flags: ['--api=true'] },
      )
    ).answer?.why;
  assert.equal(await why('noop@internal'), 'noop@internal is a page of the proxy itself');
  assert.equal(
    await why('api@internal'),
    'api@internal is a page of the proxy itself, which answers 404 to paths that it does not have',
  );
});

test('each middleware tells what it was given and what it made of it', async () => {
  const { middlewares } = await decisionOf(
    passing(
      '    one: { chain: { middlewares: [strip, add] } }\n    strip: { stripPrefix: { prefixes: [/api] } }\n    add: { addPrefix: { prefix: /v2 } }',
    ),
    'http://a.test/api/x',
  );
  assert.deepEqual(
    middlewares.map(({ name, type, position, before, after }) => [
      name,
      type,
      position?.line,
      before?.target,
      after?.target,
    ]),
    [
      ['strip@file', 'stripPrefix', 10, '/api/x', '/x'],
      ['add@file', 'addPrefix', 11, '/x', '/v2/x'],
    ],
  );
});

test('a middleware that answers has no request after it, and is the reason of the answer', async () => {
  const { middlewares, answer, next, service } = await decisionOf(
    passing('    one: { redirectScheme: { scheme: https } }'),
    'http://a.test/x',
  );
  assert.deepEqual(middlewares[0]?.after, undefined);
  assert.equal(middlewares[0]?.answer?.status, 302);
  assert.match(answer?.why ?? '', /^middleware one@file: /);
  assert.deepEqual(next, []);
  assert.equal(service?.name, 'shop@file');
});

test('the middlewares of a service come behind those of its router', async () => {
  const dynamic = `
http:
  routers:
    shop: { rule: PathPrefix(\`/\`), service: shop, middlewares: [one] }
  services:
    shop: { loadBalancer: { servers: [{ url: "http://shop.test:80" }] }, middlewares: [two] }
  middlewares:
    one: { addPrefix: { prefix: /one } }
    two: { addPrefix: { prefix: /two } }
`;
  const { middlewares, sent } = await decisionOf(dynamic, 'http://a.test/x');
  assert.deepEqual(
    middlewares.map(({ name, service }) => [name, service]),
    [
      ['one@file', undefined],
      ['two@file', 'shop@file'],
    ],
  );
  assert.equal(sent?.target, '/two/one/x');
});

test('keys in headers of any name that says so are not told, be they of the client or of a middleware', async () => {
  const dynamic = `
http:
  routers:
    shop: { rule: 'HeaderRegexp(\`X-Api-Key\`, \`^s3\`)', service: shop, middlewares: [key] }
  services:
${services('shop')}
  middlewares:
    key: { headers: { customRequestHeaders: { X-Auth-Token: s3cret-of-shop } } }
`;
  const story = await storyOf(dynamic, 'http://a.test/', {
    headers: ['X-Api-Key: s3cret', 'X-Session: s3cret', 'X-Hub-Signature-256: s3cret'],
  });
  assert.ok(!JSON.stringify(story).includes('s3cret'), JSON.stringify(story));
  assert.equal(story.decisions[0]?.router, 'shop@file');
});

test('credentials are not told, not even by a matcher that looks at them', async () => {
  const secret = btoa('ann:password');
  const dynamic = `
http:
  routers:
    shop: { rule: 'HeaderRegexp(\`Authorization\`, \`^Basic \`)', service: shop }
  services:
${services('shop')}
`;
  const story = await storyOf(dynamic, 'http://a.test/', {
    headers: [`Authorization: Basic ${secret}`, 'Cookie: session=s3cret'],
  });
  const text = JSON.stringify(story);
  assert.ok(!text.includes(secret) && !text.includes('s3cret'), text);
  assert.ok(text.includes('Basic …') && text.includes('session=…'), text);
  assert.equal(story.decisions[0]?.router, 'shop@file');
});

const layered = `
http:
  routers:
    parent: { rule: Host(\`a.test\`), middlewares: [strip] }
    child: { rule: Path(\`/x\`), service: shop, parentRefs: [parent] }
  services:
${services('shop')}
  middlewares:
    strip: { stripPrefix: { prefixes: [/api] } }
`;

test('a router behind another is chosen by what that one has made of the request', async () => {
  const { routing, router } = await decisionOf(layered, 'http://a.test/api/x');
  assert.deepEqual(
    routing.map(({ among, router: chosen }) => [among, chosen]),
    [
      ['HTTP routers without TLS', 'parent@file'],
      ['routers behind parent@file', 'child@file'],
    ],
  );
  assert.equal(router, 'child@file');
});

test('a request that no router behind another takes ends there', async () => {
  const { answer, why } = await decisionOf(layered, 'http://a.test/api/y');
  assert.equal(answer?.status, 404);
  assert.equal(why, 'none of one router matches');
});

describe('where the next requests go', () => {
  const balanced = (service: string) => `
http:
  routers:
    shop: { rule: PathPrefix(\`/\`), service: all }
  services:
    all: ${service}
${services('a', 'b')}
`;
  const serversOf = ({ next }: Decision) => next.map(({ server }) => server?.address);

  test('by weight', async () => {
    const decision = await decisionOf(
      balanced('{ weighted: { services: [{ name: a, weight: 3 }, { name: b, weight: 1 }] } }'),
      'http://a.test/',
      { count: 8 },
    );
    assert.equal(serversOf(decision).filter((address) => address === 'http://a.test:80').length, 6);
    assert.deepEqual(
      decision.service?.children.map(({ name, share }) => [name, share]),
      [
        ['a@file', 'weight 3 of 4'],
        ['b@file', 'weight 1 of 4'],
      ],
    );
  });

  test('with copies of every other one', async () => {
    const { next } = await decisionOf(
      balanced('{ mirroring: { service: a, mirrors: [{ name: b, percent: 50 }] } }'),
      'http://a.test/',
      { count: 4 },
    );
    assert.deepEqual(
      next.map(({ mirrors }) => mirrors.map(({ service, server }) => [service, server?.address])),
      [[['b@file', 'http://b.test:80']], [], [['b@file', 'http://b.test:80']], []],
    );
  });

  test('to the one that the cookie names, if it names one', async () => {
    const sticky = balanced(
      '{ weighted: { services: [{ name: a, weight: 1 }, { name: b, weight: 1 }], sticky: { cookie: { name: seat } } } }',
    );
    const fresh = await decisionOf(sticky, 'http://a.test/', { count: 2 });
    assert.deepEqual(
      fresh.next.map(({ cookies }) => cookies),
      [['seat'], ['seat']],
    );
    assert.equal(new Set(serversOf(fresh)).size, 2);
    const kept = await decisionOf(sticky, 'http://a.test/', { count: 4, headers: ['Cookie: seat=b'] });
    assert.equal(new Set(serversOf(kept)).size, 1);
  });

  test('to the one that the address of the client leads to', async () => {
    const hashed = balanced(
      '{ highestRandomWeight: { services: [{ name: a, weight: 1 }, { name: b, weight: 1 }] } }',
    );
    const seen = new Set<string | undefined>();
    for (const from of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']) {
      const servers = new Set(serversOf(await decisionOf(hashed, 'http://a.test/', { count: 3, from })));
      assert.equal(servers.size, 1);
      for (const server of servers) seen.add(server);
    }
    assert.equal(seen.size, 2);
  });
});

test('a router that would take the request and is not in force is told with its error', async () => {
  const dynamic = `
http:
  routers:
    shop: { rule: Host(\`a.test\`), service: both }
    other: { rule: Host(\`b.test\`), service: both }
  services:
    both: { failover: { service: shop, fallback: pages, healthCheck: {} } }
${services('shop', 'pages')}
`;
  const story = await storyOf(dynamic, 'http://a.test/');
  const [decision] = story.decisions;
  assert.equal(decision?.router, undefined);
  assert.deepEqual(
    decision?.outOfForce?.map(({ router, position }) => [router, position?.line]),
    [['shop@file', 4]],
  );
  assert.match(decision?.outOfForce?.[0]?.errors.join() ?? '', /healthCheck not enabled/);
  assert.ok(story.errors > 0);
  assert.match(textStory(story), /^ {2}! shop@file .*would take it and is not in force: .*healthCheck/m);
  assert.match(
    textStory(story),
    /^\d errors keep parts of the manifests out of force: ingress-lab check tells$/m,
  );
});
