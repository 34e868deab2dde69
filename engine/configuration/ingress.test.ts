import { backend, type IngressCase, ingress, path, rules, testCases } from './ingress-test-support.ts';
import { app, manifests } from './test-support.ts';

const CLASS = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: lab }
spec: { controller: traefik.io/ingress-controller }`;
const DEFAULT = CLASS.replace(
  'name: lab',
  'name: fallback, annotations: { ingressclass.kubernetes.io/is-default-class: "true" }',
);
const FOREIGN = CLASS.replace('name: lab', 'name: other').replace('traefik.io', 'nginx.org');

/** Which Ingress objects are admitted. */
const classes: readonly IngressCase[] = [
  ['no class', {}, '', [], true],
  ['the class traefik by annotation', { 'kubernetes.io/ingress.class': 'traefik' }, '', [], true],
  ['another class by annotation', { 'kubernetes.io/ingress.class': 'nginx' }, '', [], false],
  [
    'the class asked for, by annotation',
    { 'kubernetes.io/ingress.class': 'lab' },
    '',
    ['.ingressclass=lab'],
    true,
  ],
  ['no class where one is asked for', {}, '', ['.ingressclass=lab'], false],
  ['an IngressClass of Traefik', {}, 'lab', [], true],
  ['an IngressClass of another controller', {}, 'other', [], false],
  ['an IngressClass that does not exist', {}, 'gone', [], false],
  ['an IngressClass of Traefik, where it is asked for', {}, 'lab', ['.ingressclass=lab'], true],
  ['an IngressClass of Traefik, where another is asked for', {}, 'lab', ['.ingressclass=web'], false],
  ['the field comes before the annotation', { 'kubernetes.io/ingress.class': 'traefik' }, 'other', [], false],
  ['without looking at IngressClasses', {}, 'lab', ['.disableingressclasslookup'], false],
  ['without looking at the cluster', {}, 'lab', ['.disableclusterscoperesources'], false],
  ['no class, where the one asked for is marked as default', {}, '', ['.ingressclass=fallback'], false],
  ['another namespace than those watched', {}, '', ['.namespaces=other'], false],
  ['a namespace that is watched', {}, '', ['.namespaces=other,shop'], true],
  ['without the labels asked for', {}, '', ['.labelselector=a=b'], false],
].map(([title, annotations, named, flags, admitted]): IngressCase => {
  const field = named === '' ? '' : `ingressClassName: ${named}, `;
  return {
    title: String(title),
    text: manifests(
      CLASS,
      FOREIGN,
      DEFAULT,
      ingress(`${field}${rules(path('/'))}`, annotations as Record<string, string>),
    ),
    flags: (flags as string[]).map((flag) => `--providers.kubernetesingress${flag}`),
    routers: admitted ? { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' } : {},
  };
});

/** What takes a path out of force. */
const missing: readonly IngressCase[] = [
  {
    title: 'a Service that does not exist',
    text: ingress(rules(path('/', 'Prefix', backend('gone')), path('/b'))),
    routers: { 'shop-site-a-test-b': 'Host("a.test") && PathPrefix("/b")' },
    found: ['service-not-found: gone'],
  },
  {
    title: 'a port that does not exist',
    text: ingress(rules(path('/', 'Prefix', backend('app', 'number: 81')))),
    routers: {},
    found: ['service-port-not-found: {'],
  },
  {
    title: 'a port by name',
    text: ingress(rules(path('/', 'Prefix', backend('app', 'name: http')))),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'a resource',
    text: ingress(rules(path('/', 'Prefix', '{ resource: { kind: Bucket, name: b } }'))),
    routers: {},
    found: ['backend-unsupported: { resource'],
  },
  {
    title: 'no endpoints',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    routers: {},
    found: ['service-without-endpoints: idle'],
  },
  {
    title: 'no endpoints, which is allowed',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    flags: ['--providers.kubernetesingress.allowemptyservices'],
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'what the other provider allows is not allowed here',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    flags: ['--providers.kubernetescrd.allowemptyservices'],
    routers: {},
    found: ['service-without-endpoints: idle'],
  },
  {
    title: 'a secret that does not exist',
    text: ingress(`tls: [{ secretName: gone }], ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
    found: ['secret-not-found: gone'],
  },
  {
    title: 'of two secrets the first does not exist: the second is not looked at',
    text: ingress(`tls: [{ secretName: gone }, { secretName: lost }], ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
    found: ['secret-not-found: gone'],
  },
  {
    title: 'TLS without a secret',
    text: ingress(`tls: [{ hosts: [a.test] }], ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'no backend at all',
    text: ingress(rules(path('/', 'Prefix', '{}'))),
    routers: {},
    found: ['backend-unsupported: {}'],
  },
  {
    title: 'a Service and a resource',
    text: ingress(
      rules(
        path(
          '/',
          'Prefix',
          '{ service: { name: app, port: { number: 80 } }, resource: { kind: B, name: b } }',
        ),
      ),
    ),
    routers: {},
    found: ['backend-unsupported: { service'],
  },
  {
    title: 'no port',
    text: ingress(rules(path('/', 'Prefix', '{ service: { name: app } }'))),
    routers: {},
    found: ['service-port-missing: { name: app }'],
  },
  {
    title: 'an entry point that does not exist',
    text: ingress(rules(path('/')), { 'router.entrypoints': 'wep' }),
    found: ['entry-point-unknown: "wep"'],
    disabled: true,
  },
  {
    title: 'TLS options that do not exist',
    text: ingress(rules(path('/')), { 'router.tls.options': 'shop-gone@kubernetescrd' }),
    found: ['tls-options-not-found: "shop-gone@kubernetescrd"'],
    disabled: true,
  },
  {
    title: 'a priority above all that there are',
    text: ingress(rules(path('/')), { 'router.priority': '9223372036854775807' }),
    found: ['priority-too-large: "9223372036854775807"'],
    disabled: true,
  },
  {
    title: 'an annotation that Traefik does not know',
    text: ingress(rules(path('/')), { 'router.entrypoint': 'web' }),
    routers: {},
    found: ['annotation-unknown: "web"'],
  },
  {
    title: 'a value that cannot be read',
    text: ingress(rules(path('/')), { 'router.priority': 'high' }),
    routers: {},
    found: ['annotation-value: "high"'],
  },
  {
    title: 'the provider is off',
    text: ingress(rules(path('/'))),
    flags: ['--providers.kubernetesingress=false'],
    routers: {},
    found: ['provider-off: Ingress'],
  },
  {
    title: 'a middleware that does not exist',
    text: ingress(rules(path('/')), { 'router.middlewares': 'shop-gone@kubernetescrd' }),
    disabled: true,
    found: ['middleware-not-found: "shop-gone@kubernetescrd"'],
  },
];

testCases('classes', [
  ...classes,
  {
    title: 'with the labels asked for',
    text: ingress(rules(path('/'))).replace('name: site', 'name: site, labels: { a: b }'),
    flags: ['--providers.kubernetesingress.labelselector=a=b'],
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
]);
testCases('missing', missing);
