import { backend, ingress, path, rules, testCases } from './ingress-test-support.ts';
import { manifests } from './test-support.ts';

/** The rules of routers. */
testCases('rules', [
  {
    title: 'host and prefix',
    text: ingress(rules(path('/api'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'an exact path',
    text: ingress(rules(path('/api', 'Exact'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && Path("/api")' },
  },
  {
    title: 'a path of no type',
    text: ingress(rules(path('/api', 'ImplementationSpecific'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'a path of no type, with a matcher',
    text: ingress(rules(path('"^/v[0-9]+"', 'ImplementationSpecific')), {
      'router.pathmatcher': 'PathRegexp',
    }),
    routers: { 'shop-site-a-test-v-0-9': 'Host("a.test") && PathRegexp("^/v[0-9]+")' },
  },
  {
    title: 'a matcher changes no other type',
    text: ingress(rules(path('/api')), { 'router.pathmatcher': 'Path' }),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'a matcher that does not exist',
    text: ingress(rules(path('/api', 'ImplementationSpecific')), { 'router.pathmatcher': 'Pfad' }),
    found: ['path-matcher-invalid: "Pfad"'],
  },
  {
    title: 'an empty matcher is none',
    text: ingress(rules(path('/api', 'ImplementationSpecific')), { 'router.pathmatcher': '' }),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'a matcher that 2.11 does not have',
    text: ingress(rules(path('/api', 'ImplementationSpecific')), { 'router.pathmatcher': 'PathRegexp' }),
    flags: ['--traefikversion=2.11'],
    found: ['path-matcher-invalid: "PathRegexp"'],
  },
  {
    title: 'a regular expression that is none',
    text: ingress(rules(path('"/("', 'ImplementationSpecific')), { 'router.pathmatcher': 'PathRegexp' }),
    found: ['rule-invalid: { path'],
    disabled: true,
  },
  {
    title: 'two hosts',
    text: ingress(
      `rules: [{ host: a.test, http: { paths: [${path('/a')}] } }, { host: b.test, http: { paths: [${path('/b')}] } }]`,
    ),
    routers: {
      'shop-site-a-test-a': 'Host("a.test") && PathPrefix("/a")',
      'shop-site-b-test-b': 'Host("b.test") && PathPrefix("/b")',
    },
  },
  {
    title: 'hosts whose names are the same',
    text: ingress(
      `rules: [{ host: a.test, http: { paths: [${path('/')}] } }, { host: a-test, http: { paths: [${path('/')}] } }]`,
    ),
    routers: {
      'shop-site-a-test-23308165f2e23ceb2a26': 'Host("a.test") && PathPrefix("/")',
      'shop-site-a-test-57ca63f30ed075736022': 'Host("a-test") && PathPrefix("/")',
    },
  },
  {
    title: 'a host without paths',
    text: ingress('rules: [{ host: a.test }]'),
    routers: {},
  },
  { title: 'nothing', text: ingress('rules: []'), routers: {} },
  {
    title: 'no host',
    text: ingress(`rules: [{ http: { paths: [${path('/api')}] } }]`),
    routers: { 'shop-site-api': 'PathPrefix("/api")' },
  },
  {
    title: 'no path',
    text: ingress(
      `rules: [{ host: a.test, http: { paths: [{ pathType: ImplementationSpecific, backend: ${backend()} }] } }]`,
    ),
    routers: { 'shop-site-a-test': 'Host("a.test")' },
  },
  {
    title: 'a wildcard',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    routers: { 'shop-site-a-test': 'Host("*.a.test") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard before 3.7',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    flags: ['--traefikversion=3.6'],
    routers: { 'shop-site-a-test': 'HostRegexp("^[a-zA-Z0-9-]+\\\\.a\\\\.test$") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard in 2.11',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    flags: ['--traefikversion=2.11'],
    routers: { 'shop-site-a-test': 'HostRegexp("{subdomain:[a-zA-Z0-9-]+}.a.test") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard in the syntax v2, by annotation',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`, {
      'router.rulesyntax': 'v2',
    }),
    routers: { 'shop-site-a-test': 'HostRegexp("{subdomain:[a-zA-Z0-9-]+}.a.test") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard in the syntax v2, by default',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`, {
      'router.rulesyntax': '',
    }),
    flags: ['--core.defaultrulesyntax=v2'],
    routers: { 'shop-site-a-test': 'HostRegexp("{subdomain:[a-zA-Z0-9-]+}.a.test") && PathPrefix("/")' },
  },
  {
    title: 'whole segments for paths of no type, but not of another matcher',
    text: manifests(
      ingress(rules(path('/a', 'ImplementationSpecific'))),
      ingress(rules(path('/b', 'ImplementationSpecific')), { 'router.pathmatcher': 'Path' }, 'other'),
      ingress(rules(path('/c', 'Exact')), {}, 'third'),
    ),
    flags: ['--providers.kubernetesingress.strictprefixmatching'],
    routers: {
      'shop-site-a-test-a': 'Host("a.test") && (Path("/a") || PathPrefix("/a/"))',
      'shop-other-a-test-b': 'Host("a.test") && Path("/b")',
      'shop-third-a-test-c': 'Host("a.test") && Path("/c")',
    },
  },
  {
    title: 'prefixes of whole segments',
    text: ingress(rules(path('/api/'), path('/'))),
    flags: ['--providers.kubernetesingress.strictprefixmatching'],
    routers: {
      'shop-site-a-test-api': 'Host("a.test") && (Path("/api") || PathPrefix("/api/"))',
      'shop-site-a-test': 'Host("a.test") && PathPrefix("/")',
    },
  },
  {
    title: 'paths whose names are the same',
    text: ingress(rules(path('/a/b'), path('/a-b'))),
    routers: {
      'shop-site-a-test-a-b-d9756c2f47baeb4bcf75': 'Host("a.test") && PathPrefix("/a/b")',
      'shop-site-a-test-a-b-3b64611721f02beac041': 'Host("a.test") && PathPrefix("/a-b")',
    },
  },
  {
    title: 'the default backend',
    text: ingress(`defaultBackend: ${backend()}`),
    routers: { 'default-router': 'PathPrefix("/")' },
  },
  {
    title: 'the default backend in 2.11',
    text: ingress(`defaultBackend: ${backend()}`),
    flags: ['--traefikversion=2.11'],
    routers: { 'default-router': 'PathPrefix("/")' },
  },
  {
    title: 'a default backend that is a resource',
    text: ingress('defaultBackend: { resource: { kind: Bucket, name: b } }'),
    routers: {},
    found: ['backend-unsupported: { resource'],
  },
  {
    title: 'a default backend that is nothing',
    text: ingress('defaultBackend: {}'),
    routers: {},
    found: ['backend-unsupported: {}'],
  },
  {
    title: 'after a default backend that leads nowhere the next counts',
    text: manifests(
      ingress(`defaultBackend: ${backend('gone')}`, {}, 'a'),
      ingress(`defaultBackend: ${backend()}`, {}, 'b'),
    ),
    routers: { 'default-router': 'PathPrefix("/")' },
    found: ['service-not-found: gone'],
  },
  {
    title: 'the default backend beside rules is not used',
    text: ingress(`defaultBackend: ${backend()}, ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'of two default backends the first counts',
    text: manifests(
      ingress(`defaultBackend: ${backend()}`),
      ingress(`defaultBackend: ${backend()}`, {}, 'later'),
    ),
    routers: { 'default-router': 'PathPrefix("/")' },
    found: ['already-configured: { service:', 'already-configured: { service:'],
  },
]);
