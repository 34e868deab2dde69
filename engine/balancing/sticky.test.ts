import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ServerBalancer, ServiceBalancer, serviceCandidate } from './balancer-node.ts';
import { EarliestDeadlinePicker } from './earliest-deadline-picker.ts';
import { ServerState } from './server-state.ts';
import { fnv1aValues, fnvValues, Sticky, type StickySettings } from './sticky.ts';
import { client, unshuffled } from './test-balancers.ts';

const NAMES = ['http://10.0.0.1:80', 'http://10.0.0.2:80'];
const FIRST = 'df5bd2f9c0180410';
const PLAIN: StickySettings = { name: 'app', secure: false, httpOnly: false, maxAge: 0, path: '/' };

function states(fenced: readonly boolean[] = []): ServerState<string>[] {
  return NAMES.map(
    (name, index) =>
      new ServerState({
        item: 'AB'.charAt(index),
        name,
        weight: 1,
        fenced: fenced[index] ?? false,
        measured: false,
        now: () => 0,
      }),
  );
}

function balancer(candidates: readonly ServerState<string>[], settings = PLAIN): ServerBalancer<string> {
  return new ServerBalancer({
    name: 'lb',
    candidates,
    picker: new EarliestDeadlinePicker(candidates, unshuffled),
    sticky: new Sticky('lb', settings, candidates),
    tellsHealth: false,
  });
}

const attributes: [settings: Partial<StickySettings>, cookie: string][] = [
  [{}, 'app=V; Path=/'],
  [{ path: '/a' }, 'app=V; Path=/a'],
  [{ secure: true, httpOnly: true }, 'app=V; Path=/; HttpOnly; Secure'],
  [{ sameSite: 'none' }, 'app=V; Path=/; SameSite=None'],
  [{ sameSite: 'strict', maxAge: 60 }, 'app=V; Path=/; Max-Age=60; SameSite=Strict'],
  [{ maxAge: -1 }, 'app=V; Path=/; Max-Age=0'],
  [{ domain: '.shop.test' }, 'app=V; Path=/; Domain=shop.test'],
  [{ name: 'my app;' }, 'my_app_=V; Path=/'],
];
for (const [settings, cookie] of attributes) {
  test(`${JSON.stringify(settings)}: ${cookie}`, () => {
    const { cookies } = balancer(states(), { ...PLAIN, ...settings }).select(client('192.0.2.1'));
    assert.deepEqual(cookies, [cookie.replace('V', FIRST)]);
  });
}

test('without a name the cookie is named after the service', () => {
  const [state] = states();
  assert.ok(state);
  const { name: _, ...unnamed } = PLAIN;
  const sticky = new Sticky('shop-app@kubernetescrd', unnamed, [state]);
  assert.equal(sticky.cookieFor(state), `_72583=${FIRST}; Path=/`);
});

describe('a client with a cookie', () => {
  const rows: [title: string, value: string, server: string, rewritten: boolean][] = [
    ['as it is written', FIRST, 'A', false],
    ['the raw name, of earlier releases', NAMES[0] ?? '', 'A', true],
    ['its FNV hash', '6773b9eb3f0631af', 'A', true],
    ['the hash of that', 'a3882de487ebf0dc', 'A', true],
  ];
  for (const [title, value, server, rewritten] of rows) {
    test(title, () => {
      const candidates = states();
      const one = balancer(candidates);
      for (let count = 0; count < 3; count += 1) {
        const selection = one.select(client('192.0.2.1', { app: value }));
        assert.equal(selection.server, server);
        assert.deepEqual(selection.cookies, rewritten ? [`app=${FIRST}; Path=/`] : undefined);
      }
      // No turn was used up.
      assert.equal(one.select(client('192.0.2.1')).server, 'A');
    });
  }

  test('that names nobody gets a new one', () => {
    const selection = balancer(states()).select(client('192.0.2.1', { app: 'x' }));
    assert.deepEqual([selection.server, selection.cookies], ['A', [`app=${FIRST}; Path=/`]]);
  });

  test('whose server is down is sent elsewhere with a new one', () => {
    const candidates = states();
    candidates[0]?.check(false);
    const selection = balancer(candidates).select(client('192.0.2.1', { app: FIRST }));
    assert.equal(selection.server, 'B');
    assert.equal(selection.cookies?.length, 1);
  });

  test('keeps a server that is about to end', () => {
    const one = balancer(states([true, false]));
    assert.equal(one.select(client('192.0.2.1', { app: FIRST })).server, 'A');
    assert.equal(one.select(client('192.0.2.1')).server, 'B');
  });
});

test('each level has its cookie, the outermost first', () => {
  const inner = balancer(states());
  const candidates = [serviceCandidate(inner, 1, false)];
  const outer = new ServiceBalancer({
    name: 'outer',
    candidates,
    picker: new EarliestDeadlinePicker(candidates, unshuffled),
    sticky: new Sticky('outer', { ...PLAIN, name: 'outer' }, candidates),
    tellsHealth: false,
  });
  const { cookies, trail } = outer.select(client('192.0.2.1'));
  assert.deepEqual(
    cookies?.map((cookie) => cookie.split('=')[0]),
    ['outer', 'app'],
  );
  assert.deepEqual(trail, ['outer', 'lb']);
});

test('Traefik 2 writes FNV hashes', () => {
  const [state] = states();
  assert.ok(state);
  assert.equal(new Sticky('lb', PLAIN, [state], fnvValues).cookieFor(state), 'app=6773b9eb3f0631af; Path=/');
  assert.equal(
    new Sticky('lb', PLAIN, [state], fnv1aValues).cookieFor(state),
    'app=c2e8df179a351d87; Path=/',
  );
});

test('the cookie of a server is worked out for the first client that gets it', () => {
  let workedOut = 0;
  const candidates = states();
  const sticky = new Sticky('lb', PLAIN, candidates, (name) => {
    workedOut += 1;
    return fnvValues(name);
  });
  const before = workedOut;
  const lines = [...candidates, ...candidates].map((candidate) => sticky.cookieFor(candidate));
  assert.deepEqual(lines.slice(2), lines.slice(0, 2));
  assert.notEqual(lines[0], lines[1]);
  assert.equal(workedOut - before, candidates.length);
});

test('a balancer of services that is asked by halves chooses the same services, and asks none of them', () => {
  const made = () => {
    const servers = states();
    const candidates = servers.map((state, index) =>
      serviceCandidate(balancer([state]), 1 + index, false, `child ${index}`),
    );
    return new ServiceBalancer({
      name: 'outer',
      candidates,
      picker: new EarliestDeadlinePicker(candidates, unshuffled),
      sticky: new Sticky('outer', { ...PLAIN, name: 'outer' }, candidates),
      tellsHealth: false,
    });
  };
  const [whole, halved] = [made(), made()];
  for (let count = 0; count < 12; count += 1) {
    const asker = client('192.0.2.1');
    const { server, cookies } = whole.select(asker);
    const chosen = halved.chooseService(asker);
    assert.equal(chosen?.service.select(asker).server, server);
    assert.equal(chosen?.cookie, cookies?.[0]);
    const [pair = ''] = chosen?.cookie?.split(';') ?? [];
    const back = client('192.0.2.1', { outer: pair.slice(pair.indexOf('=') + 1) });
    assert.deepEqual(halved.chooseService(back), { service: chosen?.service, cookie: undefined });
  }
});
