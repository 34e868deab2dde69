import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { formatDiagnostic } from '../../engine/core.ts';
import { SocketHttpClient } from '../clients/socket-http-client.ts';
import { UdpClient } from '../clients/udp-client.ts';
import { Lab } from '../lab.ts';
import type { ItemKind } from './item.ts';
import { ManifestLines } from './manifest-lines.ts';
import { joinRecords } from './result.ts';
import { ScenarioCoverage } from './scenario-coverage.ts';

const FLAGS = [
  ...['web', 'websecure', 'tcp'].map((name) => `--entrypoints.${name}.address=127.0.0.1:0/tcp`),
  '--entrypoints.udp.address=127.0.0.1:0/udp',
  '--entrypoints.udp.transport.lifecycle.gracetimeout=100ms',
];

/** Two workloads, and one that speaks UDP. */
const APPS = ['one', 'two', 'udp'].map(
  (name) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: ${name}
          image: ${name === 'udp' ? 'traefik/whoamiudp' : 'traefik/whoami'}
          ports: [{ containerPort: 80${name === 'udp' ? ', protocol: UDP' : ''} }]
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80${name === 'udp' ? ', protocol: UDP' : ''} }] }
`,
);

const route = (routes: string, kind = 'IngressRoute', further = ''): string => `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: r }
spec:
  ${further}
  entryPoints: [${kind === 'IngressRouteTCP' ? 'tcp' : kind === 'IngressRouteUDP' ? 'udp' : 'web'}]
  routes:
${routes}
`;

const object = (kind: string, name: string, spec: string): string => `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name} }
spec: ${spec}
`;

/** `GET host/path` on `web`; `https`: on `websecure`; `udp` and `tcp`: on the entry point of that name. */
type Asked = `${string}/${string}` | 'udp' | 'tcp';

interface Case {
  readonly claim: string;
  readonly manifest: readonly string[];
  readonly asked: readonly Asked[];
  readonly kind: ItemKind;
  /** Names, without their provider. */
  readonly used: readonly string[];
  readonly unused: readonly string[];
}

const ONE = 'services: [{ name: one, port: 80 }]';

const CASES: readonly Case[] = [
  {
    claim: 'a router is used by a request that it takes, and not by one that another takes',
    manifest: [
      route(`    - { match: Host(\`a.test\`), ${ONE} }
    - { match: Host(\`b.test\`), ${ONE} }`),
    ],
    asked: ['a.test/', 'c.test/'],
    kind: 'router',
    used: ['Host(`a.test`)'],
    unused: ['Host(`b.test`)'],
  },
  {
    claim: 'a branch is used when it holds for a request that its router takes',
    manifest: [
      route(`    - { match: 'Host(\`a.test\`) && (Path(\`/b\`) || Path(\`/c\`)) && !Header(\`X-No\`, \`1\`)', ${ONE} }
    - { match: Host(\`b.test\`) && Path(\`/b\`), ${ONE} }`),
    ],
    asked: ['a.test/b', 'b.test/c'],
    kind: 'branch',
    used: ['!Header(`X-No`, `1`)', 'Host(`a.test`)', 'Path(`/b`)'],
    unused: ['Host(`b.test`)', 'Path(`/b`)', 'Path(`/c`)'],
  },
  {
    claim: 'a child of a weighted service is used when its turn has come',
    manifest: [
      object(
        'TraefikService',
        'w',
        '{ weighted: { services: [{ name: one, port: 80, weight: 1 }, { name: two, port: 80, weight: 0 }] } }',
      ),
      route('    - { match: Path(`/`), services: [{ kind: TraefikService, name: w }] }'),
    ],
    asked: ['a.test/', 'a.test/'],
    kind: 'service',
    used: ['default-one-80', 'default-w'],
    unused: ['default-two-80'],
  },
  {
    claim: 'a mirror is used when it gets a copy',
    manifest: [
      object(
        'TraefikService',
        'm',
        '{ mirroring: { name: one, port: 80, mirrors: [{ name: two, port: 80, percent: 100 }, { name: udp, port: 80, percent: 0 }] } }',
      ),
      route('    - { match: Path(`/`), services: [{ kind: TraefikService, name: m }] }'),
    ],
    asked: ['a.test/'],
    kind: 'service',
    used: ['default-one-80', 'default-two-80'],
    unused: ['default-udp-80'],
  },
  {
    claim: 'the main service and the fallback of a failover service are used one after the other',
    manifest: [
      object(
        'TraefikService',
        'f',
        '{ failover: { service: { name: one, port: 80 }, fallback: { name: two, port: 80 }, errors: { status: ["200"] } } }',
      ),
      route('    - { match: Path(`/`), services: [{ kind: TraefikService, name: f }] }'),
    ],
    asked: ['a.test/'],
    kind: 'service',
    used: ['default-f', 'default-one-80', 'default-two-80'],
    unused: [],
  },
  {
    claim: 'a middleware is used by a request that comes to it, a chain with any of its members',
    manifest: [
      object('Middleware', 'strip', '{ stripPrefix: { prefixes: [/x] } }'),
      object('Middleware', 'allow', '{ ipAllowList: { sourceRange: [10.0.0.0/8] } }'),
      object('Middleware', 'after', '{ addPrefix: { prefix: /y } }'),
      object('Middleware', 'retries', '{ retry: { attempts: 2 } }'),
      object(
        'Middleware',
        'both',
        '{ chain: { middlewares: [{ name: strip }, { name: retries }, { name: allow }] } }',
      ),
      object('Middleware', 'idle', '{ chain: { middlewares: [{ name: after }] } }'),
      route(`    - { match: PathPrefix(\`/\`), ${ONE}, middlewares: [{ name: both }, { name: after }] }`),
    ],
    asked: ['a.test/x'],
    kind: 'middleware',
    used: ['default-allow', 'default-both', 'default-retries', 'default-strip'],
    unused: ['default-after', 'default-idle'],
  },
  {
    claim: 'TLS options are used by a handshake for a host of theirs',
    manifest: [
      object('TLSOption', 'strict', '{ minVersion: VersionTLS13 }'),
      object('TLSOption', 'lax', '{ minVersion: VersionTLS12 }'),
      ...['strict', 'lax'].map((name) =>
        route(
          `    - { match: Host(\`${name}.test\`), ${ONE} }`,
          'IngressRoute',
          `tls: { options: { name: ${name} } }`,
        )
          .replace('{ name: r }', `{ name: ${name} }`)
          .replace('[web]', '[websecure]'),
      ),
    ],
    asked: ['https:strict.test/'],
    kind: 'tlsOptions',
    used: ['default-strict'],
    unused: ['default-lax'],
  },
  {
    claim: 'TCP routers, their branches and services are used by connections',
    manifest: [
      object('MiddlewareTCP', 'few', '{ inFlightConn: { amount: 5 } }'),
      route(
        `    - match: HostSNI(\`*\`) && ClientIP(\`127.0.0.0/8\`) || ClientIP(\`10.0.0.1\`)
      middlewares: [{ name: few }]
      services: [{ name: one, port: 80 }]`,
        'IngressRouteTCP',
      ),
    ],
    asked: ['tcp'],
    kind: 'branch',
    used: ['ClientIP(`127.0.0.0/8`)', 'HostSNI(`*`)'],
    unused: ['ClientIP(`10.0.0.1`)'],
  },
  {
    claim: 'a UDP service is used by a session, a child whose turn has not come is not',
    manifest: [
      route(
        '    - services: [{ name: udp, port: 80, weight: 1 }, { name: one, port: 80, weight: 0 }]',
        'IngressRouteUDP',
      ),
    ],
    asked: ['udp'],
    kind: 'service',
    used: ['default-r-0', 'default-r-0-udp-80'],
    unused: ['default-r-0-one-80'],
  },
];

for (const { claim, manifest, asked, kind, used, unused } of CASES) {
  test(claim, async (context) => {
    const file = await writtenFile(context, [...APPS, ...manifest].join('---'));
    const lines = new ManifestLines([file.path]);
    const coverage = new ScenarioCoverage(lines);
    await using lab = await startLab(coverage, file);
    for (const one of asked) await ask(lab, one);
    await lab.quiet();
    const { items } = joinRecords([coverage.record('s')]);
    const names = (hit: boolean) =>
      items
        .filter((item) => item.kind === kind && item.hits > 0 === hit)
        .map(({ name }) => name.replace(/@.*/, ''))
        .sort();
    assert.deepEqual({ used: names(true), unused: names(false) }, { used, unused });
  });
}

test('a branch is found where it is written', async (context) => {
  const text = route(`    - { match: Host(\`a.test\`) && Path(\`/b\`), ${ONE} }`);
  const file = await writtenFile(context, [...APPS, text].join('---'));
  const coverage = new ScenarioCoverage(new ManifestLines([file.path]));
  await using _lab = await startLab(coverage, file);
  const branch = coverage.record('s').items.find(({ name }) => name === 'Path(`/b`)');
  assert.ok(branch);
  const line = file.text.split('\n')[branch.line - 1] ?? '';
  assert.ok(line.slice(branch.column - 1).startsWith('Path(`/b`)'), `column ${branch.column} of ${line}`);
});

test('what only the scenario has written does not count, but its traffic counts for what the file has', async (context) => {
  const text = [...APPS, route(`    - { match: Host(\`a.test\`), priority: 7, ${ONE} }`)].join('---');
  const file = await writtenFile(context, text);
  const coverage = new ScenarioCoverage(new ManifestLines([file.path]));
  await using lab = await startLab(coverage, file);
  const before = coverage.record('s').items.map(({ key }) => key);
  await lab.world.apply(text.replace('priority: 7', 'priority: 9'), { file: file.path });
  const own = route(`    - { match: Host(\`own.test\`), ${ONE} }`).replace('{ name: r }', '{ name: own }');
  await lab.world.apply(own, { file: 'scenario.yaml' });
  await lab.ready();
  await ask(lab, 'a.test/');
  const { items } = joinRecords([coverage.record('s')]);
  assert.deepEqual(items.map(({ key }) => key).sort(), before.sort());
  assert.deepEqual(
    items.filter(({ kind }) => kind === 'router').map(({ name, hits }) => [name, hits]),
    [['Host(`a.test`)', 1]],
  );
});

async function writtenFile(
  context: TestContext,
  text: string,
): Promise<{ readonly path: string; readonly text: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'coverage-'));
  context.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'shop.yaml');
  await writeFile(path, text);
  return { path, text };
}

async function startLab(
  coverage: ScenarioCoverage,
  { path, text }: { readonly path: string; readonly text: string },
): Promise<Lab> {
  const lab = new Lab({ watch: () => coverage.watch(), seed: 1 });
  await lab.startController('traefik', FLAGS);
  const { diagnostics } = await lab.world.apply(text, { file: path });
  await lab.ready();
  const findings = [...diagnostics, ...lab.diagnostics()].map(formatDiagnostic);
  if (findings.length > 0) await lab[Symbol.asyncDispose]();
  assert.deepEqual(findings, []);
  return lab;
}

async function ask(lab: Lab, asked: Asked): Promise<void> {
  const address = (name: string) => {
    const found = lab.controller().addresses.get(name);
    assert.ok(found, `${name} does not listen`);
    return found;
  };
  if (asked === 'udp') {
    await using client = await UdpClient.open(address('udp'));
    assert.notEqual(await client.ask('WHO'), undefined);
    return;
  }
  const secure = asked.startsWith('https:');
  const [, host = '', path = ''] = /^([^/]*)(.*)$/.exec(asked.replace('https:', '')) ?? [];
  const entryPoint = asked === 'tcp' ? 'tcp' : secure ? 'websecure' : 'web';
  await using client = new SocketHttpClient(address(entryPoint), {
    connections: 1,
    ...(secure ? { tls: { serverName: host } } : {}),
  });
  const outcome = await client.send({
    method: 'GET',
    scheme: secure ? 'https' : 'http',
    host: host || 'tcp.test',
    path: path || '/',
  });
  assert.ok(!('error' in outcome), `${asked}: no answer`);
}
