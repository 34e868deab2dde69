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
  {
    values: 'ports: {}\n---\nports: {}\n',
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
