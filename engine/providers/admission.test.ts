import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseManifests } from '../resources/load.ts';
import type { Resource } from '../resources/resource.ts';
import { parseFlags } from '../static/flags.ts';
import { admission } from './admission.ts';

const TRAEFIK = 'traefik.io/v1alpha1';

function resource(kind: string, metadata = '', spec = ''): Resource {
  const version =
    {
      Service: 'v1',
      Secret: 'v1',
      Namespace: 'v1',
      ConfigMap: 'v1',
      Endpoints: 'v1',
      Node: 'v1',
      IngressClass: 'networking.k8s.io/v1',
      EndpointSlice: 'discovery.k8s.io/v1',
      Ingress: 'networking.k8s.io/v1',
    }[kind] ?? TRAEFIK;
  const body = {
    Secret: '',
    Namespace: '',
    ConfigMap: '',
    Endpoints: '',
    Node: '',
    EndpointSlice: 'addressType: IPv4',
    TraefikService: 'spec: { weighted: { services: [] } }',
    Middleware: 'spec: { chain: { middlewares: [] } }',
    MiddlewareTCP: 'spec: { inFlightConn: { amount: 1 } }',
  }[kind];
  const text = `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: a${metadata} }\n${body ?? `spec: {${spec}}`}`;
  const { resources, diagnostics } = parseManifests(text, 'test.yaml');
  const [only] = resources;
  assert.ok(only, JSON.stringify(diagnostics));
  return only;
}

function admits(flags: readonly string[], one: Resource): boolean {
  return admission(parseFlags(flags))(one);
}

const ROUTES = ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'];
const OTHERS = [
  'TraefikService',
  'Middleware',
  'MiddlewareTCP',
  'TLSOption',
  'TLSStore',
  'ServersTransport',
  'ServersTransportTCP',
];
const KUBERNETES = [
  'Service',
  'Secret',
  'ConfigMap',
  'EndpointSlice',
  'Endpoints',
  'Node',
  'IngressClass',
  'Namespace',
];

describe('ingress class', () => {
  const classes = [undefined, '', 'traefik', 'foo', 'FOO'];
  const table: [option: string, admitted: boolean[]][] = [
    ['', [true, true, true, false, false]],
    ['traefik', [false, false, true, false, false]],
    ['foo', [false, false, false, true, false]],
  ];
  for (const [option, admitted] of table) {
    for (const [index, written] of classes.entries()) {
      const expected = admitted[index] ?? false;
      test(`provider "${option}", object ${written === undefined ? 'without' : `"${written}"`}: ${expected}`, () => {
        const flags = [`--providers.kubernetescrd.ingressclass=${option}`];
        const annotation =
          written === undefined ? '' : `, annotations: { kubernetes.io/ingress.class: "${written}" }`;
        const field = written === undefined ? '' : ` ingressClassName: "${written}" `;
        for (const kind of ROUTES) {
          assert.equal(admits(flags, resource(kind, annotation)), expected, `${kind}, annotation`);
          assert.equal(admits(flags, resource(kind, '', field)), expected, `${kind}, field`);
        }
      });
    }
  }

  const both: [annotation: string, field: string, option: string, admitted: boolean][] = [
    ['foo', 'bar', 'bar', true],
    ['foo', 'bar', 'foo', false],
    ['foo', '', 'foo', false],
    ['foo', '', '', true],
  ];
  for (const [annotation, field, option, admitted] of both) {
    test(`the field "${field}" wins over the annotation "${annotation}"`, () => {
      const route = resource(
        'IngressRoute',
        `, annotations: { kubernetes.io/ingress.class: ${annotation} }`,
        ` ingressClassName: "${field}" `,
      );
      assert.equal(admits([`--providers.kubernetescrd.ingressclass=${option}`], route), admitted);
    });
  }

  const releases: [version: string, admitted: boolean][] = [
    ['2.11', false],
    ['3.6', false],
    ['3.7', true],
  ];
  for (const [version, admitted] of releases) {
    test(`${version} ${admitted ? 'reads' : 'does not read'} the field`, () => {
      const flags = [`--traefikversion=${version}`, '--providers.kubernetescrd.ingressclass=foo'];
      for (const kind of ROUTES) {
        assert.equal(admits(flags, resource(kind, '', ' ingressClassName: foo ')), admitted, kind);
        const annotated = resource(kind, ', annotations: { kubernetes.io/ingress.class: foo }');
        assert.equal(admits(flags, annotated), true, kind);
      }
    });
  }

  for (const kind of [...OTHERS, ...KUBERNETES]) {
    test(`${kind} has no class`, () => {
      const annotated = resource(kind, ', annotations: { kubernetes.io/ingress.class: foo }');
      assert.equal(admits(['--providers.kubernetescrd.ingressclass=traefik'], annotated), true);
    });
  }
});

describe('label selector', () => {
  const flags = ['--providers.kubernetescrd.labelselector=lab=yes'];
  for (const kind of [...ROUTES, ...OTHERS]) {
    test(`${kind} must have the labels`, () => {
      assert.equal(admits(flags, resource(kind)), false);
      assert.equal(admits(flags, resource(kind, ', labels: { lab: "no" }')), false);
      assert.equal(admits(flags, resource(kind, ', labels: { lab: "yes" }')), true);
    });
  }
  for (const kind of KUBERNETES) {
    test(`${kind} needs none`, () => assert.equal(admits(flags, resource(kind)), true));
  }
  test('what Helm keeps in Secrets is not looked at', () => {
    assert.equal(admits([], resource('Secret', ', labels: { owner: helm }')), false);
    assert.equal(admits([], resource('Secret', ', labels: { owner: me }')), true);
    assert.equal(admits([], resource('ConfigMap', ', labels: { owner: helm }')), true);
  });
  test('class and labels must both fit', () => {
    const route = resource(
      'IngressRoute',
      ', labels: { lab: "yes" }, annotations: { kubernetes.io/ingress.class: foo }',
    );
    assert.equal(admits(flags, route), false);
    assert.equal(admits([...flags, '--providers.kubernetescrd.ingressclass=foo'], route), true);
  });
});

describe('namespaces', () => {
  const flags = ['--providers.kubernetescrd.namespaces=shop,data'];
  const alone = [...flags, '--providers.kubernetesingress=false'];
  const rows: [namespace: string, admitted: boolean][] = [
    ['shop', true],
    ['data', true],
    ['other', false],
  ];
  for (const [namespace, admitted] of rows) {
    test(`${namespace}: ${admitted}`, () => {
      for (const kind of ['IngressRoute', 'Service', 'Secret']) {
        assert.equal(admits(alone, resource(kind, `, namespace: ${namespace}`)), admitted, kind);
      }
    });
  }
  const shared: [kind: string, flags: readonly string[], admitted: boolean][] = [
    ['Service', flags, true],
    ['IngressRoute', flags, false],
    ['Middleware', flags, false],
    ['Service', [...flags, '--providers.kubernetesingress.namespaces=other'], true],
    ['Service', [...flags, '--providers.kubernetesingress.namespaces=third'], false],
    ['Ingress', [...flags, '--providers.kubernetesingress.namespaces=third'], false],
    ['Ingress', flags, true],
  ];
  for (const [kind, given, admitted] of shared) {
    test(`${kind} of a namespace that ${given.slice(1).join() || 'only the Ingress provider'} watches: ${admitted}`, () =>
      assert.equal(admits(given, resource(kind, ', namespace: other')), admitted));
  }
  test('an object that writes none is in default', () => {
    assert.equal(admits(alone, resource('Service')), false);
    assert.equal(admits(['--providers.kubernetescrd.namespaces=default'], resource('Service')), true);
  });
  test('what has no namespace is admitted', () => assert.equal(admits(alone, resource('Namespace')), true));
});
