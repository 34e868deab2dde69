import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from './flags.ts';
import type { EntryPoint } from './static-configuration.ts';

const WEB = '--entrypoints.web.address=:8000';

function web(...flags: readonly string[]): EntryPoint {
  const found = parseFlags([WEB, ...flags]).entryPoints.find(({ name }) => name === 'web');
  assert.ok(found);
  return found;
}

test('the defaults of Traefik', () => {
  assert.deepEqual(parseFlags([WEB]).entryPoints, [
    {
      name: 'web',
      host: '',
      port: 8000,
      protocol: 'tcp',
      asDefault: false,
      readTimeoutMs: 60_000,
      writeTimeoutMs: 0,
      idleTimeoutMs: 180_000,
      graceTimeoutMs: 10_000,
      forwardedHeaders: { insecure: false, trustedIps: [] },
      maxHeaderBytes: 1_048_576,
      udpTimeoutMs: 3_000,
    },
  ]);
});

const addresses: [value: string, host: string, port: number, protocol: string][] = [
  [':8000', '', 8000, 'tcp'],
  [':8000/tcp', '', 8000, 'tcp'],
  [':53/udp', '', 53, 'udp'],
  [':53/UDP', '', 53, 'udp'],
  ['127.0.0.1:0', '127.0.0.1', 0, 'tcp'],
  ['[::1]:8000/tcp', '::1', 8000, 'tcp'],
  ['lab.test:65535', 'lab.test', 65535, 'tcp'],
];
for (const [value, host, port, protocol] of addresses) {
  test(`address ${value}`, () => {
    const found = web(`--entrypoints.web.address=${value}`);
    assert.deepEqual([found.host, found.port, found.protocol], [host, port, protocol]);
  });
}

const options: [flags: string[], expected: Partial<EntryPoint>][] = [
  [['asdefault=true'], { asDefault: true }],
  [['asDefault'], { asDefault: true }],
  [['transport.respondingTimeouts.readTimeout=5'], { readTimeoutMs: 5000 }],
  [['transport.respondingtimeouts.writetimeout=1m30s'], { writeTimeoutMs: 90_000 }],
  [['transport.respondingtimeouts.idletimeout=500ms'], { idleTimeoutMs: 500 }],
  [['transport.lifecycle.gracetimeout=0'], { graceTimeoutMs: 0 }],
  [['forwardedheaders.insecure=true'], { forwardedHeaders: { insecure: true, trustedIps: [] } }],
  [
    ['forwardedheaders.trustedips=10.0.0.0/8, ::1', 'forwardedheaders.trustedips=127.0.0.1'],
    { forwardedHeaders: { insecure: false, trustedIps: ['10.0.0.0/8', '::1', '127.0.0.1'] } },
  ],
  [['proxyProtocol.insecure'], { proxyProtocol: { insecure: true, trustedIps: [] } }],
  [
    ['proxyprotocol.trustedIPs=10.0.0.0/8', 'proxyprotocol.trustedips=::1'],
    { proxyProtocol: { insecure: false, trustedIps: ['10.0.0.0/8', '::1'] } },
  ],
  [['http.maxheaderbytes=4096'], { maxHeaderBytes: 4096 }],
  [['udp.timeout=10s'], { udpTimeoutMs: 10_000 }],
  [['http.middlewares=a@file, b@file'], { http: { middlewares: ['a@file', 'b@file'] } }],
  [['http.tls'], { http: { tls: { options: 'default' } } }],
  [['http.tls=true', 'http.tls=false'], { http: {} }],
  [['http.tls.options=strict@file', 'http.tls=true'], { http: { tls: { options: 'strict@file' } } }],
  [['http.tls.certResolver=le'], { http: { tls: { options: 'default', resolver: true } } }],
  [
    ['http.tls.domains[0].main=a.test', 'http.tls.domains[1].sans=b.test,c.test'],
    { http: { tls: { options: 'default' } } },
  ],
  [
    ['http.redirections.entryPoint.to=web'],
    {
      http: {
        redirection: {
          to: 'web',
          scheme: 'https',
          permanent: true,
          priority: 9_223_372_036_854_775_806n,
        },
      },
    },
  ],
  [
    [
      'http.redirections.entrypoint.priority=-7',
      'http.redirections.entrypoint.permanent=false',
      'http.redirections.entrypoint.scheme=http',
      'http.redirections.entrypoint.to=:8443',
    ],
    { http: { redirection: { to: ':8443', scheme: 'http', permanent: false, priority: -7n } } },
  ],
];
for (const [flags, expected] of options) {
  test(flags.join(' '), () => {
    const given = flags.map((flag) => `--entrypoints.web.${flag}`);
    assert.deepEqual(web(...given), { ...web(), ...expected });
  });
}

test('TCP and UDP may share a port number', () => {
  const { entryPoints } = parseFlags(['--entrypoints.a.address=:53', '--entrypoints.b.address=:53/udp']);
  assert.deepEqual(
    entryPoints.map(({ protocol }) => protocol),
    ['tcp', 'udp'],
  );
});

test('names are matched without regard to case; the first spelling counts', () => {
  const { entryPoints } = parseFlags(['--entryPoints.Web.address=:1', '--ENTRYPOINTS.web.asdefault']);
  assert.deepEqual(
    entryPoints.map(({ name, asDefault }) => [name, asDefault]),
    [['Web', true]],
  );
});

test('options may come before the address, and the last address counts', () => {
  const [only] = parseFlags([
    '--entrypoints.a.asdefault',
    '--entrypoints.a.address=:1',
    '--entrypoints.a.address=:2',
  ]).entryPoints;
  assert.deepEqual([only?.port, only?.asDefault], [2, true]);
});

const added: [flags: string[], entryPoints: string[]][] = [
  [[], ['http :80']],
  [['--ping'], ['http :80', 'traefik :8080']],
  [
    [WEB, '--api.insecure'],
    ['web :8000', 'traefik :8080'],
  ],
  [
    [WEB, '--metrics.prometheus'],
    ['web :8000', 'traefik :8080'],
  ],
  [[WEB, '--ping.entrypoint=web', '--metrics.prometheus.entrypoint=web'], ['web :8000']],
  [[WEB, '--api', '--api.dashboard'], ['web :8000']],
  [['--entrypoints.traefik.address=:9000', '--ping'], ['traefik :9000']],
];
for (const [flags, entryPoints] of added) {
  test(`${flags.join(' ') || 'no flags'}: ${entryPoints.join(', ')}`, () => {
    assert.deepEqual(
      parseFlags(flags).entryPoints.map(({ name, port }) => `${name} :${port}`),
      entryPoints,
    );
  });
}
