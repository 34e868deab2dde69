import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from './flags.ts';
import { flagsFromHelmValues } from './helm-values.ts';

const WALKTHROUGH = `
ports:
  web:
    port: 8000
    expose:
      default: true
    exposedPort: 80
  mongo:
    port: 27017
    expose: true
    nodePort: 31117
  udpep:
    port: 27017
    protocol: UDP
    expose: true
    nodePort: 31888
  websecure: null
additionalArguments:
  - --api.dashboard=true
  - "--providers.kubernetescrd.ingressclass=traefik-in"
`;

test('ports become entry points, additional arguments stay flags', () => {
  assert.deepEqual(flagsFromHelmValues(WALKTHROUGH, 'values.yaml'), [
    '--entrypoints.web.address=:8000/tcp',
    '--entrypoints.mongo.address=:27017/tcp',
    '--entrypoints.udpep.address=:27017/udp',
    '--api.dashboard=true',
    '--providers.kubernetescrd.ingressclass=traefik-in',
  ]);
});

test('a node port is listened on if that is preferred, and where there is one', () => {
  const flags = flagsFromHelmValues(WALKTHROUGH, 'values.yaml', { preferNodePort: true });
  const { entryPoints } = parseFlags(flags);
  assert.deepEqual(
    entryPoints.map(({ name, port, protocol }) => `${name} ${port}/${protocol}`),
    ['web 8000/tcp', 'mongo 31117/tcp', 'udpep 31888/udp'],
  );
});

for (const text of ['', '# nothing\n', 'ports:\n', 'image:\n  tag: v3.7.9\n']) {
  test(`no flags come from ${JSON.stringify(text)}`, () => {
    assert.deepEqual(flagsFromHelmValues(text, 'values.yaml'), []);
  });
}

/** What `web` has beside its number, and the flags that come of it, behind `--entrypoints.web.` */
const ofWeb: { fields: string; flags: string[] }[] = [
  { fields: '', flags: [] },
  { fields: 'asDefault: true', flags: ['asdefault=true'] },
  { fields: 'asDefault: false', flags: [] },
  { fields: 'asDefault: null', flags: [] },
  {
    fields: 'middlewares: [shop-a@kubernetescrd, b@file]',
    flags: ['http.middlewares=shop-a@kubernetescrd,b@file'],
  },
  {
    fields: 'http: { middlewares: [shop-a@kubernetescrd] }',
    flags: ['http.middlewares=shop-a@kubernetescrd'],
  },
  { fields: 'middlewares: [], http: { middlewares: [a@file] }', flags: ['http.middlewares=a@file'] },
  { fields: 'middlewares: [a@file], http: { middlewares: [] }', flags: ['http.middlewares=a@file'] },
  { fields: 'http: { middlewares: null }', flags: [] },
  { fields: 'http: null', flags: [] },
  { fields: 'http: { maxHeaderBytes: 2000000 }', flags: ['http.maxheaderbytes=2000000'] },
  { fields: 'http: { maxHeaderBytes: 0 }', flags: [] },
  ...['KEY: VALUE', 'http: { KEY: VALUE }'].flatMap((spelling) => {
    const fields = (value: string) => spelling.replace('KEY', 'tls').replace('VALUE', value);
    return [
      {
        fields: fields('{ enabled: true, options: "", certResolver: null, domains: [] }'),
        flags: ['http.tls=true'],
      },
      {
        fields: fields('{ enabled: true, options: shop-strict@kubernetescrd, certResolver: le }'),
        flags: ['http.tls=true', 'http.tls.options=shop-strict@kubernetescrd', 'http.tls.certresolver=le'],
      },
      {
        fields: fields(
          '{ enabled: true, domains: [{ main: a.org, sans: [b.a.org, c.a.org] }, { sans: [d.org] }] }',
        ),
        flags: [
          'http.tls=true',
          'http.tls.domains[0].main=a.org',
          'http.tls.domains[0].sans=b.a.org,c.a.org',
          'http.tls.domains[1].sans=d.org',
        ],
      },
      { fields: fields('{ enabled: false, options: strict, domains: [{ main: a.org }] }'), flags: [] },
      { fields: fields('{ enabled: null, certResolver: le }'), flags: [] },
      { fields: fields('{ options: strict }'), flags: [] },
      { fields: fields('null'), flags: [] },
    ];
  }),
  { fields: 'redirectTo: websecure', flags: redirection('to=:443', 'scheme=https') },
  { fields: 'redirectTo: web', flags: redirection('to=:80', 'scheme=https') },
  { fields: 'redirectTo: ""', flags: [] },
  { fields: 'redirectTo: {}', flags: [] },
  { fields: 'redirectTo: null', flags: [] },
  { fields: 'redirectTo: { port: websecure }', flags: redirection('to=:443', 'scheme=https') },
  {
    fields: 'redirectTo: { port: websecure, priority: 10, permanent: true }',
    flags: redirection('to=:443', 'scheme=https', 'priority=10', 'permanent=true'),
  },
  {
    fields: 'redirectTo: { port: websecure, priority: 0, permanent: false }',
    flags: redirection('to=:443', 'scheme=https'),
  },
  ...['KEY: VALUE', 'http: { KEY: VALUE }'].flatMap((spelling) => {
    const fields = (value: string) => spelling.replace('KEY', 'redirections').replace('VALUE', value);
    return [
      { fields: fields('{ entryPoint: { to: websecure } }'), flags: redirection('to=:443') },
      {
        fields: fields('{ entryPoint: { to: websecure, scheme: https, priority: 10, permanent: true } }'),
        flags: redirection('to=:443', 'scheme=https', 'priority=10', 'permanent=true'),
      },
      {
        fields: fields('{ entryPoint: { to: plain, scheme: http, priority: 0, permanent: false } }'),
        flags: redirection('to=:8080', 'scheme=http', 'permanent=false'),
      },
      {
        fields: fields(
          '{ entryPoint: { to: websecure, scheme: "", priority: "9223372036854775806", permanent: null } }',
        ),
        flags: redirection('to=:443', 'priority=9223372036854775806'),
      },
      { fields: fields('{ entryPoint: {} }'), flags: [] },
      { fields: fields('{ entryPoint: null }'), flags: [] },
      {
        fields: `redirectTo: {}, ${fields('{ entryPoint: { to: websecure } }')}`,
        flags: redirection('to=:443'),
      },
      {
        fields: `redirectTo: websecure, ${fields('{ entryPoint: {} }')}`,
        flags: redirection('to=:443', 'scheme=https'),
      },
    ];
  }),
  ...['forwardedHeaders', 'proxyProtocol'].flatMap((field) => [
    {
      fields: `${field}: { trustedIPs: [10.0.0.0/8, "::1"], insecure: true }`,
      flags: [`${field.toLowerCase()}.trustedips=10.0.0.0/8,::1`, `${field.toLowerCase()}.insecure=true`],
    },
    { fields: `${field}: { trustedIPs: [], insecure: false }`, flags: [] },
    { fields: `${field}: { trustedIPs: null }`, flags: [] },
    { fields: `${field}: null`, flags: [] },
  ]),
  {
    fields: 'transport: { respondingTimeouts: { readTimeout: 0, writeTimeout: 1m30s, idleTimeout: 90 } }',
    flags: [
      'transport.respondingtimeouts.readtimeout=0',
      'transport.respondingtimeouts.writetimeout=1m30s',
      'transport.respondingtimeouts.idletimeout=90',
    ],
  },
  {
    fields: 'transport: { respondingTimeouts: null, lifeCycle: { graceTimeOut: 42s } }',
    flags: ['transport.lifecycle.gracetimeout=42s'],
  },
  {
    fields: 'transport: { respondingTimeouts: { readTimeout: null, idleTimeout: "" }, lifeCycle: {} }',
    flags: [],
  },
];

function redirection(...options: string[]): string[] {
  return options.map((option) => `http.redirections.entrypoint.${option}`);
}

for (const { fields, flags } of ofWeb) {
  test(`flags of a port with ${fields || 'nothing else'}`, () => {
    const values = `ports:
  web: { port: 8000, exposedPort: 80, ${fields} }
  websecure: { port: 8443, exposedPort: 443, tls: { enabled: true } }
  plain: { port: 9000, exposedPort: 8080, tls: { enabled: false } }
`;
    const all = flagsFromHelmValues(values, 'values.yaml');
    assert.deepEqual(
      all.filter((flag) => flag.startsWith('--entrypoints.web.')),
      ['address=:8000/tcp', ...flags].map((flag) => `--entrypoints.web.${flag}`),
    );
    parseFlags(all);
  });
}

test('a UDP port has nothing of HTTP', () => {
  const values = `
ports:
  dns:
    port: 53
    protocol: UDP
    asDefault: true
    redirectTo: websecure
    middlewares: [a@file]
    tls: { enabled: true }
    http: { maxHeaderBytes: 4096, middlewares: [a@file], tls: { enabled: true } }
    transport: { lifeCycle: { graceTimeOut: 5 } }
`;
  assert.deepEqual(flagsFromHelmValues(values, 'values.yaml'), [
    '--entrypoints.dns.address=:53/udp',
    '--entrypoints.dns.asdefault=true',
    '--entrypoints.dns.transport.lifecycle.gracetimeout=5',
  ]);
});

test('clients are sent to the exposed port, whatever is listened on', () => {
  const values = `
ports:
  web: { port: 8000, nodePort: 30080, redirectTo: { port: websecure } }
  websecure: { port: 8443, exposedPort: 443, nodePort: 30443 }
`;
  assert.deepEqual(flagsFromHelmValues(values, 'values.yaml', { preferNodePort: true }), [
    '--entrypoints.web.address=:30080/tcp',
    '--entrypoints.web.http.redirections.entrypoint.to=:443',
    '--entrypoints.web.http.redirections.entrypoint.scheme=https',
    '--entrypoints.websecure.address=:30443/tcp',
  ]);
});

test('additional arguments come last and have the last word', () => {
  const values = `
additionalArguments: [--entrypoints.web.http.tls.options=strict@file, --entrypoints.web.asdefault=false]
ports:
  web: { port: 8000, asDefault: true, tls: { enabled: true, options: mild@file } }
`;
  const flags = flagsFromHelmValues(values, 'values.yaml');
  assert.deepEqual(flags.slice(-2), [
    '--entrypoints.web.http.tls.options=strict@file',
    '--entrypoints.web.asdefault=false',
  ]);
  const [web] = parseFlags(flags).entryPoints;
  assert.deepEqual(web?.http?.tls, { options: 'strict@file' });
  assert.equal(web?.asDefault, false);
});

/** What `web` has on line 4, and why it is refused. */
const refusedOfWeb: { fields: string; message: string }[] = [
  { fields: 'asDefault: "true"', message: 'asDefault is "true"; write true or false' },
  { fields: 'http: [tls]', message: 'http is not a mapping; write NAME: VALUE lines' },
  {
    fields: 'http: { maxHeaderBytes: 1.5 }',
    message: 'http.maxHeaderBytes is 1.5; write a whole number such as 10, in quotes if it is above 2^53',
  },
  { fields: 'middlewares: a@file', message: 'middlewares is not a list; begin each name with "- "' },
  {
    fields: 'middlewares: [a@file, 5]',
    message: 'middlewares[1] is 5; write a name such as shop-auth@kubernetescrd',
  },
  {
    fields: 'http: { middlewares: a@file }',
    message: 'http.middlewares is not a list; begin each name with "- "',
  },
  {
    fields: 'http: { middlewares: [null] }',
    message: 'http.middlewares[0] is null; write a name such as shop-auth@kubernetescrd',
  },
  ...['middlewares', 'tls', 'redirections'].map((field) => {
    const value = field === 'middlewares' ? '[a@file]' : '{ enabled: false }';
    return {
      fields: `${field}: ${value}, http: { ${field}: ${value} }`,
      message: ` has ${field} and http.${field}; keep http.${field} for the chart from release 39 on, else ${field}`,
    };
  }),
  { fields: 'tls: true', message: 'tls is not a mapping; write NAME: VALUE lines' },
  { fields: 'tls: { enabled: "false" }', message: 'tls.enabled is "false"; write true or false' },
  { fields: 'http: { tls: { enabled: 1 } }', message: 'http.tls.enabled is 1; write true or false' },
  {
    fields: 'tls: { enabled: true, options: { minVersion: VersionTLS12 } }',
    message: 'tls.options is {"minVersion":"VersionTLS12"}; write the name of TLS options',
  },
  {
    fields: 'http: { tls: { certResolver: true } }',
    message: 'http.tls.certResolver is true; write the name of a certificate resolver',
  },
  { fields: 'tls: { domains: a.org }', message: 'tls.domains is not a list; begin each domain with "- "' },
  {
    fields: 'tls: { domains: [a.org] }',
    message: 'tls.domains[0] is not a mapping; write NAME: VALUE lines',
  },
  {
    fields: 'tls: { domains: [{ main: 1 }] }',
    message: 'tls.domains[0].main is 1; write a name such as example.com',
  },
  {
    fields: 'http: { tls: { domains: [{ sans: [true] }] } }',
    message: 'http.tls.domains[0].sans[0] is true; write a name such as www.example.com',
  },
  { fields: 'redirectTo: 443', message: 'redirectTo is not a mapping; write NAME: VALUE lines' },
  {
    fields: 'redirectTo: nowhere',
    message:
      'redirectTo is "nowhere", which ports does not have; write the name of a port that is among these values',
  },
  {
    fields: 'redirectTo: { priority: 10 }',
    message: 'redirectTo has no port; write port: NAME, the name of a port',
  },
  {
    fields: 'redirectTo: { port: 443 }',
    message: 'redirectTo.port is 443; write the name of a port, such as websecure',
  },
  {
    fields: 'redirectTo: { port: constructor }',
    message:
      'redirectTo.port is "constructor", which ports does not have; write the name of a port that is among these values',
  },
  {
    fields: 'redirectTo: { port: websecure, priority: high }',
    message: 'redirectTo.priority is "high"; write a whole number such as 10, in quotes if it is above 2^53',
  },
  {
    fields: 'redirectTo: { port: websecure, permanent: "no" }',
    message: 'redirectTo.permanent is "no"; write true or false',
  },
  {
    fields: 'redirectTo: websecure, redirections: { entryPoint: { to: websecure } }',
    message:
      'redirectTo and ports.web.redirections.entryPoint are both written; keep redirectTo for the chart before release 34, else redirections',
  },
  { fields: 'redirections: websecure', message: 'redirections is not a mapping; write NAME: VALUE lines' },
  {
    fields: 'http: { redirections: { entryPoint: websecure } }',
    message: 'http.redirections.entryPoint is not a mapping; write NAME: VALUE lines',
  },
  {
    fields: 'redirections: { entryPoint: { scheme: https } }',
    message: 'redirections.entryPoint has no to; write to: NAME, the name of a port',
  },
  {
    fields: 'http: { redirections: { entryPoint: { to: ":443" } } }',
    message:
      'http.redirections.entryPoint.to is ":443", which ports does not have; write the name of a port that is among these values',
  },
  {
    fields: 'redirections: { entryPoint: { to: gone } }',
    message:
      'redirections.entryPoint.to is "gone", which ports does not have; write the name of a port that is among these values',
  },
  {
    fields: 'redirections: { entryPoint: { to: websecure, scheme: 443 } }',
    message: 'redirections.entryPoint.scheme is 443; write http or https',
  },
  {
    fields: 'http: { redirections: { entryPoint: { to: websecure, scheme: http } } }',
    message: 'http.redirections.entryPoint.scheme is "http", but clients are sent to TLS; write https',
  },
  {
    fields: 'http: { redirections: { entryPoint: { to: websecure, priority: 9223372036854775806 } } }',
    message:
      'http.redirections.entryPoint.priority is 9223372036854776000; write a whole number such as 10, in quotes if it is above 2^53',
  },
  {
    fields: 'redirections: { entryPoint: { to: websecure, permanent: 1 } }',
    message: 'redirections.entryPoint.permanent is 1; write true or false',
  },
  {
    fields: 'forwardedHeaders: true',
    message: 'forwardedHeaders is not a mapping; write NAME: VALUE lines',
  },
  {
    fields: 'forwardedHeaders: { insecure: "yes" }',
    message: 'forwardedHeaders.insecure is "yes"; write true or false',
  },
  {
    fields: 'proxyProtocol: { trustedIPs: 10.0.0.1 }',
    message: 'proxyProtocol.trustedIPs is not a list; begin each network with "- "',
  },
  {
    fields: 'proxyProtocol: { trustedIPs: [10] }',
    message: 'proxyProtocol.trustedIPs[0] is 10; write a network such as 10.0.0.0/8',
  },
  { fields: 'transport: 30s', message: 'transport is not a mapping; write NAME: VALUE lines' },
  ...['true', '1.5', '-1', '"soon"'].map((value) => ({
    fields: `transport: { respondingTimeouts: { readTimeout: ${value} } }`,
    message: `transport.respondingTimeouts.readTimeout is ${value}; write a duration such as 30s, 1m30s or 500ms`,
  })),
  {
    fields: 'transport: { lifeCycle: { graceTimeOut: [5] } }',
    message: 'transport.lifeCycle.graceTimeOut is [5]; write a duration such as 30s, 1m30s or 500ms',
  },
];

const refused: { values: string; preferNodePort?: boolean; message: string }[] = [
  {
    values: 'ports:\n  web:\n    port: "8000"\n',
    message: 'values.yaml:3: ports.web.port is "8000"; write a whole number from 1 to 65535, without quotes',
  },
  {
    values: 'ports:\n  web:\n    port: 65536\n',
    message: 'values.yaml:3: ports.web.port is 65536; write a whole number from 1 to 65535, without quotes',
  },
  {
    values: 'ports:\n  web:\n    port: 80\n    nodePort: 0\n',
    message: 'values.yaml:4: ports.web.nodePort is 0; write a whole number from 1 to 65535, without quotes',
  },
  {
    values: 'ports:\n  web:\n    port: 80\n    hostPort: all\n',
    message:
      'values.yaml:4: ports.web.hostPort is "all"; write a whole number from 1 to 65535, without quotes',
  },
  {
    values: 'ports:\n  web:\n    expose: true\n',
    message: 'values.yaml:3: ports.web has no port; write port: NUMBER',
  },
  {
    values: 'ports:\n  dns:\n    port: 53\n    protocol: udp\n',
    message: 'values.yaml:4: ports.dns.protocol is "udp"; write TCP or UDP',
  },
  {
    values: 'ports:\n  a.b:\n    port: 80\n',
    message: 'values.yaml:3: "a.b" cannot name an entry point; use letters, digits and dashes',
  },
  {
    values: 'ports:\n  a: { port: 80 }\n  b: { port: 80 }\n',
    message: 'values.yaml:3: the entry points a and b both listen on :80/tcp; give one of them another port',
  },
  {
    values: 'ports:\n  a: { port: 1, nodePort: 3 }\n  b: { port: 2, nodePort: 3 }\n',
    preferNodePort: true,
    message: 'values.yaml:3: the entry points a and b both listen on :3/tcp; give one of them another port',
  },
  { values: 'ports: [80]\n', message: 'values.yaml:1: ports is not a mapping; write NAME: VALUE lines' },
  {
    values: 'ports:\n  web: 8000\n',
    message: 'values.yaml:2: ports.web is not a mapping; write NAME: VALUE lines',
  },
  { values: '- web\n', message: 'values.yaml:1: the file is not a mapping; write NAME: VALUE lines' },
  {
    values: 'additionalArguments: --ping\n',
    message: 'values.yaml:1: additionalArguments is not a list; begin each flag with "- "',
  },
  {
    values: 'additionalArguments:\n  - --ping\n  - { ping: true }\n',
    message:
      'values.yaml:3: additionalArguments[1] is {"ping":true}; write a flag such as "--api.insecure=true"',
  },
  ...refusedOfWeb.map(({ fields, message }) => ({
    values: `ports:\n  gone: null\n  websecure: { port: 8443, exposedPort: 443, tls: { enabled: true } }\n  web: { port: 8000, ${fields} }\n`,
    message: `values.yaml:4: ports.web${message.startsWith(' ') ? '' : '.'}${message}`,
  })),
  {
    values: 'ports:\n  web: { port: 1, redirectTo: tls }\n  tls: { port: 2 }\n',
    message:
      'values.yaml:3: ports.tls has no exposedPort, to which ports.web.redirectTo sends clients; write exposedPort: NUMBER',
  },
  {
    values: 'ports: {}\n---\nports: {}\n',
    message: 'values.yaml:3: Helm reads one YAML document; split the file',
  },
  {
    values: 'ports: {}\n---\n- web\n',
    message: 'values.yaml:3: Helm reads one YAML document; split the file',
  },
  {
    values: 'ports:\n  web: { port: 1 }\n  web: { port: 2 }\n',
    message: 'values.yaml:3: the key `web` is written twice in one mapping',
  },
];

for (const { values, preferNodePort = false, message } of refused) {
  test(`refused: ${message}`, () => {
    const read = () => flagsFromHelmValues(values, 'values.yaml', { preferNodePort });
    assert.throws(read, { name: 'FlagError', message });
  });
}
