import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { flagsFromHelmValues, parseFlags } from '../engine/index.ts';
import { groupOf, watchedKinds } from '../engine/providers/kubernetes/watched-kinds.ts';
import { watchedApi } from '../lab/cli/engine-api.ts';
import { parseEngineOptions } from '../lab/cli/engine-options.ts';
import { helmIsMissing, lint, template } from './test-helm.ts';
import {
  container,
  disruptionIsBounded,
  leastPrivilege,
  podIsHarmless,
  portsAreReachable,
  readable,
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

  for (const [name, values] of Object.entries(SETS)) {
    test(`lets the engine read what it watches and nothing else, with ${name}`, async () => {
      const rendered = await template(values);
      const options = parseEngineOptions(container(rendered).args);
      const flags = parseFlags(options.flags);
      const api = watchedApi(options, flags);
      assert.ok(api);
      const watched = watchedKinds(flags, api.watches).map(
        ({ namespace, apiVersion, plural }) => `${namespace ?? 'cluster'} ${groupOf(apiVersion)}/${plural}`,
      );
      assert.deepEqual(readable(rendered).sort(), watched.sort());
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

  const places: [what: string, values: object, roles: readonly string[]][] = [
    ['all namespaces', {}, ['cluster']],
    [
      'a namespace for each provider',
      { providers: { kubernetesCRD: { namespaces: ['a'] }, kubernetesIngress: { namespaces: ['b'] } } },
      ['cluster', 'a', 'b'],
    ],
    ['its own namespace', { rbac: { namespaced: true } }, ['edge']],
  ];
  for (const [what, values, expected] of places) {
    test(`gives rights where it watches: ${what}`, async () => {
      const rendered = await template(values);
      const roles = [...rendered.all('ClusterRole'), ...rendered.all('Role')];
      assert.deepEqual(
        roles.map(({ metadata }) => metadata.namespace ?? 'cluster'),
        expected,
      );
    });
  }

  const published: [what: string, values: object, service: string | undefined][] = [
    ['its own Service', {}, 'edge/lab-ingress-lab'],
    ['another Service', publishing({ pathOverride: 'a/b' }), 'a/b'],
    ['nothing if that is not wanted', publishing({ enabled: false }), undefined],
    ['nothing without a Service', { service: { enabled: false } }, undefined],
    [
      'nothing where its own Service is not watched',
      { providers: { kubernetesCRD: { namespaces: ['a'] }, kubernetesIngress: { namespaces: ['a'] } } },
      undefined,
    ],
  ];
  for (const [what, values, service] of published) {
    test(`publishes in the status of Ingress objects ${what}`, async () => {
      const rendered = await template(values);
      const { kubernetesIngress } = parseFlags(parseEngineOptions(container(rendered).args).flags);
      assert.equal(kubernetesIngress?.ingressEndpoint.publishedService, service ?? '');
      const rules = [...rendered.all('ClusterRole'), ...rendered.all('Role')].flatMap((role) => role.rules);
      const writing = rules.filter(({ verbs }) => verbs.includes('update'));
      assert.deepEqual(
        writing.flatMap(({ resources }) => resources),
        service === undefined ? [] : ['ingresses/status'],
      );
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
    [
      { rbac: { namespaced: true }, ...publishing({ pathOverride: 'a/b' }) },
      /pathOverride is a\/b, and the namespace a is not watched/,
    ],
    [{ ports: { traefik: null } }, /ports\.traefik is what the probes ask/],
    [{ ports: { metrics: null } }, /metrics\.prometheus\.entryPoint is metrics, which is not among ports/],
    [{ ports: { Web: { port: 80 } } }, /Web/],
    [{ ports: { web: { port: 70_000 } } }, /65,?535/],
    [{ port: {} }, /additional propert.*port.* not allowed/i],
    [{ traefikVersion: '3.9' }, /traefikVersion/],
    [{ service: { spec: { selector: {} } } }, /service/],
  ];
  for (const [values, message] of refused) {
    test(`refuses ${JSON.stringify(values)}`, () => assert.rejects(template(values), message));
  }
});

function publishing(publishedService: object): { providers: object } {
  return { providers: { kubernetesIngress: { publishedService } } };
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
