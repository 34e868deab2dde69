/** The engine as a process of its own: `engine-process.ts BACKEND_PORT`. */
import { Engine, formatDiagnostic, parseFlags, parseManifests } from '../engine/index.ts';
import { reportPort } from './report-port.ts';

const [backendPort = ''] = process.argv.slice(2);
const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: { name: backend, namespace: bench }
spec:
  ports: [{ name: http, port: 80 }]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: backend-1
  namespace: bench
  labels: { kubernetes.io/service-name: backend }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: http, port: ${backendPort}, protocol: TCP }]
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: bench, namespace: bench }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`bench.local\`)
      kind: Rule
      services: [{ name: backend, port: 80 }]
`;

const engine = await Engine.start({ static: parseFlags(['--entrypoints.web.address=127.0.0.1:0/tcp']) });
const { resources, diagnostics } = parseManifests(MANIFESTS, 'bench.yaml');
const findings = [...diagnostics, ...engine.apply({ resources }).diagnostics];
if (findings.length > 0) throw new Error(findings.map(formatDiagnostic).join('\n'));
const web = engine.addresses.get('web');
if (!web) throw new Error('the entry point web is not open');
reportPort(web.port);
