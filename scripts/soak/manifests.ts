/** Ports of the servers: those that are always there, and those that come and go. */
export interface SoakPorts {
  readonly stable: readonly number[];
  readonly mortal: readonly number[];
}

/** The configuration with this number: other weights each time, a route that comes and goes, a header that tells the number. */
export function soakManifests({ stable, mortal }: SoakPorts, generation: number): string {
  const documents = [
    ...stable.map((port, index) => server(`stable-${index}`, port)),
    ...mortal.map((port, index) => server(`mortal-${index}`, port)),
    balancer('stable', stable.length, generation),
    balancer('mortal', mortal.length, generation),
    `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: generation, namespace: default }
spec: { headers: { customRequestHeaders: { X-Generation: "${generation}" } } }`,
    route('stable', 'Host(`stable.soak`)', 'stable', generation % 2 === 0),
    route('mortal', 'Host(`mortal.soak`)', 'mortal', true),
  ];
  if (generation % 3 === 0) documents.push(route('extra', 'Host(`extra.soak`)', 'stable', false));
  return documents.join('\n---\n');
}

function server(name: string, port: number): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec: { ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: default, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: http, port: ${port}, protocol: TCP }]`;
}

function balancer(name: string, count: number, generation: number): string {
  const services = Array.from(
    { length: count },
    (_, index) => `{ name: ${name}-${index}, port: 80, weight: ${1 + ((generation * (index + 3)) % 7)} }`,
  );
  return `apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: ${name}, namespace: default }
spec: { weighted: { services: [${services.join(', ')}] } }`;
}

/** Routes with and without middlewares may be served in different ways. */
function route(name: string, match: string, service: string, counted: boolean): string {
  return `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name}, namespace: default }
spec:
  entryPoints: [web]
  routes:
    - match: ${match}
      kind: Rule
      ${counted ? 'middlewares: [{ name: generation }]' : ''}
      services: [{ name: ${service}, kind: TraefikService }]`;
}
