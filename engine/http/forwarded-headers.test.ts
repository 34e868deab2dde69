import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../middlewares/message.ts';
import { appendForwardedFor, applyForwardedHeaders, type ForwardedContext } from './forwarded-headers.ts';

const context: ForwardedContext = {
  trusted: false,
  clientIp: '192.0.2.1',
  tls: false,
  host: 'a.test:8080',
  webSocket: false,
  serverName: 'proxy-host',
};

/** Headers after an entry point has seen them, names in lower case. */
function apply(lines: readonly string[], changes: Partial<ForwardedContext> = {}): Record<string, string> {
  const headers = new HeaderList(lines);
  applyForwardedHeaders(headers, { ...context, ...changes });
  return Object.fromEntries(headers.lines().map(([name, value]) => [name.toLowerCase(), value]));
}

const own = {
  'x-real-ip': '192.0.2.1',
  'x-forwarded-proto': 'http',
  'x-forwarded-port': '8080',
  'x-forwarded-host': 'a.test:8080',
  'x-forwarded-server': 'proxy-host',
};

const claimed = [
  ['X-Forwarded-For', '10.0.0.1'],
  ['X-Forwarded-Host', 'evil.test'],
  ['X-Forwarded-Port', '1'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Server', 'evil'],
  ['X-Forwarded-Uri', '/evil'],
  ['X-Forwarded-Method', 'POST'],
  ['X-Forwarded-Prefix', '/evil'],
  ['X-Forwarded-Tls-Client-Cert', 'evil'],
  ['X-Forwarded-Tls-Client-Cert-Info', 'evil'],
  ['X-Forwarded-Scheme', 'https'],
  ['X-Scheme', 'https'],
  ['X-Real-Ip', '10.0.0.1'],
].flat();

test('an untrusted peer sets none of the forwarding headers', () => {
  assert.deepEqual(apply(claimed), own);
  assert.deepEqual(
    apply(claimed.map((word, index) => (index % 2 === 0 ? word.replaceAll('-', '_') : word))),
    own,
  );
  assert.deepEqual(apply([...claimed, 'X-Other', '1']), { ...own, 'x-other': '1' });
});

test('a trusted peer sets all of them but X-Forwarded-Server', () => {
  const kept = apply(claimed, { trusted: true });
  assert.equal(kept['x-forwarded-for'], '10.0.0.1');
  assert.equal(kept['x-forwarded-host'], 'evil.test');
  assert.equal(kept['x-forwarded-port'], '1');
  assert.equal(kept['x-real-ip'], '10.0.0.1');
  assert.equal(kept['x-forwarded-prefix'], '/evil');
  assert.equal(kept['x-forwarded-server'], 'proxy-host');
});

test('scheme and port say how the client came', () => {
  const cases: readonly (readonly [Partial<ForwardedContext>, string, string])[] = [
    [{ host: 'a.test' }, 'http', '80'],
    [{ host: 'a.test', tls: true }, 'https', '443'],
    [{ host: 'a.test:8443', tls: true }, 'https', '8443'],
    [{ host: '[fd00::7]:81' }, 'http', '81'],
    [{ host: 'fd00::7' }, 'http', '80'],
    [{ host: 'a.test', webSocket: true }, 'ws', '80'],
    [{ host: 'a.test', webSocket: true, tls: true }, 'wss', '443'],
  ];
  for (const [changes, proto, port] of cases) {
    const headers = apply([], changes);
    assert.deepEqual(
      [headers['x-forwarded-proto'], headers['x-forwarded-port']],
      [proto, port],
      JSON.stringify(changes),
    );
  }
  assert.equal(
    apply(['X-Forwarded-Proto', 'https'], { trusted: true, host: 'a.test' })['x-forwarded-port'],
    '443',
  );
});

test('a request without host gets no X-Forwarded-Host, an address no zone', () => {
  assert.equal(apply([], { host: '' })['x-forwarded-host'], undefined);
  assert.equal(apply([], { clientIp: 'fe80::1%eth0' })['x-real-ip'], 'fe80::1');
});

test('Connection removes what it names, but no managed header', () => {
  const lines = ['Connection', 'X-A, X-Real-Ip, upgrade', 'X-A', '1', 'X-B', '2', 'Upgrade', 'websocket'];
  const headers = apply(lines);
  assert.equal(headers['x-a'], undefined);
  assert.equal(headers['x-b'], '2');
  assert.equal(headers['upgrade'], 'websocket');
  assert.equal(headers['x-real-ip'], '192.0.2.1');
  // The proxy leg obeys Connection, too: it may not name a managed header any more.
  assert.equal(headers['connection'], 'Upgrade');
  assert.equal(apply(['Connection', 'close, X-Forwarded-For'])['connection'], undefined);
});

test('the peer is appended to X-Forwarded-For, lines joined', () => {
  const headers = new HeaderList(['X-Forwarded-For', '10.0.0.1', 'x-forwarded-for', '10.0.0.2, 10.0.0.3']);
  appendForwardedFor(headers, '192.0.2.1');
  assert.deepEqual(headers.all('X-Forwarded-For'), ['10.0.0.1, 10.0.0.2, 10.0.0.3, 192.0.2.1']);
});
