import { formatPath } from '../resources/json.ts';
import type { FieldPath } from '../resources/origin.ts';
import type { Resource } from '../resources/resource.ts';
import type { TraefikVersion } from '../static/static-configuration.ts';
import type { Reporter } from './reporter.ts';

/**
 * A field under `spec` and the release that brought it; `*` stands for the items of a list. `before`: the release
 * before that has it, too.
 */
type Since = readonly [path: string, since: TraefikVersion, before?: TraefikVersion];

/** Fields of whatever names an HTTP service (Traefik: LoadBalancerSpec). */
const SERVICE_FIELDS: readonly Since[] = [
  ['healthCheck', 301],
  ['healthCheck.unhealthyInterval', 305],
  ['middlewares', 307],
  ['nodePortLB', 301],
  ['passiveHealthCheck', 306],
  ['sticky.cookie.domain', 304],
  ['sticky.cookie.maxAge', 300],
  ['sticky.cookie.path', 303],
];

const servicesAt = (place: string): Since[] =>
  SERVICE_FIELDS.map(([path, since]) => [`${place}.${path}`, since]);

/** What came to the custom resources after 2.11 (Traefik: reference/dynamic-configuration/kubernetes-crd, by release). */
const FIELDS: { readonly [K in Resource['kind']]?: readonly Since[] } = {
  IngressRoute: [
    ['ingressClassName', 307],
    ['parentRefs', 306],
    ['routes.*.observability', 303],
    ['routes.*.observability.traceVerbosity', 305],
    ['routes.*.syntax', 300],
    ...servicesAt('routes.*.services.*'),
  ],
  IngressRouteTCP: [
    ['ingressClassName', 307],
    ['routes.*.services.*.nodePortLB', 301],
    ['routes.*.services.*.serversTransport', 300],
    ['routes.*.services.*.tls', 300],
    ['routes.*.syntax', 300],
  ],
  IngressRouteUDP: [
    ['ingressClassName', 307],
    ['routes.*.services.*.nodePortLB', 301],
  ],
  TraefikService: [
    ['failover', 307],
    ['highestRandomWeight', 306],
    ['mirroring.mirrorBody', 302],
    ...servicesAt('highestRandomWeight.services.*'),
    ...servicesAt('mirroring'),
    ...servicesAt('mirroring.mirrors.*'),
    ...servicesAt('weighted.services.*'),
    ['weighted.sticky.cookie.domain', 304],
    ['weighted.sticky.cookie.maxAge', 300],
    ['weighted.sticky.cookie.path', 303],
  ],
  Middleware: [
    ['circuitBreaker.responseCode', 300],
    ['compress.defaultEncoding', 300],
    ['compress.encodings', 302],
    ['compress.includedContentTypes', 300],
    ['encodedCharacters', 307],
    ['errors.errorRequestHeaders', 306, 211],
    ...servicesAt('errors.service'),
    ['errors.statusRewrites', 304],
    ['forwardAuth.addAuthCookiesToResponse', 300],
    ['forwardAuth.authSigninURL', 307],
    ['forwardAuth.forwardBody', 303],
    ['forwardAuth.headerField', 303],
    ['forwardAuth.maxBodySize', 303],
    ['forwardAuth.maxResponseBodySize', 306, 211],
    ['forwardAuth.preserveLocationHeader', 303],
    ['forwardAuth.preserveRequestMethod', 304],
    ['grpcWeb', 300],
    ['headers.contentSecurityPolicyReportOnly', 301],
    ['inFlightReq.sourceCriterion.ipStrategy.ipv6Subnet', 302],
    ['ipAllowList.ipStrategy.ipv6Subnet', 302],
    ['ipAllowList.rejectStatusCode', 300],
    ['ipWhiteList.ipStrategy.ipv6Subnet', 302],
    ['rateLimit.redis', 304],
    ['rateLimit.sourceCriterion.ipStrategy.ipv6Subnet', 302],
    ['retry.disableRetryOnNetworkError', 307],
    ['retry.maxRequestBodyBytes', 307],
    ['retry.retryNonIdempotentMethod', 307],
    ['retry.status', 307],
    ['retry.timeout', 307],
  ],
  ServersTransport: [
    ['cipherSuites', 307],
    ['maxVersion', 307],
    ['minVersion', 307],
    ['rootCAs', 304],
    ['spiffe', 300],
  ],
  ServersTransportTCP: [
    ['proxyProtocol', 305],
    ['tls.rootCAs', 304],
  ],
  TLSOption: [['disableSessionTickets', 304]],
};

/**
 * The object as a release reads it. Kubernetes prunes the fields that a release's custom resources do not have: so they
 * are taken out, with a finding each. The object itself stays as it is.
 */
export function asReleased<R extends Resource>(resource: R, version: TraefikVersion, reporter: Reporter): R {
  let spec: unknown = 'spec' in resource ? resource.spec : undefined;
  for (const [path, since, before] of FIELDS[resource.kind] ?? []) {
    if (since <= version || before === version) continue;
    spec = pruned(spec, path.split('.'), ['spec'], (found) => {
      reporter.warning(resource, found, {
        code: 'not-in-release',
        message: `\`${formatPath(found)}\` came with Traefik ${releaseName(since)}: ${releaseName(version)}, which is imitated, ignores it`,
        advice: `leave it out, or start with --traefikversion=${releaseName(since)}`,
      });
    });
  }
  return 'spec' in resource && spec !== resource.spec ? { ...resource, spec } : resource;
}

/** `3.7` */
export function releaseName(version: TraefikVersion): string {
  return `${Math.floor(version / 100)}.${version % 100}`;
}

/** `value` without the field that `steps` lead to, wherever it is written; `value` itself if it is not. */
function pruned(
  value: unknown,
  [step = '', ...rest]: readonly string[],
  path: FieldPath,
  onFound: (path: FieldPath) => void,
): unknown {
  if (Array.isArray(value) && step === '*') {
    const items = value.map((item, index) => pruned(item, rest, [...path, index], onFound));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value;
  const { [step]: field, ...others } = value as Record<string, unknown>;
  // What schemas put in where nothing is written asks for nothing.
  if (field === undefined || (Array.isArray(field) && field.length === 0)) return value;
  if (rest.length === 0) {
    onFound([...path, step]);
    return others;
  }
  const kept = pruned(field, rest, [...path, step], onFound);
  return kept === field ? value : { ...others, [step]: kept };
}
