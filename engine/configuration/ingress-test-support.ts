import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { app, compileText, manifests, spot } from './test-support.ts';

const PREFIX = 'traefik.ingress.kubernetes.io';

/** Annotations in flow style: `router.` and `service.` of Traefik by their short names, others as they are. */
export function annotationsText(annotations: Readonly<Record<string, string>>): string {
  const written = Object.entries(annotations).map(([name, value]) => {
    const key = /^(?:router|service)\./.test(name) ? `${PREFIX}/${name}` : name;
    return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  });
  return `{ ${written.join(', ')} }`;
}

/** A core Ingress of namespace `shop`; `spec` is YAML in flow style. */
export function ingress(
  spec: string,
  annotations: Readonly<Record<string, string>> = {},
  name = 'site',
): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { namespace: shop, name: ${name}, annotations: ${annotationsText(annotations)} }
spec: { ${spec} }`;
}

/** A backend of an Ingress, in flow style. */
export function backend(service = 'app', port = 'number: 80'): string {
  return `{ service: { name: ${service}, port: { ${port} } } }`;
}

export function path(value: string, type = 'Prefix', to = backend()): string {
  return `{ path: ${value}, pathType: ${type}, backend: ${to} }`;
}

/** Rules of an Ingress: paths of the host a.test. */
export function rules(...paths: readonly string[]): string {
  return `rules: [{ host: a.test, http: { paths: [${paths.join(', ')}] } }]`;
}

/** One set of manifests, beside a Service `app`, and what it compiles to. */
export interface IngressCase {
  readonly title: string;
  readonly text: string;
  readonly flags?: readonly string[];
  /** Names of the routers, without provider, with their rules. */
  readonly routers?: Readonly<Record<string, string>>;
  /** How the findings begin. */
  readonly found?: readonly string[];
  /** The one router is there, but not in force. */
  readonly disabled?: boolean;
}

export function testCases(group: string, cases: readonly IngressCase[]): void {
  describe(group, () => {
    for (const one of cases) test(one.title, () => check(one));
  });
}

function check({ text, flags = [], routers, found = [], disabled = false }: IngressCase): void {
  const { configuration, diagnostics } = compileText(manifests(app('app'), text), { flags });
  const findings = diagnostics.map(spot);
  assert.deepEqual(
    findings.map((finding, index) => finding.slice(0, found[index]?.length)),
    found,
  );
  const all = [...configuration.http.routers.values()];
  assert.deepEqual(
    all.map(({ status }) => status),
    all.map(() => (disabled ? 'disabled' : 'enabled')),
  );
  if (disabled) assert.equal(all.length, 1);
  if (!routers) return;
  const written = all.map(({ name, rule }) => [name.replace(/@kubernetes$/, ''), rule]);
  assert.deepEqual(Object.fromEntries(written), routers);
}
