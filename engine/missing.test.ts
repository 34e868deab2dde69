import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import * as tls from 'node:tls';
import { ingressRoute, manifests, object } from './configuration/test-support.ts';
import type { Engine } from './engine.ts';
import { Loopback, received } from './tcp/test-loopback.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';
import { testCertificate } from './tls/test-support.ts';
import { Datagrams } from './udp/test-datagrams.ts';

const FLAGS = [
  '--entrypoints.mongo.address=127.0.0.1:0',
  '--entrypoints.dns.address=127.0.0.1:0/udp',
  '--entrypoints.dns.transport.lifecycle.gracetimeout=0',
];
const EMPTY = '--providers.kubernetescrd.allowemptyservices=true';

/** A Service whose pods are one HTTP, one TCP and one UDP server that tell its name. */
class Server {
  readonly name: string;
  readonly #ports: Readonly<Record<'http' | 'tcp' | 'udp', number>>;

  constructor(name: string, ports: Readonly<Record<'http' | 'tcp' | 'udp', number>>) {
    this.name = name;
    this.#ports = ports;
  }

  /** @param endpoints none: the Service stays, without them */
  manifest(endpoints = '[{ addresses: [127.0.0.1], conditions: { ready: true } }]'): string {
    const ports = Object.entries(this.#ports).map(([name, port]) => `{ name: ${name}, port: ${port} }`);
    return manifests(
      `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: ${this.name} }
spec: { ports: [{ name: http, port: 80 }, { name: tcp, port: 81 }, { name: udp, port: 82 }] }`,
      `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: ${this.name}-1, labels: { kubernetes.io/service-name: ${this.name} } }
addressType: IPv4
ports: [${ports.join(', ')}]
endpoints: ${endpoints}`,
    );
  }
}

const loopback = new Loopback();
const datagrams = new Datagrams();
const backends: Backend[] = [];
let v1: Server;
let v2: Server;

async function startServer(name: string): Promise<Server> {
  const backend = await Backend.start(name);
  backends.push(backend);
  const tcp = await loopback.listen((socket) => socket.end(name));
  const udp = await datagrams.server(() => name);
  return new Server(name, { http: backend.port, tcp, udp: udp.port });
}

before(async () => {
  [v1, v2] = [await startServer('v1'), await startServer('v2')];
});

after(async () => {
  for (const backend of backends) await backend[Symbol.asyncDispose]();
  await loopback[Symbol.asyncDispose]();
  await datagrams[Symbol.asyncDispose]();
});

/** What one client gets: `http /path`, `tcp`, `tls name` and `plain /path` on the TCP entry point, `udp`. */
async function ask(engine: Engine, how: string): Promise<string> {
  const [protocol, what = '/'] = how.split(' ');
  switch (protocol) {
    case 'http':
      return (await get(portOf(engine), what)).trim();
    case 'plain':
      return (await get(portOf(engine, 'mongo'), what)).trim();
    case 'tcp':
      return received(await loopback.connect(portOf(engine, 'mongo')));
    case 'tls':
      return askTls(portOf(engine, 'mongo'), what);
    default:
      return (await datagrams.client(portOf(engine, 'dns'))).ask('WHO');
  }
}

/** The name of the certificate, and the answer to a request; `closed` where there was no handshake. */
async function askTls(port: number, servername: string): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect');
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error);
    return error.code === 'ECONNRESET' ? 'closed' : String(error.code);
  }
  const { CN } = socket.getPeerCertificate().subject;
  socket.write(`GET / HTTP/1.1\r\nHost: ${servername}\r\nConnection: close\r\n\r\n`);
  const answer = await received(socket);
  socket.destroy();
  return `${CN}: ${answer.startsWith('HTTP') ? answer.slice(9, 12) : answer}`;
}

const weighted = (services: string): string =>
  object('TraefikService', 'all', `weighted: { services: [${services}] }`);
const toAll = ingressRoute(
  'site',
  '{ match: PathPrefix(`/`), services: [{ name: all, kind: TraefikService }] }',
);
const site = (services: string, more = ''): string =>
  ingressRoute('site', `{ match: PathPrefix(\`/\`), services: [${services}] }${more}`);
const tcp = (services: string, match = 'HostSNI(`*`)', more = ''): string =>
  object(
    'IngressRouteTCP',
    'db',
    `entryPoints: [mongo]\nroutes: [{ match: ${match}, services: [${services}] }]${more}`,
  );
const udp = (services: string): string =>
  object('IngressRouteUDP', 'dns', `entryPoints: [dns]\nroutes: [{ services: [${services}] }]`);
const three = (port: string): string =>
  `{ name: v1, port: ${port} }, { name: gone, port: ${port} }, { name: v2, port: ${port} }`;
const secret = (name: string, commonName: string): string => {
  const { certificatePem, keyPem } = testCertificate({ commonName, dnsNames: [commonName] });
  const pair = `tls.crt: ${JSON.stringify(certificatePem)}, tls.key: ${JSON.stringify(keyPem)}`;
  return `apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: ${name} }\nstringData: { ${pair} }`;
};
/** An IngressRoute on the TCP entry point. */
const https = (name: string, host: string, spec: string, metadata = ''): string =>
  object(
    'IngressRoute',
    name,
    `entryPoints: [mongo]\nroutes: [{ match: Host(\`${host}\`), services: [{ name: v1, port: 80 }] }]\ntls: ${spec}`,
    metadata,
  );

const NONE = '404 404 page not found';
const DEFAULT = 'TRAEFIK DEFAULT CERT';

interface Row {
  readonly title: string;
  readonly objects: readonly string[];
  readonly flags?: readonly string[];
  /** What clients get, one after the other. */
  readonly answers: Readonly<Record<string, readonly string[]>>;
  /** Codes of the findings. */
  readonly found?: readonly string[];
  /** Without endpoints. */
  readonly idle?: 'v1';
}

const threes: readonly Row[] = [
  {
    title: 'a route to three Services of which one is missing',
    objects: [site(three('80'))],
    answers: { 'http /': [NONE, NONE, NONE, NONE] },
    found: ['service-not-found'],
  },
  {
    title: 'a weighted service of three of which one is missing',
    objects: [weighted(three('80')), toAll],
    answers: { 'http /': [NONE, NONE, NONE, NONE] },
    found: ['service-not-found'],
  },
  {
    title: 'a TCP route to three Services of which one is missing',
    objects: [tcp(three('81'))],
    answers: { tcp: ['v1', 'v2', 'v1', 'v2'] },
    found: ['service-not-found'],
  },
  {
    title: 'a UDP route to three Services of which one is missing',
    objects: [udp(three('82'))],
    answers: { udp: ['v1', 'v2', 'v1', 'v2'] },
    found: ['service-not-found'],
  },
];

const rows: readonly Row[] = [
  {
    title: 'a route whose Service is missing, beside one that matches, too',
    objects: [
      ingressRoute(
        'site',
        '{ match: PathPrefix(`/shop`), services: [{ name: gone, port: 80 }] }',
        '{ match: PathPrefix(`/`), services: [{ name: v2, port: 80 }] }',
      ),
    ],
    answers: { 'http /shop': ['200 v2'] },
    found: ['service-not-found'],
  },
  {
    title: 'a route whose Middleware is missing, beside one that matches, too',
    objects: [
      ingressRoute(
        'site',
        '{ match: PathPrefix(`/shop`), middlewares: [{ name: gone }], services: [{ name: v1, port: 80 }] }',
        '{ match: PathPrefix(`/`), services: [{ name: v2, port: 80 }] }',
      ),
    ],
    answers: { 'http /shop': ['200 v2'] },
    found: ['middleware-not-found'],
  },
  {
    title: 'a route to two Services of which one has no endpoints',
    objects: [site('{ name: v1, port: 80 }, { name: v2, port: 80 }')],
    idle: 'v1',
    answers: { 'http /': [NONE, NONE] },
    found: ['service-without-endpoints'],
  },
  {
    title: 'a route to two Services of which one may be empty',
    objects: [site('{ name: v1, port: 80 }, { name: v2, port: 80 }')],
    idle: 'v1',
    flags: [EMPTY],
    answers: {
      'http /': ['503 no available server', '200 v2', '503 no available server', '200 v2'],
    },
  },
  {
    title: 'a TCP route to two Services of which one may be empty',
    objects: [tcp('{ name: v1, port: 81 }, { name: v2, port: 81 }')],
    idle: 'v1',
    flags: [EMPTY],
    answers: { tcp: ['', 'v2', '', 'v2'] },
  },
  {
    title: 'a TCP route without a Service leaves its clients to others',
    objects: [tcp('{ name: gone, port: 81 }', 'HostSNI(`a.test`)', '\ntls: {}')],
    answers: { 'tls a.test': [`${DEFAULT}: 404`], 'plain /': [NONE] },
    found: ['service-not-found'],
  },
  {
    title: 'a plain TCP route without a Service leaves its clients to HTTP',
    objects: [tcp('{ name: gone, port: 81 }'), site('{ name: v2, port: 80 }').replace('[web]', '[mongo]')],
    answers: { 'plain /': ['200 v2'] },
    found: ['service-not-found'],
  },
  {
    title: 'a certificate that is missing',
    objects: [https('a', 'a.test', '{ secretName: gone }')],
    answers: { 'tls a.test': [`${DEFAULT}: 200`] },
    found: ['secret-not-found'],
  },
  {
    title: 'TLS options that are missing',
    objects: [https('a', 'a.test', '{ options: { name: gone } }'), https('b', 'b.test', '{}')],
    answers: { 'tls a.test': ['closed'], 'tls b.test': [`${DEFAULT}: 200`] },
    found: ['tls-options-not-found'],
  },
  {
    title: 'TLS options of a TCP route that are missing',
    objects: [
      tcp('{ name: v1, port: 81 }', 'HostSNI(`a.test`)', '\ntls: { options: { name: gone } }'),
      https('b', 'b.test', '{}'),
    ],
    answers: { 'tls a.test': ['closed'], 'tls b.test': [`${DEFAULT}: 200`] },
    found: ['tls-options-not-found'],
  },
  {
    title: 'a ServersTransport that is missing',
    objects: [site('{ name: v1, port: 80, serversTransport: gone }')],
    answers: { 'http /': [NONE] },
    found: ['servers-transport-not-found'],
  },
  {
    title: 'a certificate that another route brought',
    objects: [
      secret('b', 'b.test'),
      secret('c', 'c.test'),
      https('a', 'a.test', '{ secretName: b }'),
      https('b', 'b.test', '{}'),
      https('c', 'c.test', '{ secretName: c }', 'annotations: { kubernetes.io/ingress.class: other }'),
    ],
    // That of a route that is not looked at counts for nobody.
    answers: {
      'tls a.test': [`${DEFAULT}: 200`],
      'tls b.test': ['b.test: 200'],
      'tls c.test': [`${DEFAULT}: 404`],
    },
  },
  {
    title: 'a certificate of another namespace',
    objects: [
      secret('a', 'a.test').replace('namespace: shop', 'namespace: data'),
      https('a', 'a.test', '{ secretName: a }'),
    ],
    flags: ['--providers.kubernetescrd.allowcrossnamespace=true'],
    answers: { 'tls a.test': [`${DEFAULT}: 200`] },
    found: ['secret-not-found'],
  },
];

function serves(rows: readonly Row[]): void {
  for (const { title, objects, flags = [], answers, found = [], idle } of rows) {
    test(title, async () => {
      await using engine = await startEngine([...FLAGS, ...flags]);
      const first = v1.manifest(idle === 'v1' ? '[]' : undefined);
      const { diagnostics } = applyText(engine, first, v2.manifest(), ...objects);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        found,
      );
      for (const [how, expected] of Object.entries(answers)) {
        const got: string[] = [];
        for (const _ of expected) got.push(await ask(engine, how));
        assert.deepEqual(got, expected, how);
      }
    });
  }
}

describe('of three Services one is missing: HTTP loses all, TCP and UDP that one', () => serves(threes));
describe('what clients get where something is missing', () => serves(rows));
