import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseManifests, readManifests } from './load.ts';

const neighbour = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: neighbour}\n';

const route = (routes: string) =>
  `apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: a}\nspec:\n  routes:\n${routes}`;
const withService = (service: string) =>
  route(`    - match: Host(\`a\`)\n      services:\n        - {name: s, ${service}}\n`);
const middleware = (spec: string) =>
  `apiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: {name: m}\nspec:\n  ${spec}\n`;
const portPhrase = 'a port number from 1 to 65535 or the name of a port';

/** Each: a manifest, the kinds that stay in force, and every finding as `line:column severity[code] message | advice`. */
const cases: { name: string; text: string; kept?: string[]; findings: string[] }[] = [
  {
    name: 'an open quote',
    text: 'kind: Service\nmetadata: {name: "a}\nspec: {}\n',
    findings: ['2:18 error[yaml-syntax] not YAML: the quote that begins here does not end'],
  },
  {
    name: 'an open bracket',
    text: 'kind: Service\nspec: [\n',
    findings: [
      '2:8 error[yaml-syntax] not YAML: flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    name: 'a tab as indentation',
    text: 'kind: Service\nspec:\n\tports: []\n',
    findings: ['3:1 error[yaml-syntax] not YAML: tabs are not allowed as indentation | indent with spaces'],
  },
  {
    name: 'a template of Helm',
    text: 'kind: Service\nmetadata:\n  labels:\n    {{- include "x" . | nindent 4 }}\n',
    findings: [
      '4:7 error[yaml-syntax] not YAML: block collections are not allowed within flow collections | this is a template: let Helm write what it makes of it, by `helm template`, and read that',
    ],
  },
  {
    name: 'a key written twice',
    text: 'kind: Service\nspec:\n  type: ClusterIP\n  type: NodePort\n',
    findings: ['4:3 error[yaml-syntax] the key `type` is written twice in one mapping | keep one of the two'],
  },
  {
    name: 'an alias of nothing',
    text: 'kind: Service\nspec: *gone\n',
    findings: [
      '2:7 error[yaml-syntax] not YAML: unresolved alias (the anchor must be set before the alias): gone',
    ],
  },
  {
    name: 'a merge of what is no mapping',
    text: 'kind: Service\nspec:\n  <<: 1\n',
    findings: ['3:3 error[yaml-syntax] not YAML: merge sources must be maps or map aliases'],
  },
  {
    name: 'a document that is no mapping',
    text: 'just text\n',
    findings: [
      '1:1 error[field-type] the manifest is the string "just text", expected a mapping with `apiVersion`, `kind` and `metadata`',
    ],
  },
  {
    name: 'no kind',
    text: 'apiVersion: v1\nmetadata: {name: a}\n',
    findings: ['1:1 error[field-missing] `kind` is missing | add `kind`: a string'],
  },
  {
    name: 'an unknown kind',
    text: 'apiVersion: traefik.io/v1alpha1\nkind: IngresRoute\nmetadata: {name: a}\nspec: {any: thing}\n',
    findings: [
      '2:7 warning[kind-unknown] the kind `IngresRoute` of `traefik.io/v1alpha1` is not known here, the object is left out | did you mean `IngressRoute`?',
    ],
  },
  {
    name: 'a definition that is written as kubectl alone can read it',
    text: "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  rule: 'a\n b'\n",
    findings: [],
  },
  {
    name: 'a slip of the pen in a kind of Kubernetes',
    text: 'apiVersion: apps/v1\nkind: Deploymnt\nmetadata: {name: a}\nspec: {any: thing}\n',
    findings: [
      '2:7 warning[kind-unknown] the kind `Deploymnt` of `apps/v1` is not known here, the object is left out | did you mean `Deployment`?',
    ],
  },
  {
    name: "an unknown kind of a group that is meant to be Traefik's",
    text: 'apiVersion: traefk.io/v1alpha1\nkind: IngressRoutes\nmetadata: {name: a}\nspec: {any: thing}\n',
    findings: [
      '2:7 warning[kind-unknown] the kind `IngressRoutes` of `traefk.io/v1alpha1` is not known here, the object is left out | did you mean `IngressRoute`?',
    ],
  },
  ...[
    ['v1', 'ServiceAccount'],
    ['batch/v1', 'CronJob'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['cert-manager.io/v1', 'Certificate'],
    ['hub.traefik.io/v1alpha1', 'API'],
    ['serving.knative.dev/v1', 'Service'],
  ].map(([apiVersion, kind]) => ({
    name: `${kind} of ${apiVersion}, which is not for the engine to judge,`,
    text: `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: A_b}\nspec: {any: thing}\n`,
    findings: [],
  })),
  {
    name: 'a kind in the wrong API group',
    text: 'apiVersion: traefik.io/v1\nkind: Middleware\nmetadata: {name: a}\nspec: {any: thing}\n',
    findings: [
      '1:13 error[field-value] `apiVersion` is "traefik.io/v1", expected `traefik.io/v1alpha1` or `traefik.containo.us/v1alpha1`',
    ],
  },
  {
    name: 'no apiVersion',
    text: 'kind: Deployment\nmetadata: {name: a}\n',
    findings: ['1:1 error[field-missing] `apiVersion` is missing | add `apiVersion`: `apps/v1`'],
  },
  {
    name: 'a name that Kubernetes refuses',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: My_Map}\n',
    findings: [
      "3:18 error[field-value] `metadata.name` is \"My_Map\", expected a name of lower-case letters, digits, '-' and '.', at most 253 characters long",
    ],
  },
  {
    name: 'a label that is no string',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels:\n    app.test/version: 1\n    on: x\n',
    findings: [
      '6:23 error[field-type] `metadata.labels["app.test/version"]` is the number 1, expected a string | write it in quotes: "1"',
    ],
  },
  {
    name: 'a route kind other than Rule',
    text: route('    - match: Host(`a`)\n      kind: Route\n'),
    findings: ['7:13 error[field-value] `spec.routes[0].kind` is "Route", expected `Rule` | write `Rule`'],
  },
  {
    name: 'a route without a match',
    text: route('    - kind: Rule\n'),
    findings: ['6:7 error[field-missing] `spec.routes[0].match` is missing | add `match`: a string'],
  },
  {
    name: 'a match without a value',
    text: route('    - match:\n      kind: Rule\n'),
    findings: ['6:7 error[field-missing] `spec.routes[0].match` has no value | give `match`: a string'],
  },
  {
    name: 'routes that are no list',
    text: 'apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: {name: a}\nspec:\n  routes:\n    match: Host(`a`)\n',
    findings: [
      '6:5 error[field-type] `spec.routes` is a mapping, expected a list | begin each item with `- `',
    ],
  },
  {
    name: 'a negative weight',
    text: withService('port: 80, weight: -1'),
    findings: [
      '8:39 error[field-value] `spec.routes[0].services[0].weight` is -1, expected a whole number, 0 or more',
    ],
  },
  {
    name: 'a weight in quotes',
    text: withService('port: 80, weight: "3"'),
    findings: [
      '8:39 error[field-type] `spec.routes[0].services[0].weight` is the string "3", expected a whole number, 0 or more | write 3 without quotes',
    ],
  },
  {
    name: 'a fractional weight',
    text: withService('weight: 0.5'),
    findings: [
      '8:29 error[field-value] `spec.routes[0].services[0].weight` is 0.5, expected a whole number, 0 or more',
    ],
  },
  {
    name: 'a port out of range',
    text: withService('port: 70000'),
    findings: [
      `8:27 error[field-value] \`spec.routes[0].services[0].port\` is 70000, expected ${portPhrase}`,
    ],
  },
  {
    name: 'a port of the wrong type',
    text: withService('port: [80]'),
    findings: [
      `8:27 error[field-type] \`spec.routes[0].services[0].port\` is a list, expected ${portPhrase}`,
    ],
  },
  {
    name: 'a service kind in lower case, and another wrong field beside it',
    text: withService('kind: traefikservice, strategy: random'),
    findings: [
      '8:27 error[field-value] `spec.routes[0].services[0].kind` is "traefikservice", expected `Service` or `TraefikService` | did you mean `TraefikService`?',
      '8:53 error[field-value] `spec.routes[0].services[0].strategy` is "random", expected `wrr`, `p2c`, `hrw`, `leasttime` or `RoundRobin`',
    ],
  },
  {
    name: 'a percentage above 100',
    text: 'apiVersion: traefik.containo.us/v1alpha1\nkind: TraefikService\nmetadata: {name: a}\nspec:\n  mirroring: {name: v1, mirrors: [{name: v2, percent: 101}]}\n',
    findings: [
      '5:55 error[field-value] `spec.mirroring.mirrors[0].percent` is 101, expected a whole number from 0 to 100',
    ],
  },
  {
    name: 'a service type that does not exist',
    text: 'apiVersion: traefik.io/v1alpha1\nkind: TraefikService\nmetadata: {name: a}\nspec:\n  weigthed: {services: []}\n',
    findings: [
      '5:3 error[field-value] `spec.weigthed` is not a known service type | did you mean `weighted`?',
    ],
  },
  {
    name: 'a middleware type that does not exist',
    text: middleware('addPrefx: {prefix: /a}'),
    findings: [
      '5:3 error[field-value] `spec.addPrefx` is not a known middleware type | did you mean `addPrefix`?',
    ],
  },
  {
    name: 'a middleware option of the wrong type',
    text: middleware('redirectScheme: {scheme: https, port: 443}'),
    findings: [
      '5:41 error[field-type] `spec.redirectScheme.port` is the number 443, expected a string | write it in quotes: "443"',
    ],
  },
  {
    name: 'a middleware without a value',
    text: middleware('compress:'),
    kept: ['Middleware'],
    findings: [
      '5:3 warning[field-empty] `spec.compress` has no value, which is the same as leaving it out | write `compress: {}` if it is meant, or remove it',
    ],
  },
  {
    name: 'a duration that is none',
    text: 'apiVersion: traefik.io/v1alpha1\nkind: ServersTransport\nmetadata: {name: a}\nspec:\n  forwardingTimeouts: {dialTimeout: soon, idleConnTimeout: 90}\n',
    findings: [
      '5:37 error[field-value] `spec.forwardingTimeouts.dialTimeout` is "soon", expected a duration such as `500ms`, `10s` or `1m30s`, or a whole number of seconds',
    ],
  },
  {
    name: 'an unknown field is pruned and the object kept',
    text: route('    - mach: Host(`b`)\n      match: Host(`a`)\n'),
    kept: ['IngressRoute'],
    findings: [
      '6:7 warning[field-unknown] `spec.routes[0].mach` is not a field of IngressRoute, it is ignored | did you mean `match`?',
    ],
  },
  {
    name: 'a TLS version that Traefik ignores',
    text: 'apiVersion: traefik.io/v1alpha1\nkind: TLSOption\nmetadata: {name: a}\nspec: {minVersion: TLS12}\n',
    kept: ['TLSOption'],
    findings: [
      '4:20 warning[field-value] `spec.minVersion` is "TLS12", which is ignored | these have an effect: VersionTLS10, VersionTLS11, VersionTLS12, VersionTLS13',
    ],
  },
  {
    name: 'a Deployment that would not select its own pods',
    text: 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: a, tier: web}}\n  template: {metadata: {labels: {app: b}}, spec: {}}\n',
    findings: [
      '6:39 error[field-value] `spec.template.metadata.labels.app` is "b", expected `a`, as in `spec.selector.matchLabels`',
      '6:33 error[field-missing] `spec.template.metadata.labels.tier` is missing | add `tier`: `web`, as in `spec.selector.matchLabels`',
    ],
  },
  {
    name: 'a List whose items are no list',
    text: 'apiVersion: v1\nkind: List\nitems: {}\n',
    findings: ['3:8 error[field-type] `items` is a mapping, expected a list | begin each item with `- `'],
  },
];

for (const { name, text, kept = [], findings } of cases) {
  test(`${name}: one finding per wrong field, and the neighbours stay`, () => {
    const { resources, diagnostics } = parseManifests(`${text}---\n${neighbour}`, 'app.yaml');
    const described = diagnostics.map(({ severity, code, message, advice, position }) => {
      const where = `${position?.line}:${position?.column}`;
      return `${where} ${severity}[${code}] ${message}${advice === undefined ? '' : ` | ${advice}`}`;
    });
    assert.deepEqual(described, findings);
    assert.deepEqual(
      resources.map(({ kind }) => kind),
      [...kept, 'Namespace'],
    );
  });
}

test('what is wrong in a Secret is told without its value', () => {
  const { diagnostics } = parseManifests(
    'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: hunter2!\nstringData:\n  pin: 4711\n',
    'secret.yaml',
  );
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [
      '`data.password` is a value that is not shown here, expected text in base64',
      '`stringData.pin` is a number, expected a string',
    ],
  );
  assert.doesNotMatch(JSON.stringify(diagnostics), /hunter2|4711/);
});

test('findings name their object', () => {
  const { diagnostics } = parseManifests(withService('weight: -1'), 'app.yaml');
  assert.deepEqual(diagnostics[0]?.resource, { kind: 'IngressRoute', namespace: 'default', name: 'a' });
});

test('empty documents, comments and directives are nothing', () => {
  const text = `# head\n%YAML 1.2\n---\n${neighbour}...\n---\n---\n# only a comment\n---\n${neighbour}`;
  const { resources, diagnostics } = parseManifests(text, 'app.yaml');
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    resources.map(({ origin }) => origin.position().line),
    [4, 12],
  );
  assert.deepEqual(parseManifests('', 'empty.yaml'), { resources: [], diagnostics: [] });
});

test('folders are read in the order of names, and a path that is not there is a finding', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  try {
    const named = (name: string) => neighbour.replace('neighbour', name);
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'c.yml'), named('c'));
    await writeFile(join(folder, 'a.yaml'), named('a'));
    await writeFile(
      join(folder, 'b', 'inner.json'),
      '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}}',
    );
    await writeFile(join(folder, 'notes.txt'), 'a: [');
    await writeFile(join(folder, '.hidden.yaml'), 'a: [');
    await writeFile(join(folder, 'package.json'), '{ "name": "mine" }');
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'node_modules', 'a.yaml'), 'a: [');
    const missing = join(folder, 'missing');
    const { resources, diagnostics } = await readManifests([missing, folder, join(folder, 'a.yaml')]);
    assert.deepEqual(
      resources.map(({ metadata, origin }) => [metadata.name, origin.file]),
      [
        ['a', join(folder, 'a.yaml')],
        ['b', join(folder, 'b', 'inner.json')],
        ['c', join(folder, 'c.yml')],
      ],
    );
    assert.deepEqual(
      diagnostics.map(({ severity, code, message }) => ({ severity, code, message })),
      [{ severity: 'error', code: 'path-not-found', message: `there is no file or folder \`${missing}\`` }],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('files of other programs in a folder are left out, and manifests with faults are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  const chart = ['Chart.yaml', 'values.yaml', 'values-test.yml', 'templates/service.yaml'];
  const foreign: Readonly<Record<string, string>> = {
    'docker-compose.yaml': 'version: "3"\nservices: {web: {image: nginx}}\n',
    'traefik.yml': 'entryPoints: {web: {address: ":80"}}\nproviders: {file: {filename: dynamic.yml}}\n',
    'playbook.yml': '- hosts: all\n  tasks: []\n',
    'openapi.yaml': 'openapi: 3.0.0\npaths: {/a: {get: {description: http or tls}}}\n',
    'cloud.yaml': 'Resources: !Ref Foo\n',
    'broken.yaml': 'a: [\n',
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\npatches: [{path: ./patch.yaml}]\n',
    'patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 5}\n',
    'values-prod.yaml': 'tls: []\nreplicaCount: 2\n',
    'tsconfig.json': '{ // kind of\n "compilerOptions": {}, }',
    'lock.json': '{"dependencies": {"http": {"kind": "a"}}}',
  };
  const meant: Readonly<Record<string, string>> = {
    'manifest-braces.yaml': '{"apiVersion": "v1", "metadata": {}}\n',
    'manifest-indented.yaml': '  apiVersion: v1\n  metadata: {}\n',
    'manifest-no-group.yaml': 'kind: Service\nmetadata: {name: a}\n',
    'manifest-neither.yaml': 'metadata: {name: a}\nspec: {}\n',
    'manifest-broken.json': '{"kind": "Service", ',
    'values.json': '{"apiVersion": "v1"}',
  };
  try {
    await mkdir(join(folder, 'chart', 'templates'), { recursive: true });
    for (const name of chart) {
      await writeFile(join(folder, 'chart', name), 'apiVersion: v2\n  {{ a }}\n');
    }
    for (const [name, text] of Object.entries({ ...foreign, ...meant })) {
      await writeFile(join(folder, name), text);
    }
    await symlink('nowhere.yaml', join(folder, 'link.yaml'));
    const { diagnostics } = await readManifests([folder]);
    const files = new Set(diagnostics.map(({ position }) => position?.file));
    assert.deepEqual(
      [...files],
      Object.keys(meant)
        .sort()
        .map((name) => join(folder, name)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
