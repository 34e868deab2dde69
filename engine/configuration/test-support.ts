import assert from 'node:assert/strict';
import { admission } from '../providers/admission.ts';
import type { Diagnostic, ResourceReference } from '../resources/diagnostic.ts';
import { parseManifests } from '../resources/load.ts';
import { parseFlags } from '../static/flags.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import { compile } from './compile.ts';
import type { Configuration, Element } from './model.ts';

/** Entry points `web`, `websecure`, `mongo` and `dns` (UDP). */
export const FLAGS: readonly string[] = [
  '--entrypoints.web.address=127.0.0.1:0',
  '--entrypoints.websecure.address=127.0.0.1:0',
  '--entrypoints.mongo.address=127.0.0.1:0',
  '--entrypoints.dns.address=127.0.0.1:0/udp',
];

interface Settings {
  /** Beside FLAGS. */
  readonly flags?: readonly string[];
  readonly rejected?: readonly ResourceReference[];
  readonly internalServices?: readonly string[];
}

interface Compiled {
  readonly options: StaticConfiguration;
  readonly configuration: Configuration;
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles manifests, which must be valid, as an engine with these flags does. */
export function compileText(text: string, settings: Settings = {}): Compiled {
  const options = parseFlags([...FLAGS, ...(settings.flags ?? [])]);
  const { resources, diagnostics } = parseManifests(text, 'test.yaml');
  assert.deepEqual(diagnostics.map(spot), []);
  const compiled = compile({
    resources: resources.filter(admission(options)),
    rejected: settings.rejected ?? [],
    options,
    internalServices: settings.internalServices ?? [],
  });
  return { options, ...compiled };
}

/** A finding as `code: text that it points at`, up to the end of the value. */
export function spot({ code, position }: Diagnostic): string {
  const rest = position?.lineText.slice(position.column - 1) ?? '';
  const target = /^(?:\{[^{}]*\}?|"[^"]*"|[^,}\]]*[)`]|[^,}\] ]+|.*)/.exec(rest)?.[0] ?? '';
  return `${code}: ${target.trim()}`;
}

/** Elements by `key`, each with its status and what is wrong with it. */
export function statuses<E extends Element>(
  elements: ReadonlyMap<string, E>,
  key: (element: E) => string = ({ name }) => name,
): Record<string, string> {
  return Object.fromEntries(
    [...elements.values()].map((element) => {
      const { status, errors } = element;
      return [key(element), [status, ...errors].join(': ')];
    }),
  );
}

/** Manifests joined into one text. */
export function manifests(...documents: readonly string[]): string {
  return documents.map((document) => document.trim()).join('\n---\n');
}

/** An object of Traefik in namespace `shop`; `spec` is YAML. */
export function object(kind: string, name: string, spec: string, metadata = ''): string {
  const [own, meta] = metadata.includes('namespace:') ? ['', metadata] : ['namespace: shop, ', metadata];
  return `apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { ${own}name: ${name}${meta === '' ? '' : `, ${meta}`} }
spec:
${indent(spec)}`;
}

/** An IngressRoute on `web` whose one route, or more, is YAML in flow style. */
export function ingressRoute(name: string, ...routes: readonly string[]): string {
  return object(
    'IngressRoute',
    name,
    `entryPoints: [web]\nroutes:\n${routes.map((route) => `  - ${route}`).join('\n')}`,
  );
}

/** A Service of port 80 named `http`, and one pod behind it. */
export function app(name: string, namespace = 'shop', addresses = '10.0.0.1'): string {
  return manifests(
    `apiVersion: v1
kind: Service
metadata: { namespace: ${namespace}, name: ${name} }
spec: { ports: [{ name: http, port: 80, targetPort: 8080 }] }`,
    slice(name, `addresses: [${addresses}], conditions: { ready: true }`, { namespace }),
  );
}

/** An EndpointSlice with one endpoint, whose pods listen on 8080 behind the port named `http`. */
export function slice(
  service: string,
  endpoint: string,
  { namespace = 'shop', name = `${service}-1`, ports = '{ name: http, port: 8080 }' } = {},
): string {
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: ${namespace}, name: ${name}, labels: { kubernetes.io/service-name: ${service} } }
addressType: IPv4
ports: [${ports}]
endpoints: [{ ${endpoint} }]`;
}

function indent(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** One reference to one Service: its servers, or the finding and its message. */
export interface ServiceCase {
  readonly title: string;
  /** The Service's spec. */
  readonly service: string;
  /** Fields of the reference, beside the name. */
  readonly reference: string;
  readonly slices?: readonly string[];
  readonly flags?: readonly string[];
  readonly expected: readonly string[];
}

/** What became of the Service `app` behind a route of one protocol. */
export function resolve(
  { service, reference, slices = [], flags = [] }: ServiceCase,
  protocol: 'http' | 'tcp' | 'udp',
): string[] {
  const services = `services: [{ name: app, ${reference} }]`;
  const routes = {
    http: ingressRoute('site', `{ match: Path(\`/\`), ${services} }`),
    tcp: object(
      'IngressRouteTCP',
      'site',
      `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), ${services} }]`,
    ),
    udp: object('IngressRouteUDP', 'site', `entryPoints: [dns]\nroutes: [{ ${services} }]`),
  };
  const app = `apiVersion: v1\nkind: Service\nmetadata: { namespace: shop, name: app }\nspec:\n${indent(service)}`;
  const { configuration, diagnostics } = compileText(manifests(app, ...slices, routes[protocol]), { flags });
  const found = diagnostics.flatMap((diagnostic) => [spot(diagnostic), diagnostic.message]);
  if (protocol === 'http') assert.equal(configuration.http.routers.size, found.length === 0 ? 1 : 0);
  for (const service of configuration[protocol].services.values()) {
    if (service.kind !== 'loadBalancer') continue;
    for (const server of service.servers) {
      const address = 'url' in server ? server.url : `${server.host}:${server.port}`;
      const fenced = 'fenced' in server && server.fenced ? 'fenced' : '';
      found.push([address, server.pod ?? '', fenced].filter((part) => part !== '').join(' '));
    }
  }
  return found;
}
