import type { KubeObject } from '../objects/object.ts';
import { ageOf, formatLabels, formatSelector, NONE, nameOf, orNone, shortened } from './cells.ts';
import { at, listAt, mapAt, numberAt, textAt } from './fields.ts';
import { type Printer, printer } from './printer.ts';

/** What kubectl prints where a slice has none. */
const UNSET = '<unset>';

export const NETWORK_PRINTERS: Readonly<Record<string, Printer>> = {
  services: printer(
    {
      Name: nameOf,
      Type: (service) => textAt(service, 'spec', 'type') || 'ClusterIP',
      'Cluster-IP': clusterAddress,
      'External-IP': externalAddress,
      'Port(s)': (service) => orNone(listAt(service, 'spec', 'ports').map(formatServicePort).join(',')),
      Age: ageOf,
    },
    { Selector: (service) => formatLabels(mapAt(service, 'spec', 'selector')) },
  ),
  endpoints: printer({ Name: nameOf, Endpoints: formatEndpoints, Age: ageOf }),
  'endpointslices.discovery.k8s.io': printer({
    Name: nameOf,
    AddressType: (slice) => textAt(slice, 'addressType'),
    Ports: (slice) =>
      shortened(
        listAt(slice, 'ports').map((port) => textAt(port, 'port') || textAt(port, 'name') || '*'),
        UNSET,
      ),
    Endpoints: (slice) =>
      shortened(
        listAt(slice, 'endpoints').flatMap((endpoint) => listAt(endpoint, 'addresses').map(String)),
        UNSET,
      ),
    Age: ageOf,
  }),
  'ingresses.networking.k8s.io': printer({
    Name: nameOf,
    Class: (ingress) =>
      orNone(
        textAt(ingress, 'spec', 'ingressClassName') ||
          (ingress.metadata.annotations?.['kubernetes.io/ingress.class'] ?? ''),
      ),
    Hosts: formatHosts,
    Address: loadBalancerAddresses,
    Ports: (ingress) => (listAt(ingress, 'spec', 'tls').length > 0 ? '80, 443' : '80'),
    Age: ageOf,
  }),
  'ingressclasses.networking.k8s.io': printer({
    Name: nameOf,
    Controller: (ingressClass) => textAt(ingressClass, 'spec', 'controller'),
    Parameters: classParameters,
    Age: ageOf,
  }),
  'networkpolicies.networking.k8s.io': printer({
    Name: nameOf,
    'Pod-Selector': (policy) => formatSelector(at(policy, 'spec', 'podSelector')),
    Age: ageOf,
  }),
};

function clusterAddress(service: KubeObject): string {
  return orNone(`${listAt(service, 'spec', 'clusterIPs')[0] ?? ''}` || textAt(service, 'spec', 'clusterIP'));
}

function externalAddress(service: KubeObject): string {
  const type = textAt(service, 'spec', 'type') || 'ClusterIP';
  if (type === 'ExternalName') return textAt(service, 'spec', 'externalName');
  const external = listAt(service, 'spec', 'externalIPs').map(String);
  if (type !== 'LoadBalancer') return orNone(external.join(','));
  const balancer = loadBalancerAddresses(service);
  return [...(balancer === '' ? [] : [balancer]), ...external].join(',') || '<pending>';
}

function loadBalancerAddresses(object: KubeObject): string {
  const addresses = listAt(object, 'status', 'loadBalancer', 'ingress').map(
    (ingress) => textAt(ingress, 'ip') || textAt(ingress, 'hostname'),
  );
  return [...new Set(addresses.filter((address) => address !== ''))].sort().join(',');
}

function formatServicePort(port: unknown): string {
  const nodePort = numberAt(port, 'nodePort');
  const protocol = textAt(port, 'protocol') || 'TCP';
  return `${textAt(port, 'port')}${nodePort > 0 ? `:${nodePort}` : ''}/${protocol}`;
}

/** Every address with every port; addresses alone where a subset has no ports. */
function formatEndpoints(endpoints: KubeObject): string {
  const addresses = listAt(endpoints, 'subsets').flatMap((subset) => {
    const hosts = listAt(subset, 'addresses').map((address) => textAt(address, 'ip'));
    const ports = listAt(subset, 'ports').map((port) => textAt(port, 'port'));
    if (ports.length === 0) return hosts;
    return ports.flatMap((port) =>
      hosts.map((host) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
    );
  });
  return shortened(addresses, NONE);
}

/** The number behind `more` counts rules, with and without a host, as kubectl has it. */
function formatHosts(ingress: KubeObject): string {
  const rules = listAt(ingress, 'spec', 'rules');
  const hosts: string[] = [];
  for (const rule of rules) {
    const host = textAt(rule, 'host');
    if (hosts.length === 3) return `${hosts.join(',')} + ${rules.length - 3} more...`;
    if (host !== '') hosts.push(host);
  }
  return hosts.length === 0 ? '*' : hosts.join(',');
}

function classParameters(ingressClass: KubeObject): string {
  const parameters = at(ingressClass, 'spec', 'parameters');
  if (parameters === undefined) return NONE;
  const group = textAt(parameters, 'apiGroup');
  return `${textAt(parameters, 'kind')}${group === '' ? '' : `.${group}`}/${textAt(parameters, 'name')}`;
}
