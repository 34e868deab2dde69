import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { flagsFromHelmValues, parseFlags } from '../../engine/index.ts';
import { LAB_FLAGS } from '../cli/lab-options.ts';
import { packageRoot } from '../package-root.ts';
import { clusterConfig, LAB_PORT_MAPPINGS } from './cluster-config.ts';
import { Kind } from './kind.ts';
import { standIn } from './test-stand-in.ts';

const CLUSTER = {
  name: 'trial',
  ports: [],
  kubeconfig: 'trial.yaml',
  waitSeconds: 5,
  image: undefined,
} as const;

describe('kind', () => {
  test('is given the ports as a configuration', async (context) => {
    const { program, calls } = await standIn(context, 'echo "Creating cluster" >&2');
    const progress: string[] = [];
    const kind = new Kind((text) => progress.push(text), program);
    const ports = [{ entryPoint: 'dns', hostPort: 5300, nodePort: 30_053, protocol: 'UDP' }] as const;
    await kind.create({ ...CLUSTER, ports, image: 'kindest/node:v1.33.1' });
    const [argv, config] = await calls();
    assert.equal(
      argv,
      'create cluster --name trial --kubeconfig trial.yaml --config - --wait 5s --image kindest/node:v1.33.1',
    );
    assert.deepEqual(JSON.parse(config ?? ''), {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      nodes: [
        {
          role: 'control-plane',
          extraPortMappings: [
            { containerPort: 30_053, hostPort: 5300, listenAddress: '127.0.0.1', protocol: 'UDP' },
          ],
        },
      ],
    });
    assert.deepEqual(progress, ['Creating cluster\n']);
  });

  test('loads, lists, tells and deletes', async (context) => {
    const { program, calls } = await standIn(context, 'test "$1" = get && printf "a\\nb\\n"; exit 0');
    const kind = new Kind(() => undefined, program);
    await kind.load('engine:1', 'trial');
    assert.deepEqual(await kind.list(), ['a', 'b']);
    assert.equal(await kind.kubeconfig('trial'), 'a\nb\n');
    await kind.delete('trial', 'trial.yaml');
    assert.deepEqual(await calls(), [
      'load docker-image engine:1 --name trial',
      'get clusters',
      'get kubeconfig --name trial',
      'delete cluster --name trial --kubeconfig trial.yaml',
    ]);
  });

  const failures: [said: string, code: string, message: RegExp][] = [
    [
      'ERROR: failed to create cluster: failed to list nodes: command "docker ps -a" failed with error: exec: "docker": executable file not found in $PATH',
      'kind-no-containers',
      /start Docker .* and see that "docker ps" works/,
    ],
    [
      'ERROR: failed to list clusters: command "docker ps" failed with error: exit status 1\nCommand Output: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'kind-no-containers',
      /start Docker/,
    ],
    [
      'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "trial"',
      'kind-failed',
      /^kind could not create the cluster trial: failed to create cluster: node\(s\) already exist .*; take another --name, or delete/,
    ],
    [
      'Creating\nERROR: failed to create cluster: command failed\nBind for 127.0.0.1:8000 failed: port is already allocated',
      'kind-failed',
      /a lab may be running: stop it, or leave the ports out with --no-ports$/,
    ],
    ['something odd', 'kind-failed', /^kind could not create the cluster trial: something odd$/],
    ['', 'kind-failed', /it said nothing$/],
  ];
  for (const [said, code, message] of failures) {
    test(`that says ${JSON.stringify(said.slice(-60))} is an error to act on`, async (context) => {
      const { program } = await standIn(context, `cat >&2 <<'END'\n${said}\nEND\nexit 1`);
      const kind = new Kind(() => undefined, program);
      await assert.rejects(kind.create(CLUSTER), { name: 'KindError', code, message });
    });
  }

  test('that is not there is an error that says where to get it', async () => {
    const kind = new Kind(() => undefined, '/nowhere/kind');
    await assert.rejects(kind.list(), {
      code: 'kind-missing',
      message: /no program "\/nowhere\/kind": install it \(https:.*\), or set INGRESS_LAB_KIND to its path/,
    });
  });
});

describe("the lab's ports in a cluster", () => {
  test("are those that the lab's proxy listens on", () => {
    assert.deepEqual(
      LAB_PORT_MAPPINGS.map(({ entryPoint, hostPort, protocol }) => [entryPoint, hostPort, protocol]),
      parseFlags(LAB_FLAGS).entryPoints.map(({ name, port, protocol }) => [
        name,
        port,
        protocol.toUpperCase(),
      ]),
    );
  });

  test('are NodePorts, and those of the values for the chart', async () => {
    const values = await readFile(new URL('deploy/kind-values.yaml', packageRoot), 'utf8');
    const flags = flagsFromHelmValues(values, 'kind-values.yaml', { preferNodePort: true });
    const exposed = parseFlags(flags).entryPoints.map(({ name, port, protocol }) => [name, port, protocol]);
    const mapped = LAB_PORT_MAPPINGS.map(({ entryPoint, nodePort, protocol }) => [
      entryPoint,
      nodePort,
      protocol.toLowerCase(),
    ]);
    assert.deepEqual(exposed.sort(), mapped.sort());
    assert.ok(LAB_PORT_MAPPINGS.every(({ nodePort }) => nodePort >= 30_000 && nodePort <= 32_767));
    assert.match(clusterConfig(LAB_PORT_MAPPINGS), /"containerPort":31888,"hostPort":31888/);
  });
});
