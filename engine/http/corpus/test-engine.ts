import assert from 'node:assert/strict';
import { Engine } from '../../engine.ts';
import { parseManifests } from '../../resources/load.ts';
import { parseFlags } from '../../static/flags.ts';

/** An engine with one route, for every host and path, to one or several servers on 127.0.0.1. */
export interface EngineUnderTest extends AsyncDisposable {
  readonly port: number;
  readonly engine: Engine;
}

interface Settings {
  /** Flags of the entry point `web`, without `--entrypoints.web.`. */
  readonly flags?: readonly string[];
  /** Lines of `spec` of the ServersTransport, as YAML in one line. */
  readonly serversTransport?: string;
}

/** Starts one. Heads may have 8,192 bytes, and as many more as the engine adds to that. */
export async function startProxy(
  servers: readonly number[],
  settings: Settings = {},
): Promise<EngineUnderTest> {
  const flags = ['address=127.0.0.1:0', 'http.maxheaderbytes=8192', 'transport.lifecycle.gracetimeout=0'];
  const all = [...flags, ...(settings.flags ?? [])].map((flag) => `--entrypoints.web.${flag}`);
  const engine = await Engine.start({ static: parseFlags(all), random: () => 1 - Number.EPSILON });
  const { resources, diagnostics } = parseManifests(
    manifests(servers, settings.serversTransport),
    'proxy.yaml',
  );
  assert.deepEqual([...diagnostics, ...engine.apply({ resources }).diagnostics], []);
  const web = engine.addresses.get('web');
  assert.ok(web);
  return { port: web.port, engine, [Symbol.asyncDispose]: () => engine.close() };
}

function manifests(servers: readonly number[], serversTransport: string | undefined): string {
  const slices = servers.map(
    (port, index) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: app-${index}, namespace: default, labels: { kubernetes.io/service-name: app } }
addressType: IPv4
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]
ports: [{ name: http, port: ${port}, protocol: TCP }]`,
  );
  const transport = `
apiVersion: traefik.io/v1alpha1
kind: ServersTransport
metadata: { name: transport, namespace: default }
spec: ${serversTransport ?? '{}'}`;
  const service = `
apiVersion: v1
kind: Service
metadata: { name: app, namespace: default }
spec: { ports: [{ name: http, port: 80 }] }`;
  const route = `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: app, namespace: default }
spec:
  entryPoints: [web]
  routes:
    - match: PathPrefix(\`/\`)
      kind: Rule
      services: [{ name: app, port: 80, serversTransport: transport }]`;
  return [service, ...slices, transport, route].join('\n---');
}
