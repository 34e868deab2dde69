import type { StaticConfiguration } from '../../../engine/index.ts';
import type { KubernetesClient, WrittenObject } from './kubernetes-client.ts';
import { selectedLabels } from './selected-labels.ts';

/** Namespace of the objects by which the lab follows a proxy that watches all namespaces. */
const SENTINEL_NAMESPACE = 'ingress-lab';

/** What the name of such an object begins with. */
const PREFIX = 'ingress-lab-sentinel-';

const HEADER = 'X-Ingress-Lab-Round';

/** The discard port: nobody is ever sent there. */
const NOWHERE = 9;

/** True for the name of an object by which the lab follows a proxy. */
export function isSentinel(name: string): boolean {
  return name.startsWith(PREFIX);
}

type Services = Readonly<
  Record<string, { readonly serverStatus?: Readonly<Record<string, string>>; readonly loadBalancer?: object }>
>;

/** A part of the configuration in force, as `/api/rawdata` tells it. */
export interface RawData {
  readonly routers?: Readonly<Record<string, { readonly rule?: string }>>;
  readonly middlewares?: Readonly<
    Record<
      string,
      { readonly headers?: { readonly customRequestHeaders?: Readonly<Record<string, string>> } }
    >
  >;
  readonly services?: Services;
  readonly tcpServices?: Services;
}

/**
 * An object that only says which round of asking it is: when Traefik shows the number, it has taken what came before.
 * For each Kubernetes provider there is one, as each reads objects on its own: a Middleware that no router uses, and an
 * Ingress for a host that nobody asks for.
 */
export interface Sentinel {
  write(client: KubernetesClient, round: number): Promise<void>;
  /** Whether the configuration was made of this round or a later one. */
  shows(raw: RawData, round: number): boolean;
}

/** Undefined: the provider's label selector picks nothing, so that there is nothing to follow. */
export function middlewareSentinel(
  id: string,
  { kubernetesCrd: { namespaces, labelSelector } }: StaticConfiguration,
): Sentinel | undefined {
  const labels = selectedLabels(labelSelector);
  if (!labels) return undefined;
  const [namespace = SENTINEL_NAMESPACE] = namespaces;
  const name = `${PREFIX}${id}`;
  return {
    async write(client, round) {
      if (round === 1) await client.write(namespaceObject(namespace));
      await client.write({
        apiVersion: 'traefik.io/v1alpha1',
        kind: 'Middleware',
        plural: 'middlewares',
        namespace,
        name,
        content: {
          metadata: { labels },
          spec: { headers: { customRequestHeaders: { [HEADER]: `${round}` } } },
        },
      });
    },
    shows(raw, round) {
      const headers = raw.middlewares?.[`${namespace}-${name}@kubernetescrd`]?.headers?.customRequestHeaders;
      return Number(headers?.[HEADER] ?? 0) >= round;
    },
  };
}

/** Undefined: there is no such provider, or its label selector picks nothing. */
export function ingressSentinel(
  id: string,
  { kubernetesIngress }: StaticConfiguration,
): Sentinel | undefined {
  const labels = kubernetesIngress && selectedLabels(kubernetesIngress.labelSelector);
  if (!labels) return undefined;
  const [namespace = SENTINEL_NAMESPACE] = kubernetesIngress.namespaces;
  const name = `${PREFIX}${id}`;
  const object = { namespace, name };
  const annotations = { 'kubernetes.io/ingress.class': kubernetesIngress.ingressClass || 'traefik' };
  const host = `${name}.invalid`;
  let begun = false;
  return {
    async write(client, round) {
      // A path is only served if its Service has an endpoint.
      if (!begun) for (const needed of endpointOf(object)) await client.write(needed);
      begun = true;
      const backend = { service: { name, port: { number: NOWHERE } } };
      const paths = [{ path: `/${round}`, pathType: 'Exact', backend }];
      await client.write({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        plural: 'ingresses',
        ...object,
        content: { metadata: { labels, annotations }, spec: { rules: [{ host, http: { paths } }] } },
      });
    },
    shows(raw, round) {
      const rules = Object.values(raw.routers ?? {}).map(({ rule = '' }) => rule);
      const shown = rules.find((rule) => rule.includes(host));
      return Number(/Path\([`"]\/(\d+)[`"]\)/.exec(shown ?? '')?.[1] ?? 0) >= round;
    },
  };
}

/** The configuration without the sentinels, and without the state of servers, which is no configuration. */
export function withoutSentinels(raw: RawData): string {
  return JSON.stringify(raw, (key, value) =>
    key.includes(PREFIX) || key === 'serverStatus' ? undefined : value,
  );
}

function namespaceObject(name: string): WrittenObject {
  return { apiVersion: 'v1', kind: 'Namespace', plural: 'namespaces', name, content: {} };
}

function endpointOf(object: { readonly namespace: string; readonly name: string }): WrittenObject[] {
  const ports = [{ name: 'http', port: NOWHERE, protocol: 'TCP' }];
  return [
    namespaceObject(object.namespace),
    { apiVersion: 'v1', kind: 'Service', plural: 'services', ...object, content: { spec: { ports } } },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      plural: 'endpointslices',
      ...object,
      content: {
        metadata: { labels: { 'kubernetes.io/service-name': object.name } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }],
        ports,
      },
    },
  ];
}
