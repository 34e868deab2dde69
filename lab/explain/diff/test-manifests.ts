import { type Preview, preview } from '../../preview/preview.ts';

/** What a set of manifests is made of, for tests. */
export interface Written {
  readonly name?: string;
  readonly rule?: string;
  readonly entryPoints?: readonly string[];
  /** As in a route: `[{ name: a, port: 80 }]`. */
  readonly services?: string;
  readonly middlewares?: readonly string[];
  /** As in an IngressRoute: `{ options: { name: mutual } }`. */
  readonly tls?: string;
  /** Further documents. */
  readonly more?: string;
}

function workload(name: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---`;
}

/** Middlewares that routes can name. */
const MIDDLEWARES = `
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: strip }
spec: { stripPrefix: { prefixes: [/api] } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: to-https }
spec: { redirectScheme: { scheme: https, permanent: true } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: office }
spec: { ipAllowList: { sourceRange: [10.0.0.0/8] } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: limit }
spec: { rateLimit: { average: 10 } }
---
apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: role }
spec: { headers: { customRequestHeaders: { X-Role: guest } } }
---`;

/** A preview of a route and the workloads a, b and c. */
export function written({
  name = 'shop',
  rule = 'Host(`shop.test`)',
  entryPoints = ['web'],
  services = '[{ name: a, port: 80 }]',
  middlewares = [],
  tls,
  more = '',
}: Written): Promise<Preview> {
  const text = `${['a', 'b', 'c'].map(workload).join('\n')}
${MIDDLEWARES}
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name} }
spec:
  entryPoints: [${entryPoints.join(', ')}]
  routes:
    - match: ${rule}
      kind: Rule
      middlewares: [${middlewares.map((one) => `{ name: ${one} }`).join(', ')}]
      services: ${services}
${tls === undefined ? '' : `  tls: ${tls}`}
---
${more}`;
  return preview([{ file: 'shop.yaml', text }]);
}

/** TLS options that ask clients for a certificate. */
export const MUTUAL = `
apiVersion: traefik.io/v1alpha1
kind: TLSOption
metadata: { name: mutual }
spec: { minVersion: VersionTLS13, clientAuth: { clientAuthType: RequireAnyClientCert } }
`;

/** A TCP route. */
export function tcp(service: string, tls = ''): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: IngressRouteTCP
metadata: { name: db }
spec:
  entryPoints: [db]
  routes: [{ match: HostSNI(\`${tls === '' ? '*' : 'db.test'}\`), services: [{ name: ${service}, port: 80 }] }]
  ${tls}
`;
}

/** A UDP route. */
export function udp(service: string): string {
  return `
apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { name: dns }
spec: { entryPoints: [dns], routes: [{ services: [{ name: ${service}, port: 80 }] }] }
`;
}

/** Two services and their weights. */
export const canary = (a: number, b: number): string =>
  `[{ name: a, port: 80, weight: ${a} }, { name: b, port: 80, weight: ${b} }]`;

/** A route behind another one. @param guard middlewares of the outer one */
export const layers = (guard: string): string => `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: outer }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`outer.test\`), kind: Rule, middlewares: [${guard}] }]
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: inner }
spec:
  parentRefs: [{ name: outer }]
  routes: [{ match: PathPrefix(\`/in\`), kind: Rule, services: [{ name: a, port: 80 }] }]
`;
