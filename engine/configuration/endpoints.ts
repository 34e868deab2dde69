import type { FieldPath } from '../resources/origin.ts';
import type { Resource, ResourceOf } from '../resources/resource.ts';
import { CompileError } from './compile-error.ts';
import type { CompileContext } from './context.ts';

/** A reference to a Kubernetes Service, as routes and TraefikServices write it. */
export interface ServiceReference {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly port?: number | string | undefined;
}

/** A Service's port and the addresses behind it. */
export interface ResolvedService {
  readonly service: ResourceOf<'Service'>;
  readonly namespace: string;
  readonly port: { readonly name: string; readonly number: number };
  readonly addresses: readonly { readonly host: string; readonly port: number; readonly pod?: string }[];
}

type Protocol = 'http' | 'stream';

/**
 * From a Service to its servers, as Traefik's provider does it with EndpointSlices
 * (Traefik: `pkg/provider/kubernetes/crd`, loadServers).
 *
 * @throws CompileError if the Service, its port or its endpoints are missing.
 */
export function resolveService(
  context: CompileContext,
  referrer: Resource,
  reference: ServiceReference,
  path: FieldPath,
  protocol: Protocol,
): ResolvedService {
  const namespace = context.namespaceFor(reference, referrer, path);
  const service = context.find('Service', namespace, reference.name);
  if (!service) {
    throw new CompileError(
      'service-not-found',
      [...path, 'name'],
      `kubernetes service not found: ${namespace}/${reference.name}`,
      `add a Service "${reference.name}" in namespace "${namespace}", or correct the name`,
      context.wasRejected({ kind: 'Service', namespace, name: reference.name }),
    );
  }
  const port = findPort(service, namespace, reference, path);
  if (service.spec.type === 'ExternalName') {
    if (!context.provider.allowExternalNameServices) {
      throw new CompileError(
        'external-name-not-allowed',
        [...path, 'name'],
        `externalName services not allowed: ${namespace}/${reference.name}`,
        'start with --providers.kubernetescrd.allowexternalnameservices=true',
      );
    }
    const host = service.spec.externalName ?? '';
    return { service, namespace, port, addresses: [{ host, port: port.number }] };
  }
  const addresses = endpointAddresses(context, namespace, reference.name, port.name, protocol);
  if (addresses.length === 0 && !context.provider.allowEmptyServices) {
    throw new CompileError(
      'service-without-endpoints',
      [...path, 'name'],
      `no servers found for ${namespace}/${reference.name}`,
      'let its selector match the labels of a running pod, or start with --providers.kubernetescrd.allowemptyservices=true to answer 503 instead of 404',
    );
  }
  return { service, namespace, port, addresses };
}

function findPort(
  service: ResourceOf<'Service'>,
  namespace: string,
  reference: ServiceReference,
  path: FieldPath,
): { readonly name: string; readonly number: number } {
  const wanted = reference.port;
  const ports = service.spec.ports ?? [];
  if (wanted === undefined || wanted === 0 || wanted === '') {
    throw new CompileError(
      'service-port-missing',
      path,
      'ingressRoute service port not defined',
      writtenPorts(),
    );
  }
  // A number is a Service port, a string the name of one: the string "80" is a name.
  const found = ports.find((port) =>
    typeof wanted === 'number' ? port.port === wanted : port.name === wanted,
  );
  if (found) return { name: found.name ?? '', number: found.port };
  if (service.spec.type === 'ExternalName' && typeof wanted === 'number') return { name: '', number: wanted };
  throw new CompileError(
    'service-port-not-found',
    [...path, 'port'],
    `service port not found: ${wanted} in ${namespace}/${reference.name}`,
    writtenPorts(),
  );

  function writtenPorts(): string {
    const names = ports.map((port) =>
      port.name === undefined ? `${port.port}` : `${port.port} (${port.name})`,
    );
    return `the Service has ${names.length === 0 ? 'no ports' : `the ports ${names.join(', ')}`}`;
  }
}

function endpointAddresses(
  context: CompileContext,
  namespace: string,
  name: string,
  portName: string,
  protocol: Protocol,
): ResolvedService['addresses'] {
  const addresses = new Map<string, { host: string; port: number; pod?: string }>();
  for (const slice of context.endpointSlices(namespace, name)) {
    const port = slice.ports.find((candidate) => (candidate.name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const endpoint of slice.endpoints) {
      // HTTP takes endpoints that serve (unset counts as true); TCP and UDP want `ready` said explicitly.
      const usable =
        protocol === 'http' ? endpoint.conditions?.serving !== false : endpoint.conditions?.ready === true;
      if (!usable) continue;
      const pod = endpoint.targetRef?.kind === 'Pod' ? endpoint.targetRef.name : undefined;
      for (const host of endpoint.addresses) {
        const key = `${host} ${port}`;
        if (!addresses.has(key)) addresses.set(key, { host, port, ...(pod === undefined ? {} : { pod }) });
      }
    }
  }
  return [...addresses.values()];
}
