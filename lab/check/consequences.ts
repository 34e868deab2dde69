import type { Diagnostic } from '../../engine/core.ts';
import { promisedPods, takes } from './promised-pods.ts';
import type { CheckSubject } from './rule.ts';

/** Findings that say that something is not there. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  'client-auth-off',
  'config-map-not-found',
  'ingress-class-not-found',
  'middleware-not-found',
  'parent-not-found',
  'secret-not-found',
  'servers-transport-not-found',
  'service-not-found',
  'service-selects-no-pod',
  'service-without-endpoints',
  'tls-options-not-found',
]);

/** Findings about a Service that leave the routes to it without endpoints. */
const WITHOUT_ENDPOINTS: ReadonlySet<string> = new Set(['service-selects-no-pod', 'target-port-unknown']);

const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Pod',
]);

type Situation = Pick<
  CheckSubject,
  'partial' | 'rejected' | 'controllers' | 'promised' | 'resources' | 'texts'
>;

/** The findings without those that only say what another finding leads to, or what other controllers see to. */
export function withoutConsequences(
  found: readonly Diagnostic[],
  { partial, rejected, controllers, promised, resources, texts }: Situation,
): Diagnostic[] {
  const elsewhere = partial || isIncomplete(found);
  const namespaces = new Set(
    rejected.filter(({ kind }) => WORKLOADS.has(kind)).map(({ namespace }) => namespace),
  );
  const services = found.flatMap(({ code, resource }) =>
    resource && WITHOUT_ENDPOINTS.has(code) ? [`${resource.namespace}/${resource.name}`] : [],
  );
  // Of a Service whose pods are found, these are the cluster's own.
  const withEndpoints = new Set(resources.flatMap(serviceOfEndpoints));
  const others = services.length === 0 ? [] : promisedPods(texts);
  // One that does not look at Ingress objects leaves them to one that does.
  const ingressIsRead = controllers.some(({ preview }) => preview.static.kubernetesIngress !== undefined);
  return found.filter(({ code, message, resource }) => {
    if (elsewhere && NOT_FOUND.has(code)) return false;
    switch (code) {
      case 'already-configured':
        // Of a second default backend the router is reported, too.
        return !message.startsWith('"default-backend@kubernetes"');
      case 'provider-off':
        return !ingressIsRead;
      case 'secret-not-found':
        return !promised.has(/^secret (\S+)/.exec(message)?.[1] ?? '');
      case 'service-selects-no-pod':
        return (
          !namespaces.has(resource?.namespace ?? '') &&
          !withEndpoints.has(`${resource?.namespace}/${resource?.name}`) &&
          !others.some((pods) => takes(selectorOf(resource, resources), resource?.namespace, pods))
        );
      case 'service-without-endpoints':
        return (
          !namespaces.has(resource?.namespace ?? '') &&
          !services.some((service) => message.endsWith(` for ${service}`))
        );
      default:
        return true;
    }
  });
}

/** Which pods a Service asks for. */
function selectorOf(
  reference: Diagnostic['resource'],
  resources: readonly Resource[],
): Readonly<Record<string, string>> {
  const service = resources.find(
    ({ kind, metadata: { namespace, name } }) =>
      kind === 'Service' && namespace === reference?.namespace && name === reference?.name,
  );
  return service?.kind === 'Service' ? (service.spec.selector ?? {}) : {};
}

type Resource = CheckSubject['resources'][number];

/** The Service, as `namespace/name`, that endpoints are of. */
function serviceOfEndpoints({ kind, metadata: { namespace, name, labels } }: Resource): string[] {
  if (kind === 'EndpointSlice') return [`${namespace}/${labels['kubernetes.io/service-name']}`];
  return kind === 'Endpoints' ? [`${namespace}/${name}`] : [];
}

/**
 * Whether something could not be read at all, which may be just what others do not find. The proxy's own routers are no
 * object either, but all that they lack is what flags name.
 */
export function isIncomplete(found: readonly Diagnostic[]): boolean {
  return found.some(
    ({ severity, code, resource }) =>
      code === 'kind-unknown' || (severity === 'error' && resource === undefined && !NOT_FOUND.has(code)),
  );
}
