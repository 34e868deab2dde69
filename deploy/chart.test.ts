import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { flagsFromHelmValues, parseFlags } from '../engine/index.ts';
import { parseEngineOptions } from '../lab/cli/engine-options.ts';
import { helmIsMissing, lint, template } from './test-helm.ts';
import {
  container,
  disruptionIsBounded,
  leastPrivilege,
  podIsHarmless,
  portsAreReachable,
  selectorsMatch,
} from './test-rendered.ts';

const PATTERNS = {
  ports: {
    mongo: { port: 27_017, expose: true, nodePort: 31_117 },
    udpep: { port: 27_017, protocol: 'UDP', expose: { default: true }, nodePort: 31_888 },
    websecure: null,
  },
  service: { type: 'NodePort' },
};

/** Values that people install the chart with. */
const SETS: Readonly<Record<string, object>> = {
  'the defaults': {},
  'the ports of the traffic patterns': PATTERNS,
  'two namespaces': {
    providers: { kubernetesCRD: { namespaces: ['a', 'b'] }, kubernetesIngress: { namespaces: ['b'] } },
  },
  'its own namespace alone': { rbac: { namespaced: true } },
  'Ingress objects alone': { providers: { kubernetesCRD: { enabled: false } } },
  'custom resources alone': { providers: { kubernetesIngress: { enabled: false } } },
  'an old release': { traefikVersion: '2.11' },
  autoscaling: { autoscaling: { enabled: true }, podDisruptionBudget: { minAvailable: 1 } },
  'one of everything optional': {
    fullnameOverride: 'front',
    commonLabels: { team: 'edge' },
    imagePullSecrets: [{ name: 'registry' }],
    providers: {
      kubernetesCRD: {
        ingressClass: 'internal',
        labelSelector: 'stage in (test,live)',
        allowCrossNamespace: true,
      },
      kubernetesIngress: { ingressClass: 'internal', allowExternalNameServices: true },
    },
    additionalArguments: ['--api.dashboard=true'],
    env: [{ name: 'NODE_OPTIONS', value: '--max-old-space-size=400' }],
    deployment: {
      replicas: 3,
      podLabels: { role: 'edge' },
      podAnnotations: { a: 'b' },
      annotations: { a: 'b' },
    },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'edge', operator: 'Exists' }],
    affinity: { podAntiAffinity: {} },
    priorityClassName: 'system-cluster-critical',
    service: { annotations: { a: 'b' }, spec: { externalTrafficPolicy: 'Local' } },
    serviceAccount: { annotations: { a: 'b' } },
    ingressClass: { isDefaultClass: true, name: 'internal' },
  },
};

describe('the chart', { skip: helmIsMissing, concurrency: 2 }, () => {
  for (const [name, values] of Object.entries(SETS)) {
    describe(`with ${name}`, () => {
      test('passes helm lint --strict', () => lint(values));
      test('renders objects that agree with one another', async () => {
        const rendered = await template(values);
        leastPrivilege(rendered);
        podIsHarmless(rendered);
        selectorsMatch(rendered);
        portsAreReachable(rendered);
        disruptionIsBounded(rendered);
      });
      test('starts an engine that knows its arguments', async () => {
        const { args, ports } = container(await template(values));
        const { flags, workers } = parseEngineOptions(args);
        const { entryPoints, pingEntryPoint } = parseFlags(flags);
        assert.equal(workers, 1);
        assert.equal(pingEntryPoint, 'traefik');
        assert.deepEqual(
          entryPoints.map(({ name, port, protocol }) => `${name} ${port}/${protocol}`),
          ports.map(
            ({ name, containerPort, protocol }) => `${name} ${containerPort}/${protocol.toLowerCase()}`,
          ),
        );
      });
    });
  }

  test('renders manifests in which ingress-lab check finds nothing', async () => {
    const { text } = await template(PATTERNS);
    assert.match(await check(text), /4 objects: nothing found/);
  });

  test('has values that ingress-lab reads entry points from as the chart does', async () => {
    const values = await readFile(new URL('chart/values.yaml', import.meta.url), 'utf8');
    const read = parseFlags(flagsFromHelmValues(values, 'values.yaml')).entryPoints.map(({ name }) => name);
    const { ports } = container(await template());
    assert.deepEqual(read.sort(), ports.map(({ name }) => name).sort());
  });

  test('has pods that outlive their draining', async () => {
    const { spec } = (await template({ shutdown: { drainSeconds: 7, graceSeconds: 40 } })).one('Deployment');
    const [{ args, lifecycle }] = spec.template.spec.containers;
    assert.deepEqual(lifecycle?.preStop.exec.command, ['node', '-e', 'setTimeout(() => {}, 7000)']);
    assert.equal(
      parseFlags(args.filter((flag) => flag.startsWith('--entry'))).entryPoints[0]?.graceTimeoutMs,
      40_000,
    );
    assert.ok(spec.template.spec.terminationGracePeriodSeconds > 7 + 40);
  });

  test('has TCP ports in one Service and UDP ports in another, each with its node port', async () => {
    const services = (await template(PATTERNS)).all('Service').map(({ metadata, spec }) => ({
      name: metadata.name,
      ports: spec.ports.map(({ name, port, protocol, nodePort }) => [name, port, protocol, nodePort]),
    }));
    assert.deepEqual(services, [
      {
        name: 'lab-ingress-lab',
        ports: [
          ['mongo', 27_017, 'TCP', 31_117],
          ['web', 80, 'TCP', undefined],
        ],
      },
      { name: 'lab-ingress-lab-udp', ports: [['udpep', 27_017, 'UDP', 31_888]] },
    ]);
  });

  test('makes a class of Ingress objects that can be the default one', async () => {
    const { metadata, spec } = (await template({ ingressClass: { isDefaultClass: true } })).one(
      'IngressClass',
    );
    assert.equal(spec.controller, 'traefik.io/ingress-controller');
    assert.equal(metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'], 'true');
  });

  const rights: [what: string, values: object, roles: Readonly<Record<string, readonly string[]>>][] = [
    [
      'all namespaces',
      {},
      {
        cluster: [
          'nodes',
          'networking.k8s.io/ingressclasses',
          ...['services', 'secrets', 'configmaps', 'discovery.k8s.io/endpointslices'],
          ...ofTraefik('traefik.io'),
          'networking.k8s.io/ingresses',
        ],
      },
    ],
    [
      'a namespace for each provider',
      { providers: { kubernetesCRD: { namespaces: ['a'] }, kubernetesIngress: { namespaces: ['b'] } } },
      {
        cluster: ['nodes', 'networking.k8s.io/ingressclasses'],
        a: [
          'services',
          'secrets',
          'configmaps',
          'discovery.k8s.io/endpointslices',
          ...ofTraefik('traefik.io'),
        ],
        b: [
          'services',
          'secrets',
          'configmaps',
          'discovery.k8s.io/endpointslices',
          'networking.k8s.io/ingresses',
        ],
      },
    ],
    [
      'custom resources everywhere, Ingress objects of one namespace',
      { providers: { kubernetesIngress: { namespaces: ['b'] } } },
      {
        cluster: [
          'nodes',
          'networking.k8s.io/ingressclasses',
          ...['services', 'secrets', 'configmaps', 'discovery.k8s.io/endpointslices'],
          ...ofTraefik('traefik.io'),
        ],
        b: ['networking.k8s.io/ingresses'],
      },
    ],
    [
      'its own namespace, with the status of Ingress objects',
      {
        rbac: { namespaced: true },
        providers: {
          kubernetesCRD: { enabled: false },
          kubernetesIngress: { publishedService: { enabled: true } },
        },
      },
      {
        edge: [
          ...['services', 'secrets', 'discovery.k8s.io/endpointslices', 'networking.k8s.io/ingresses'],
          'networking.k8s.io/ingresses/status',
        ],
      },
    ],
    [
      'a release that reads Endpoints, and the older group',
      { traefikVersion: '2.11', providers: { kubernetesIngress: { enabled: false } } },
      {
        cluster: [
          'nodes',
          ...['services', 'secrets', 'endpoints'],
          ...ofTraefik('traefik.io'),
          ...ofTraefik('traefik.containo.us').filter((name) => !name.endsWith('serverstransporttcps')),
        ],
      },
    ],
  ];
  for (const [what, values, expected] of rights) {
    test(`gives no more rights than are needed: ${what}`, async () => {
      const rendered = await template(values);
      leastPrivilege(rendered);
      const roles = [...rendered.all('ClusterRole'), ...rendered.all('Role')];
      const granted = roles.map(({ metadata, rules }) => [
        metadata.namespace ?? 'cluster',
        rules.flatMap(({ apiGroups, resources }) =>
          apiGroups.flatMap((group) =>
            resources.map((resource) => (group ? `${group}/${resource}` : resource)),
          ),
        ),
      ]);
      assert.deepEqual(Object.fromEntries(granted), expected);
    });
  }

  const optional: [values: object, kind: string][] = [
    [{ rbac: { create: false } }, 'ClusterRole'],
    [{ serviceAccount: { name: 'mine' } }, 'ServiceAccount'],
    [{ podDisruptionBudget: { enabled: false } }, 'PodDisruptionBudget'],
    [{ service: { enabled: false } }, 'Service'],
    [{ ingressClass: { enabled: false } }, 'IngressClass'],
    [{}, 'HorizontalPodAutoscaler'],
  ];
  for (const [values, kind] of optional) {
    test(`has no ${kind} with ${JSON.stringify(values)}`, async () => {
      assert.ok(!(await template(values)).kinds.includes(kind));
    });
  }

  const refused: [values: object, message: RegExp][] = [
    [{ podDisruptionBudget: { minAvailable: 2 } }, /minAvailable is 2, and there may be only 2 pods/],
    [
      { autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 4 } },
      /minReplicas \(5\) is above maxReplicas/,
    ],
    [
      { autoscaling: { enabled: true }, resources: { requests: null } },
      /a share of resources\.requests\.cpu/,
    ],
    [{ autoscaling: { enabled: true, targetCPUUtilizationPercentage: 0 } }, /needs targetCPU.* or metrics/],
    [{ ports: { traefik: null } }, /ports\.traefik is what the probes ask/],
    [{ ports: { metrics: null } }, /metrics\.prometheus\.entryPoint is metrics, which is not among ports/],
    [{ ports: { Web: { port: 80 } } }, /Web/],
    [{ ports: { web: { port: 70_000 } } }, /70,?000|maximum/i],
    [{ port: {} }, /additional properties 'port' not allowed/i],
    [{ traefikVersion: '3.9' }, /traefikVersion/],
    [{ service: { spec: { selector: {} } } }, /service/],
  ];
  for (const [values, message] of refused) {
    test(`refuses ${JSON.stringify(values)}`, () => assert.rejects(template(values), message));
  }
});

/** The kinds of Traefik that the engine reads, of a group. */
function ofTraefik(group: string): string[] {
  return [
    'ingressroutes',
    'ingressroutetcps',
    'ingressrouteudps',
    'middlewares',
    'middlewaretcps',
    'serverstransports',
    'serverstransporttcps',
    'tlsoptions',
    'tlsstores',
    'traefikservices',
  ].map((resource) => `${group}/${resource}`);
}

/** What `ingress-lab check` says of manifests. */
function check(text: string): Promise<string> {
  const program = fileURLToPath(new URL('../bin/ingress-lab.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [program, 'check', '--strict', '-'], (error, stdout) =>
      error ? reject(new Error(stdout)) : resolve(stdout),
    );
    child.stdin?.end(text);
  });
}
