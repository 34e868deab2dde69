import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from '../middlewares/build.ts';
import { HeaderList, type RequestHead } from '../middlewares/message.ts';
import { app, compileText, ingressRoute, manifests, object, spot, statuses } from './test-support.ts';

/** As `htpasswd -nbs ann secret` writes it. Bob's password is not looked at. */
const ANN = 'ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=';
const BOB = 'bob:$apr1$UH0mo7sk$LsLzOC4ooiY.DSbavHTAf/';

function secret(fields: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: users }\n${fields}`;
}

const route = ingressRoute(
  'site',
  '{ match: Path(`/`), middlewares: [{ name: auth }], services: [{ name: v1, port: 80 }] }',
);
const auth = object('Middleware', 'auth', 'basicAuth: { secret: users, realm: shop, removeHeader: true }');

const accepted: [title: string, fields: string, users: string[]][] = [
  ['the lines of one key', `stringData: { auth: "${ANN}\\n\\n${BOB}\\r\\n" }`, [ANN, BOB]],
  ['the lines of one key, a comment too', `stringData: { auth: "# staff\\n${ANN}" }`, ['# staff', ANN]],
  ['one key in base64', `data: { auth: ${Buffer.from(ANN).toString('base64')} }`, [ANN]],
  [
    'a name and a password',
    'type: kubernetes.io/basic-auth\nstringData: { username: ann, password: secret }',
    [ANN],
  ],
];

for (const [title, fields, users] of accepted) {
  test(`users are ${title}`, () => {
    const { configuration, diagnostics } = compileText(manifests(auth, secret(fields), route, app('v1')));
    assert.deepEqual(diagnostics.map(spot), []);
    const middleware = configuration.http.middlewares.get('shop-auth@kubernetescrd');
    assert.deepEqual(middleware?.options, { realm: 'shop', removeHeader: true, users });
  });
}

test('the middleware lets in who knows the password, and nobody else', () => {
  const { configuration } = compileText(manifests(auth, secret(`stringData: { auth: "${ANN}" }`)));
  const configured = configuration.http.middlewares.get('shop-auth@kubernetescrd');
  assert.ok(configured);
  const middleware = buildMiddleware(configured.name, configured.type, configured.options);
  const ask = (authorization?: string): number | undefined => {
    const headers = new HeaderList(authorization === undefined ? [] : ['Authorization', authorization]);
    const head: RequestHead = {
      method: 'GET',
      target: '/',
      host: 'shop.test',
      headers,
      scheme: 'http',
      clientIp: '127.0.0.1',
    };
    return middleware.request?.(head)?.status;
  };
  assert.equal(ask(), 401);
  assert.equal(ask(`Basic ${btoa('ann:wrong')}`), 401);
  assert.equal(ask(`Basic ${btoa('ann:secret')}`), undefined);
});

const refused: [title: string, objects: string[], finding: string, message: string][] = [
  [
    'no secret is named',
    [object('Middleware', 'auth', 'basicAuth: { realm: shop }')],
    'secret-not-named: { realm: shop }',
    'auth secret must be set',
  ],
  ['the secret is missing', [auth], 'secret-not-found: users', 'secret shop/users does not exist'],
  [
    'the secret has two keys',
    [auth, secret('stringData: { a: x, b: x }')],
    'secret-incomplete: ',
    'secret shop/users has 2 keys, must be single element exactly',
  ],
  [
    'the secret is empty',
    [auth, secret('stringData: { auth: "\\n" }')],
    'secret-incomplete: ',
    'secret shop/users does not contain any credentials',
  ],
  [
    'the password is missing',
    [auth, secret('type: kubernetes.io/basic-auth\nstringData: { username: ann }')],
    'secret-incomplete: ',
    'secret shop/users must contain both username and password keys',
  ],
];

for (const [title, objects, finding, message] of refused) {
  test(`the router is disabled and one thing is found if ${title}`, () => {
    const { configuration, diagnostics } = compileText(manifests(...objects, route, app('v1')));
    assert.deepEqual(
      diagnostics.flatMap((found) => [spot(found), found.message]),
      [finding, message],
    );
    const text = 'disabled: middleware "shop-auth@kubernetescrd" does not exist';
    assert.deepEqual(Object.values(statuses(configuration.http.routers)), [text]);
  });
}

test('a secret that was rejected is not reported again', () => {
  const rejected = [{ kind: 'Secret', namespace: 'shop', name: 'users' }];
  assert.deepEqual(compileText(manifests(auth, route, app('v1')), { rejected }).diagnostics, []);
});
