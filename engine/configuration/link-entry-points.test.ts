import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, manifests, object, spot } from './test-support.ts';

const V1 = 'services: [{ name: v1, port: 80 }]';
const TRAEFIK = '--entrypoints.traefik.address=127.0.0.1:0';
const DEFAULT = '--entrypoints.web.asdefault=true';
const rows: {
  kind: 'IngressRoute' | 'IngressRouteTCP' | 'IngressRouteUDP';
  written: string;
  flags?: string[];
  resolved: string[];
  status: string;
  findings?: string[];
}[] = [
  { kind: 'IngressRoute', written: '[]', resolved: ['mongo', 'web', 'websecure'], status: 'enabled' },
  { kind: 'IngressRouteTCP', written: '[]', resolved: ['mongo', 'web', 'websecure'], status: 'enabled' },
  { kind: 'IngressRouteUDP', written: '[]', resolved: ['dns'], status: 'enabled' },
  { kind: 'IngressRoute', written: '[]', flags: [TRAEFIK, DEFAULT], resolved: ['web'], status: 'enabled' },
  {
    kind: 'IngressRoute',
    written: '[]',
    flags: [TRAEFIK],
    resolved: ['mongo', 'web', 'websecure'],
    status: 'enabled',
  },
  {
    kind: 'IngressRouteUDP',
    written: '[]',
    flags: ['--entrypoints.alt.address=127.0.0.1:0/udp'],
    resolved: ['alt', 'dns'],
    status: 'enabled',
  },
  { kind: 'IngressRouteUDP', written: '[]', flags: [DEFAULT], resolved: ['dns'], status: 'enabled' },
  {
    kind: 'IngressRoute',
    written: '[traefik, web]',
    flags: [TRAEFIK],
    resolved: ['traefik', 'web'],
    status: 'enabled',
  },
  {
    kind: 'IngressRoute',
    written: '[web, wbe]',
    resolved: ['web'],
    status: `warning: entryPoint "wbe" doesn't exist`,
    findings: [
      "warning entry-point-unknown: wbe; EntryPoint doesn't exist: wbe; the TCP entry points are web, websecure, mongo",
    ],
  },
  {
    kind: 'IngressRouteTCP',
    written: '[dns]',
    resolved: [],
    status: `disabled: entryPoint "dns" doesn't exist: no valid entryPoint for this router`,
    findings: [
      "error entry-point-unknown: dns; EntryPoint doesn't exist: dns; the TCP entry points are web, websecure, mongo",
    ],
  },
  {
    kind: 'IngressRouteUDP',
    written: '[web]',
    resolved: [],
    status: `disabled: entryPoint "web" doesn't exist: no valid entryPoint for this router`,
    findings: ["error entry-point-unknown: web; EntryPoint doesn't exist: web; the UDP entry points are dns"],
  },
];
for (const { kind, written, flags = [], resolved, status, findings = [] } of rows) {
  test(`${kind} on ${written} ${flags.join(' ')}: ${status}`, () => {
    const match =
      kind === 'IngressRouteUDP'
        ? ''
        : kind === 'IngressRoute'
          ? 'match: Path(`/`), '
          : 'match: HostSNI(`*`), ';
    // Two routes: what they share is found once.
    const second = kind === 'IngressRoute' ? `, { match: Path(\`/b\`), ${V1} }` : '';
    const text = object(kind, 'site', `entryPoints: ${written}\nroutes: [{ ${match}${V1} }${second}]`);
    const { configuration, diagnostics } = compileText(manifests(text, app('v1')), { flags });
    const routers = [
      configuration.http.routers,
      configuration.tcp.routers,
      configuration.udp.routers,
    ].flatMap((some) => [...some.values()]);
    assert.deepEqual(routers[0]?.entryPoints, resolved);
    assert.equal([routers[0]?.status, ...(routers[0]?.errors ?? [])].join(': '), status);
    const found = diagnostics.map((one) => `${one.severity} ${spot(one)}; ${one.message}; ${one.advice}`);
    assert.deepEqual(found, findings);
  });
}
