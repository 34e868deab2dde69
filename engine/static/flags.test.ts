import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FlagError } from './flag-values.ts';
import { parseFlags } from './flags.ts';
import { CRD_DEFAULTS, INGRESS_DEFAULTS } from './provider-flags.ts';
import type {
  KubernetesCrdProvider,
  KubernetesIngressProvider,
  StaticConfiguration,
} from './static-configuration.ts';

const WEB = '--entrypoints.web.address=:8000';

describe('provider', () => {
  const rows: [flags: string[], expected: Partial<KubernetesCrdProvider>][] = [
    [[''], {}],
    [['.namespaces=a, b', '.namespaces=c'], { namespaces: ['a', 'b', 'c'] }],
    [['.labelSelector=lab=yes,env in (a,b)'], { labelSelector: 'lab=yes,env in (a,b)' }],
    [['.ingressclass=traefik-in'], { ingressClass: 'traefik-in' }],
    [['.ingressclass='], {}],
    [['.allowCrossNamespace'], { allowCrossNamespace: true }],
    [['.allowexternalnameservices=1'], { allowExternalNameServices: true }],
    [['.allowemptyservices=T', '.allowemptyservices=false'], {}],
    [['.nativelbbydefault'], { nativeLbByDefault: true }],
    [['.disableClusterScopeResources=true'], { disableClusterScopeResources: true }],
    [['.crossprovidernamespaces=a,b'], { crossProviderNamespaces: ['a', 'b'] }],
    [['.crossprovidernamespaces='], { crossProviderNamespaces: [] }],
    [['.throttleDuration=5s'], { throttleDurationMs: 5000 }],
    [['.endpoint', 'https://127.0.0.1:6443'], { endpoint: 'https://127.0.0.1:6443' }],
    [['.token=secret', '.certAuthFilePath=/ca.crt'], { token: 'secret', certAuthFilePath: '/ca.crt' }],
    [['=false'], { named: false }],
  ];
  for (const [flags, expected] of rows) {
    test(flags.join(' ') || 'alone', () => {
      const given = flags.map((flag) =>
        flag.startsWith('https') ? flag : `--providers.kubernetescrd${flag}`,
      );
      assert.deepEqual(parseFlags(given).kubernetesCrd, { ...CRD_DEFAULTS, named: true, ...expected });
    });
  }
  test('is not named by other flags', () => assert.equal(parseFlags([WEB]).kubernetesCrd.named, false));
});

describe('Ingress provider', () => {
  const rows: [flags: string[], expected: Partial<KubernetesIngressProvider> | undefined][] = [
    [[], { named: false }],
    [[''], {}],
    [['=false'], undefined],
    [['=false', '.ingressclass=a'], { ingressClass: 'a' }],
    [
      ['.ingressendpoint.ip=10.0.0.1', '.ingressEndpoint.hostname=lb.test'],
      { ingressEndpoint: { ip: '10.0.0.1', hostname: 'lb.test', publishedService: '' } },
    ],
    [
      ['.ingressendpoint.publishedservice=edge/traefik'],
      { ingressEndpoint: { ip: '', hostname: '', publishedService: 'edge/traefik' } },
    ],
    [['.namespaces=a', '.labelselector=x=y'], { namespaces: ['a'], labelSelector: 'x=y' }],
    [
      ['.allowemptyservices', '.strictprefixmatching'],
      { allowEmptyServices: true, strictPrefixMatching: true },
    ],
    [['.disableingressclasslookup'], { disableIngressClassLookup: true }],
    [['.crossprovidernamespaces=a', '.crossprovidernamespaces=b'], { crossProviderNamespaces: ['a', 'b'] }],
  ];
  for (const [flags, expected] of rows) {
    test(flags.join(' ') || 'alone', () => {
      const given = flags.map((flag) => `--providers.kubernetesingress${flag}`);
      const { kubernetesIngress } = parseFlags(given);
      assert.deepEqual(kubernetesIngress, expected && { ...INGRESS_DEFAULTS, named: true, ...expected });
    });
  }
});

test('paths of the file provider', () => {
  const flags = [
    '--providers.file.filename=a.yml',
    '--providers.file.directory',
    'conf',
    '--providers.file.watch',
  ];
  assert.deepEqual(parseFlags(flags).filePaths, ['a.yml', 'conf']);
});

describe('imitated release', () => {
  const rows: [flags: string[], version: number, syntax: string][] = [
    [[], 307, 'v3'],
    [['--traefikversion=2.11'], 211, 'v2'],
    [['--traefikVersion', 'v3.4.1'], 304, 'v3'],
    [['--core.defaultRuleSyntax=v2'], 307, 'v2'],
    [['--traefikversion=2.11', '--core.defaultrulesyntax=v3'], 211, 'v2'],
  ];
  for (const [flags, version, syntax] of rows) {
    test(flags.join(' ') || 'none', () => {
      const { traefikVersion, defaultRuleSyntax } = parseFlags(flags);
      assert.deepEqual([traefikVersion, defaultRuleSyntax], [version, syntax]);
    });
  }
});

describe('pages', () => {
  const rows: [flags: string[], expected: Partial<StaticConfiguration>][] = [
    [[], {}],
    [['--api'], { api: { enabled: true, insecure: false, dashboard: true } }],
    [['--api=false'], {}],
    [['--api.insecure=true'], { api: { enabled: true, insecure: true, dashboard: true } }],
    [['--api.dashboard=true'], { api: { enabled: true, insecure: false, dashboard: true } }],
    [['--api', '--api.dashboard=false'], { api: { enabled: true, insecure: false, dashboard: false } }],
    [['--ping'], { pingEntryPoint: 'traefik' }],
    [['--ping=false'], {}],
    [['--ping.entrypoint=http'], { pingEntryPoint: 'http' }],
    [['--metrics.prometheus=true'], { metricsEntryPoint: 'traefik' }],
    [['--metrics.prometheus=true', '--metrics.prometheus.entryPoint', 'http'], { metricsEntryPoint: 'http' }],
  ];
  for (const [flags, expected] of rows) {
    test(flags.join(' ') || 'none', () => {
      const { api, pingEntryPoint, metricsEntryPoint } = parseFlags(flags);
      const none = {
        api: { enabled: false, insecure: false, dashboard: true },
        pingEntryPoint: undefined,
        metricsEntryPoint: undefined,
      };
      assert.deepEqual({ api, pingEntryPoint, metricsEntryPoint }, { ...none, ...expected });
    });
  }
});

test('flags about what is not here have no effect', () => {
  const flags = [
    '--global.checknewversion',
    '--global.sendanonymoususage=false',
    '--log.level=DEBUG',
    '--providers.providersthrottleduration=0',
  ];
  assert.deepEqual(parseFlags([WEB, ...flags]), parseFlags([WEB]));
});

test('one dash is as good as two', () => {
  assert.equal(parseFlags([WEB, '-entrypoints.web.asdefault']).entryPoints[0]?.asDefault, true);
});

const UNKNOWN = 'failed to decode configuration from flags: field not found, node:';
const refused: [flags: string[], message: string][] = [
  [['--entrypoint.web.address=:1'], `${UNKNOWN} address (--entrypoint.web.address)`],
  [['--entrypoints.web.adress=:1'], `${UNKNOWN} adress (--entrypoints.web.adress)`],
  [['--providers.kubernetesCRD.class=a'], `${UNKNOWN} class (--providers.kubernetesCRD.class)`],
  [['--constructor=a'], `${UNKNOWN} constructor (--constructor)`],
  [['--entrypoints.web.constructor=a'], `${UNKNOWN} constructor (--entrypoints.web.constructor)`],
  [['api'], '"api" is not a flag: write --name=value'],
  [['--'], '"--" is not a flag: write --name=value'],
  [['--=x'], '"--=x" is not a flag: write --name=value'],
  [
    ['--providers.kubernetescrd.labelselector'],
    'flag needs an argument: --providers.kubernetescrd.labelselector',
  ],
  [
    ['--providers.kubernetescrd.endpoint', '--api'],
    'flag needs an argument: --providers.kubernetescrd.endpoint',
  ],
  [['--core.defaultrulesyntax=v4'], '--core.defaultrulesyntax=v4: write v2 or v3'],
  [['--traefikversion=2.10'], '--traefikversion=2.10: write 2.11, or 3.0 to 3.7'],
  [['--traefikversion'], 'flag needs an argument: --traefikversion'],
  [['--ping.entrypoint', '--api'], 'flag needs an argument: --ping.entrypoint'],
  [
    ['--entrypoints.web.asdefault'],
    'entry point "web" has no address: write --entrypoints.web.address=:8000/tcp',
  ],
  [
    ['--entrypoints.web.address=:1', '--entrypoints.web.http.middlewares'],
    'flag needs an argument: --entrypoints.web.http.middlewares',
  ],
  [
    ['--entrypoints.web.address=:1', '--entrypoints.web.http.redirections.entrypoint.to=secure'],
    '--entrypoints.web.http.redirections.entrypoint.to=secure: there is no such entry point; write a port such as :443, or one of web',
  ],
  [
    ['--entrypoints.web.address=:1', '--entrypoints.web.http.redirections.entrypoint.scheme=http'],
    '--entrypoints.web.http.redirections.entrypoint.to is missing: write an entry point, or a port such as :443',
  ],
  [
    [
      '--entrypoints.web.address=:1',
      '--entrypoints.web.http.redirections.entrypoint.to=web',
      '--entrypoints.web.http.redirections.entrypoint.scheme=',
    ],
    '--entrypoints.web.http.redirections.entrypoint.scheme is empty: write https or http',
  ],
  [
    [
      '--entrypoints.web.address=:1',
      '--entrypoints.web.http.redirections.entrypoint.priority=9223372036854775808',
    ],
    '--entrypoints.web.http.redirections.entrypoint.priority=9223372036854775808: write a whole number, such as 10',
  ],
  [['--api=maybe'], '--api=maybe: write true or false'],
  [
    ['--entrypoints.web.address=8000'],
    '--entrypoints.web.address=8000: write an address such as :8000 or 127.0.0.1:8000/tcp',
  ],
  [
    ['--entrypoints.web.address=:65536'],
    '--entrypoints.web.address=:65536: write an address such as :8000 or 127.0.0.1:8000/tcp',
  ],
  [
    ['--entrypoints.web.address=:1/sctp'],
    '--entrypoints.web.address=:1/sctp: the protocol is tcp or udp, not sctp',
  ],
  [
    ['--entrypoints.web.transport.lifecycle.gracetimeout=soon'],
    '--entrypoints.web.transport.lifecycle.gracetimeout=soon: write a duration such as 30s, 1m30s or 500ms',
  ],
  [
    ['--entrypoints.web.transport.lifecycle.gracetimeout=-1s'],
    '--entrypoints.web.transport.lifecycle.gracetimeout=-1s: write a duration such as 30s, 1m30s or 500ms',
  ],
  [
    ['--entrypoints.web.http.maxheaderbytes=1k'],
    '--entrypoints.web.http.maxheaderbytes=1k: write a whole number',
  ],
  [
    ['--entrypoints.web.udp.timeout=0'],
    '--entrypoints.web.udp.timeout=0: the UDP timeout must be above zero, such as 3s',
  ],
  [
    ['--entrypoints.web.forwardedheaders.trustedips=10.0.0.0/8,lab'],
    '--entrypoints.web.forwardedheaders.trustedips=10.0.0.0/8,lab: "lab" is neither an IP address nor a network such as 10.0.0.0/8',
  ],
];

describe('refused', () => {
  for (const [flags, message] of refused) {
    test(message, () => {
      assert.throws(
        () => parseFlags(flags),
        (error) => {
          assert.ok(error instanceof FlagError);
          assert.deepEqual([error.code, error.message], ['flag-invalid', message]);
          return true;
        },
      );
    });
  }
});
