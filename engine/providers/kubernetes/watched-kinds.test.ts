import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from '../../static/flags.ts';
import { pathOf, watchedKinds } from './watched-kinds.ts';

const CRD = '--providers.kubernetescrd';
const INGRESS = '--providers.kubernetesingress';
const TRAEFIK = [
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
].map((plural) => `/apis/traefik.io/v1alpha1/${plural}`);

/** Paths without those of Traefik's ten kinds, which count as one. */
function paths(flags: readonly string[], crd: boolean, ingress: boolean): string[] {
  const all = watchedKinds(parseFlags(flags), { crd, ingress }).map((watched) => {
    const selector = watched.labelSelector === '' ? '' : `?${watched.labelSelector}`;
    return `${pathOf(watched)}${selector}`;
  });
  const hasTraefik = TRAEFIK.every((path) => all.includes(path));
  return hasTraefik ? ['TRAEFIK', ...all.filter((path) => !TRAEFIK.includes(path))] : all;
}

const SECRETS = '/api/v1/secrets?owner!=helm';
const SLICES = '/apis/discovery.k8s.io/v1/endpointslices';
const CLASSES = '/apis/networking.k8s.io/v1/ingressclasses';
const INGRESSES = '/apis/networking.k8s.io/v1/ingresses';

test('each provider watches what it routes by, and both what that leads to', () => {
  const cases: readonly [flags: string[], crd: boolean, ingress: boolean, expected: string[]][] = [
    [
      [],
      true,
      false,
      ['TRAEFIK', '/api/v1/services', SLICES, SECRETS, '/api/v1/configmaps', '/api/v1/nodes'],
    ],
    [[], false, true, [INGRESSES, CLASSES, '/api/v1/services', SLICES, SECRETS, '/api/v1/nodes']],
    [
      [`${CRD}.disableclusterscoperesources=true`, `${INGRESS}.disableclusterscoperesources=true`],
      true,
      true,
      ['TRAEFIK', INGRESSES, '/api/v1/services', SLICES, SECRETS, '/api/v1/configmaps'],
    ],
    [
      [`${INGRESS}.disableingressclasslookup`, '--traefikversion=3.0'],
      false,
      true,
      [INGRESSES, '/api/v1/services', '/api/v1/endpoints', SECRETS, '/api/v1/nodes'],
    ],
    [
      [`${CRD}.namespaces=b,a`, `${INGRESS}.namespaces=c`, `${INGRESS}.labelselector=x=y`],
      false,
      true,
      [
        '/apis/networking.k8s.io/v1/namespaces/c/ingresses?x=y',
        CLASSES,
        '/api/v1/namespaces/c/services',
        '/apis/discovery.k8s.io/v1/namespaces/c/endpointslices',
        '/api/v1/namespaces/c/secrets?owner!=helm',
        '/api/v1/nodes',
      ],
    ],
  ];
  for (const [flags, crd, ingress, expected] of cases) {
    assert.deepEqual(paths(flags, crd, ingress), expected, flags.join(' '));
  }
});

test('namespaces and labels select what is of Traefik; what both lead to is watched in the namespaces of both', () => {
  const flags = [`${CRD}.namespaces=b,a`, `${CRD}.labelselector=tier=edge`, `${INGRESS}.namespaces=a,c`];
  const all = paths(flags, true, true);
  assert.ok(all.includes('/apis/traefik.io/v1alpha1/namespaces/b/middlewares?tier=edge'));
  assert.ok(!all.some((path) => path.includes('/namespaces/c/middlewares')));
  assert.deepEqual(
    all.filter((path) => path.endsWith('/services')),
    ['a', 'b', 'c'].map((name) => `/api/v1/namespaces/${name}/services`),
  );
});

test('the old group of Traefik is watched by the release that reads it', () => {
  const old = (flags: string[]) => paths(flags, true, false).filter((path) => path.includes('containo.us'));
  assert.deepEqual(old([]), []);
  assert.equal(old(['--traefikversion=2.11']).length, 9);
});
