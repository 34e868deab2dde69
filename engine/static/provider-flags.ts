import { FlagError, parseBoolean, parseList, parseTime } from './flag-values.ts';
import type { KubernetesCrdProvider, KubernetesIngressProvider } from './static-configuration.ts';

type Setters<P> = Readonly<Record<string, (value: string, flag: string, now: P) => Partial<P>>>;

const DEFAULTS = {
  named: false,
  endpoint: '',
  token: '',
  certAuthFilePath: '',
  throttleDurationMs: 0,
  namespaces: [],
  labelSelector: '',
  ingressClass: '',
  allowExternalNameServices: false,
  allowEmptyServices: false,
  nativeLbByDefault: false,
  disableClusterScopeResources: false,
} as const;

/** Traefik's defaults of `--providers.kubernetescrd`. */
export const CRD_DEFAULTS: KubernetesCrdProvider = { ...DEFAULTS, allowCrossNamespace: false };

/** Traefik's defaults of `--providers.kubernetesingress`. */
export const INGRESS_DEFAULTS: KubernetesIngressProvider = {
  ...DEFAULTS,
  ingressEndpoint: { ip: '', hostname: '', publishedService: '' },
  disableIngressClassLookup: false,
  strictPrefixMatching: false,
};

/** Flags that the Kubernetes providers share; a list that is given again grows. */
const SHARED = {
  namespaces: (value: string, _flag: string, now: { readonly namespaces: readonly string[] }) => ({
    namespaces: [...now.namespaces, ...parseList(value)],
  }),
  endpoint: (value: string) => ({ endpoint: value }),
  token: (value: string) => ({ token: value }),
  certauthfilepath: (value: string) => ({ certAuthFilePath: value }),
  throttleduration: (value: string, flag: string) => ({ throttleDurationMs: parseTime(value, flag) }),
  labelselector: (value: string) => ({ labelSelector: value }),
  ingressclass: (value: string) => ({ ingressClass: value }),
  allowexternalnameservices: (value: string, flag: string) => ({
    allowExternalNameServices: parseBoolean(value, flag),
  }),
  allowemptyservices: (value: string, flag: string) => ({ allowEmptyServices: parseBoolean(value, flag) }),
  nativelbbydefault: (value: string, flag: string) => ({ nativeLbByDefault: parseBoolean(value, flag) }),
  disableclusterscoperesources: (value: string, flag: string) => ({
    disableClusterScopeResources: parseBoolean(value, flag),
  }),
  crossprovidernamespaces: (
    value: string,
    _flag: string,
    now: { readonly crossProviderNamespaces?: readonly string[] },
  ) => ({
    crossProviderNamespaces: [...(now.crossProviderNamespaces ?? []), ...parseList(value)],
  }),
};

/** Flags behind `--providers.kubernetescrd.`, in lower case. */
export const CRD_FLAGS: Setters<KubernetesCrdProvider> = {
  ...SHARED,
  allowcrossnamespace: (value, flag) => ({ allowCrossNamespace: parseBoolean(value, flag) }),
};

/** Flags behind `--providers.kubernetesingress.`, in lower case. */
export const INGRESS_FLAGS: Setters<KubernetesIngressProvider> = {
  ...SHARED,
  'ingressendpoint.ip': (ip, _flag, { ingressEndpoint }) => ({ ingressEndpoint: { ...ingressEndpoint, ip } }),
  'ingressendpoint.hostname': (hostname, _flag, { ingressEndpoint }) => ({
    ingressEndpoint: { ...ingressEndpoint, hostname },
  }),
  'ingressendpoint.publishedservice': (publishedService, flag, { ingressEndpoint }) => {
    if (!/^[^/]+\/[^/]+$/.test(publishedService)) {
      throw new FlagError(`${flag}=${publishedService}: write namespace/name of a Service`);
    }
    return { ingressEndpoint: { ...ingressEndpoint, publishedService } };
  },
  disableingressclasslookup: (value, flag) => ({ disableIngressClassLookup: parseBoolean(value, flag) }),
  strictprefixmatching: (value, flag) => ({ strictPrefixMatching: parseBoolean(value, flag) }),
};
