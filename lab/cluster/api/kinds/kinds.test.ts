import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../objects/object.ts';
import { deployment, pod, refusal, service, testApi } from '../test-api.ts';

const META = { name: 'web' };
const spec = (fields: Json): Json => ({ metadata: META, spec: fields });
const container = (fields: Json): Json => pod({ containers: [{ name: 'a', image: 'b', ...fields }] });
const template = (fields: Json): Json => ({ metadata: { labels: { app: 'web' } }, spec: fields });
const path = (fields: Json): Json =>
  spec({
    rules: [
      {
        http: {
          paths: [
            {
              path: '/',
              pathType: 'Prefix',
              backend: { service: { name: 'a', port: { number: 1 } } },
              ...fields,
            },
          ],
        },
      },
    ],
  });
const selectorRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** What a new object is refused for: the plural, the body, what is said of its fields. */
const NEW: readonly (readonly [plural: string, body: Json, causes: string])[] = [
  ['services', spec({}), 'Service "web" is invalid: spec.ports: Required value'],
  [
    'services',
    { ...service(), metadata: { name: '1web' } },
    "Service \"1web\" is invalid: metadata.name: Invalid value: \"1web\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
  ],
  [
    'services',
    service({ ports: [{ port: 80 }, { port: 81 }] }),
    'Service "web" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]',
  ],
  [
    'services',
    service({
      ports: [
        { name: 'a', port: 80 },
        { name: 'a', port: 81 },
      ],
    }),
    'Service "web" is invalid: spec.ports[1].name: Duplicate value: "a"',
  ],
  [
    'services',
    service({ ports: [{ name: 'A', port: 0, protocol: 'tcp', targetPort: 'UP' }] }),
    `Service "web" is invalid: [spec.ports[0].name: Invalid value: "A": ${LABEL}, spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive, spec.ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP", spec.ports[0].targetPort: Invalid value: "UP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.ports[0].targetPort: Invalid value: "UP": must contain at least one letter (a-z)]`,
  ],
  [
    'services',
    service({ ports: [{ port: 80, nodePort: 30_001 }] }),
    'Service "web" is invalid: spec.ports[0].nodePort: Forbidden: may not be used when `type` is \'ClusterIP\'',
  ],
  [
    'services',
    service({ type: 'External', sessionAffinity: 'Some', selector: { a: '-' } }),
    `Service "web" is invalid: [spec.selector: Invalid value: "-": ${selectorRule}, spec.sessionAffinity: Unsupported value: "Some": supported values: "ClientIP", "None", spec.type: Unsupported value: "External": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"]`,
  ],
  ['services', spec({ type: 'ExternalName' }), 'Service "web" is invalid: spec.externalName: Required value'],
  [
    'services',
    service({ type: 'NodePort', clusterIP: 'None' }),
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
  ],
  [
    'services',
    service({ clusterIP: '10.0.0.300' }),
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: "10.0.0.300": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ],
  [
    'deployments',
    spec({ template: template({ containers: [{ name: 'a', image: 'b' }] }) }),
    'Deployment.apps "web" is invalid: [spec.selector: Required value, spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`]',
  ],
  [
    'deployments',
    deployment({ selector: {} }),
    'Deployment.apps "web" is invalid: spec.selector: Invalid value: {}: empty selector is invalid for deployment',
  ],
  [
    'deployments',
    deployment({ selector: { matchLabels: { app: 'api' } } }),
    'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
  ],
  [
    'deployments',
    deployment({
      selector: {
        matchExpressions: [
          { key: 'app', operator: 'Is' },
          { key: 'app', operator: 'In' },
        ],
      },
    }),
    'Deployment.apps "web" is invalid: [spec.selector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator, spec.selector.matchExpressions[1].values: Required value: must be specified when `operator` is \'In\' or \'NotIn\', spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`]',
  ],
  [
    'deployments',
    deployment({ replicas: -1, template: template({ containers: [], restartPolicy: 'Never' }) }),
    'Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.template.spec.containers: Required value, spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"]',
  ],
  [
    'deployments',
    deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }),
    'Deployment.apps "web" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0',
  ],
  [
    'deployments',
    deployment({
      strategy: { type: 'Recreate', rollingUpdate: {} },
      progressDeadlineSeconds: 5,
      minReadySeconds: 5,
    }),
    'Deployment.apps "web" is invalid: [spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is \'Recreate\', spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds]',
  ],
  ['pods', spec({}), 'Pod "web" is invalid: spec.containers: Required value'],
  [
    'pods',
    pod({ containers: [{}] }),
    'Pod "web" is invalid: [spec.containers[0].name: Required value, spec.containers[0].image: Required value]',
  ],
  [
    'pods',
    pod({
      containers: [
        { name: 'a', image: 'b' },
        { name: 'a', image: ' b' },
      ],
      restartPolicy: 'Never ever',
    }),
    'Pod "web" is invalid: [spec.containers[1].image: Invalid value: " b": must not have leading or trailing whitespace, spec.containers[1].name: Duplicate value: "a", spec.restartPolicy: Unsupported value: "Never ever": supported values: "Always", "OnFailure", "Never"]',
  ],
  [
    'pods',
    container({ ports: [{ containerPort: 70_000, name: 'x' }, { name: 'x' }], imagePullPolicy: 'No' }),
    'Pod "web" is invalid: [spec.containers[0].imagePullPolicy: Unsupported value: "No": supported values: "Always", "IfNotPresent", "Never", spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive, spec.containers[0].ports[1].name: Duplicate value: "x", spec.containers[0].ports[1].containerPort: Required value]',
  ],
  [
    'pods',
    container({ volumeMounts: [{ name: 'v', mountPath: '/v' }], livenessProbe: { successThreshold: 2 } }),
    'Pod "web" is invalid: [spec.containers[0].volumeMounts[0].name: Not found: "v", spec.containers[0].livenessProbe: Required value: must specify a handler type, spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1]',
  ],
  [
    'pods',
    pod({ volumes: [{ name: 'v', emptyDir: {}, secret: {} }, { name: 'v' }] }),
    'Pod "web" is invalid: [spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type, spec.volumes[1].name: Duplicate value: "v"]',
  ],
  [
    'secrets',
    { metadata: META, type: 'kubernetes.io/tls', data: { '..': '' } },
    `Secret "web" is invalid: [data[..]: Invalid value: "..": must not be '..', data[tls.crt]: Required value, data[tls.key]: Required value]`,
  ],
  [
    'configmaps',
    { metadata: META, data: { a: 'b' }, binaryData: { a: '' } },
    'ConfigMap "web" is invalid: data[a]: Invalid value: "a": duplicate of key present in binaryData',
  ],
  [
    'ingresses',
    spec({}),
    'Ingress.networking.k8s.io "web" is invalid: spec: Invalid value: []: either `defaultBackend` or `rules` must be specified',
  ],
  [
    'ingresses',
    path({ pathType: null }),
    'Ingress.networking.k8s.io "web" is invalid: spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
  ],
  [
    'ingresses',
    path({ path: 'web', backend: {} }),
    'Ingress.networking.k8s.io "web" is invalid: [spec.rules[0].http.paths[0].path: Invalid value: "web": must be an absolute path, spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required]',
  ],
  [
    'ingresses',
    path({ path: '/a//b/..', backend: { service: { name: 'a', port: {} } } }),
    'Ingress.networking.k8s.io "web" is invalid: [spec.rules[0].http.paths[0].path: Invalid value: "/a//b/..": must not contain \'//\', spec.rules[0].http.paths[0].path: Invalid value: "/a//b/..": cannot end with \'/..\', spec.rules[0].http.paths[0].backend: Required value: port name or number is required]',
  ],
  [
    'ingresses',
    spec({ rules: [{ host: '10.0.0.1', http: { paths: [] } }], tls: [{ hosts: ['A'] }] }),
    "Ingress.networking.k8s.io \"web\" is invalid: [spec.tls[0].hosts[0]: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address, spec.rules[0].http.paths: Required value]",
  ],
  [
    'ingressclasses',
    spec({ controller: 'traefik' }),
    'IngressClass.networking.k8s.io "web" is invalid: spec.controller: Invalid value: "traefik": must be a domain-prefixed path (such as "acme.io/foo")',
  ],
  [
    'endpointslices',
    { metadata: META, endpoints: [{ addresses: [] }] },
    'EndpointSlice.discovery.k8s.io "web" is invalid: [addressType: Required value, endpoints[0].addresses: Required value: must contain at least 1 address]',
  ],
  [
    'endpointslices',
    { metadata: META, addressType: 'IPv4', endpoints: [{ addresses: ['a', '::1'] }], ports: [{}, {}] },
    'EndpointSlice.discovery.k8s.io "web" is invalid: [endpoints[0].addresses[0]: Invalid value: "a": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff), endpoints[0].addresses[1]: Invalid value: "::1": must be an IPv4 address, ports[1].name: Duplicate value: ""]',
  ],
  [
    'namespaces',
    { metadata: { name: 'a.b' } },
    'Namespace "a.b" is invalid: metadata.name: Invalid value: "a.b": must not contain dots',
  ],
  [
    'jobs',
    spec({ template: { spec: { containers: [{ name: 'a', image: 'b' }] } } }),
    'Job.batch "web" is invalid: spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    'horizontalpodautoscalers',
    spec({ maxReplicas: 0, scaleTargetRef: { kind: 'Deployment', name: 'a' } }),
    'HorizontalPodAutoscaler.autoscaling "web" is invalid: [spec.maxReplicas: Invalid value: 0: must be greater than 0, spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`]',
  ],
  [
    'poddisruptionbudgets',
    spec({ minAvailable: 1, maxUnavailable: 1 }),
    'PodDisruptionBudget.policy "web" is invalid: spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
  ],
];

for (const [plural, body, expected] of NEW) {
  test(`a new object is refused: ${expected.slice(0, 100)}`, () => {
    const { create } = testApi();
    assert.equal(
      refusal(() => create(plural, body)),
      `422 Invalid ${expected}`,
    );
  });
}

/** What an update is refused for. */
const CHANGED: readonly (readonly [plural: string, body: Json, changed: Json, causes: string])[] = [
  [
    'deployments',
    deployment(),
    deployment({
      selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] },
    }),
    'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web"},"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable',
  ],
  [
    'statefulsets',
    { ...deployment(), apiVersion: 'apps/v1', kind: 'StatefulSet' },
    { ...deployment({ serviceName: 'a' }), apiVersion: 'apps/v1', kind: 'StatefulSet' },
    "StatefulSet.apps \"web\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
  ],
  [
    'secrets',
    { metadata: META, data: { a: '' } },
    { metadata: META, type: 'a/b' },
    'Secret "web" is invalid: type: Invalid value: "a/b": field is immutable',
  ],
  [
    'secrets',
    { metadata: META, immutable: true, data: { a: '' } },
    { metadata: META, data: { b: '' } },
    'Secret "web" is invalid: [immutable: Forbidden: field is immutable when `immutable` is set, data: Forbidden: field is immutable when `immutable` is set]',
  ],
  [
    'services',
    service({ clusterIP: '10.96.0.9' }),
    service({ clusterIP: '10.96.0.8' }),
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.0.8"]: may not change once set',
  ],
  [
    'pods',
    pod({
      tolerations: [{ operator: 'Exists' }],
      serviceAccountName: 'a',
      priority: 0,
      preemptionPolicy: 'Never',
    }),
    pod({
      tolerations: [{ operator: 'Exists' }],
      serviceAccountName: 'a',
      priority: 0,
      preemptionPolicy: 'Never',
      nodeName: 'b',
    }),
    'Pod "web" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
  ],
  [
    'pods',
    pod(),
    pod({
      containers: [
        { name: 'a', image: 'b' },
        { name: 'c', image: 'd' },
      ],
    }),
    'Pod "web" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers',
  ],
  [
    'ingressclasses',
    spec({ controller: 'a.b/c' }),
    spec({ controller: 'a.b/d' }),
    'IngressClass.networking.k8s.io "web" is invalid: spec.controller: Invalid value: "a.b/d": field is immutable',
  ],
  [
    'endpointslices',
    { metadata: META, addressType: 'IPv4' },
    { metadata: META, addressType: 'IPv6' },
    'EndpointSlice.discovery.k8s.io "web" is invalid: addressType: Invalid value: "IPv6": field is immutable',
  ],
  [
    'rolebindings',
    { metadata: META, roleRef: { kind: 'Role', name: 'a' } },
    { metadata: META, roleRef: { kind: 'Role', name: 'b' } },
    'RoleBinding.rbac.authorization.k8s.io "web" is invalid: roleRef: Invalid value: {"kind":"Role","name":"b","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
  ],
];

for (const [plural, body, changed, expected] of CHANGED) {
  test(`a change is refused: ${expected.slice(0, 100)}`, () => {
    const { create, api, at } = testApi();
    create(plural, body);
    assert.equal(
      refusal(() => api.update(at(plural, 'web'), changed)),
      `422 Invalid ${expected}`,
    );
  });
}

test('a pod takes another image and further tolerations', () => {
  const { create, api, at } = testApi();
  create('pods', pod());
  const name = at('pods', 'web');
  const image = [{ op: 'replace', path: '/spec/containers/0/image', value: 'nginx:2' }];
  assert.equal(api.patch(name, { type: 'json', body: image }).outcome, 'configured');
  const toleration = [{ op: 'add', path: '/spec/tolerations/-', value: { key: 'a', operator: 'Exists' } }];
  assert.equal(api.patch(name, { type: 'json', body: toleration }).outcome, 'configured');
  assert.match(
    refusal(() => api.patch(name, { type: 'json', body: [{ op: 'remove', path: '/spec/tolerations' }] })),
    /^422 /,
  );
});

test('what is no base64 is refused where Go would stop to read it', () => {
  const { create } = testApi();
  const where: Readonly<Record<string, number>> = { 'a b=': 1, abc: 0, aGVsbG8: 4, 'aGk=x': 4 };
  for (const [value, at] of Object.entries(where)) {
    assert.equal(
      refusal(() => create('secrets', { metadata: META, data: { a: value } })),
      `400 BadRequest Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte ${at}`,
    );
  }
});

/** What is filled in, as JSON that must be part of the object. */
const FILLED: readonly (readonly [plural: string, body: Json, part: Json])[] = [
  [
    'services',
    service({}, {}),
    {
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      },
      status: { loadBalancer: {} },
    },
  ],
  [
    'services',
    service({ clusterIP: 'None', sessionAffinity: 'ClientIP' }),
    {
      spec: {
        clusterIP: 'None',
        clusterIPs: ['None'],
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
      },
    },
  ],
  [
    'deployments',
    deployment(),
    {
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      },
    },
  ],
  [
    'daemonsets',
    { ...deployment(), kind: 'DaemonSet' },
    {
      spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } },
    },
  ],
  [
    'pods',
    container({
      ports: [{ containerPort: 80 }],
      livenessProbe: { httpGet: { port: 80 } },
      resources: { limits: { cpu: '1', memory: '1Gi' } },
    }),
    {
      spec: {
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
        serviceAccountName: 'default',
        containers: [
          {
            name: 'a',
            image: 'b',
            imagePullPolicy: 'Always',
            ports: [{ containerPort: 80, protocol: 'TCP' }],
            livenessProbe: {
              httpGet: { port: 80, path: '/', scheme: 'HTTP' },
              timeoutSeconds: 1,
              periodSeconds: 10,
              successThreshold: 1,
              failureThreshold: 3,
            },
            resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } },
            terminationMessagePath: '/dev/termination-log',
            terminationMessagePolicy: 'File',
          },
        ],
      },
      status: { phase: 'Pending', qosClass: 'Guaranteed' },
    },
  ],
  [
    'secrets',
    { metadata: META, data: { a: 'YQ==', b: 'YQ==' }, stringData: { b: 'ü' } },
    { type: 'Opaque', data: { a: 'YQ==', b: 'w7w=' } },
  ],
  [
    'namespaces',
    { metadata: META },
    {
      metadata: { labels: { 'kubernetes.io/metadata.name': 'web' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
  ],
];

for (const [plural, body, part] of FILLED) {
  test(`what ${plural} leave out is filled in: ${JSON.stringify(part).slice(0, 80)}`, () => {
    const { create } = testApi();
    assert.partialDeepStrictEqual(create(plural, body), part);
  });
}

test('an image that says which one it is need not be pulled again', () => {
  const { create } = testApi();
  const policies = [
    'nginx',
    'nginx:latest',
    'host:5000/nginx',
    'nginx:1',
    'host:5000/nginx:1',
    'nginx@sha256:00',
  ];
  const containers = policies.map((image, index) => ({ name: `c${index}`, image }));
  const made = create('pods', pod({ containers }));
  assert.deepEqual(
    (made['spec'] as { containers: { imagePullPolicy: string }[] }).containers.map(
      (one) => one.imagePullPolicy,
    ),
    ['Always', 'Always', 'Always', 'IfNotPresent', 'IfNotPresent', 'IfNotPresent'],
  );
});

test('the old annotation for the class of an Ingress is told', () => {
  const { api, type } = testApi();
  const body = {
    ...path({}),
    metadata: { name: 'a', annotations: { 'kubernetes.io/ingress.class': 'traefik' } },
  };
  assert.deepEqual(api.create(type('ingresses'), 'default', body).warnings, [
    `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
  ]);
});
