import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { Registry } from '../objects/registry.ts';
import { typesOfDefinition } from '../schema/definition-types.ts';
import { traefikDefinitions } from '../schema/traefik-definitions.ts';
import { kubeconfig } from './kubeconfig.ts';
import { CERTIFICATES, startTestServer, type TestServer, TOKEN } from './test-server.ts';

/** Milliseconds that one call of kubectl may take. */
const PATIENCE_MS = 30_000;

const run = promisify(execFile);
const kubectl = process.env['INGRESS_LAB_KUBECTL'] ?? 'kubectl';
const skip = await run(kubectl, ['version', '--client'], { timeout: PATIENCE_MS }).then(
  () => false,
  () => `kubectl cannot be run as "${kubectl}": put it on the PATH or set INGRESS_LAB_KUBECTL to its path`,
);

describe('the real kubectl explains', { skip }, () => {
  let served: TestServer;
  let home = '';

  before(async () => {
    const registry = new Registry();
    for (const definition of traefikDefinitions())
      registry.define(definition.metadata.name, typesOfDefinition(definition));
    served = await startTestServer({ registry });
    home = await mkdtemp(join(tmpdir(), 'ingress-lab-explain-'));
    const { url } = served.server;
    await writeFile(join(home, 'config'), kubeconfig({ url, certificates: CERTIFICATES, token: TOKEN }));
  });

  after(async () => {
    await served[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  });

  const rows: readonly [what: readonly string[], ...expected: string[]][] = [
    [['deployment'], 'KIND: Deployment', 'spec <DeploymentSpec> How it is wanted.'],
    [['deployment.spec.template'], 'FIELD: template <PodTemplateSpec>', 'spec <PodSpec>'],
    [['svc.spec.ports'], 'FIELD: ports <[]ServicePort>', 'port <integer> -required- Its number.'],
    [['pod.spec.containers.resources.limits'], 'FIELD: limits <map[string]Quantity>'],
    [
      ['ingressroute.spec.routes', '--recursive'],
      'GROUP: traefik.io',
      'FIELD: routes <[]Object>',
      'match <string> -required- middlewares <[]Object> name <string> -required- namespace <string>',
    ],
    [['middleware.spec.errors.statusRewrites'], 'FIELD: statusRewrites <map[string]integer>'],
    [
      ['tlsoption', '--api-version=traefik.containo.us/v1alpha1'],
      'GROUP: traefik.containo.us',
      'spec <Object> -required-',
    ],
    [['crd.spec.versions.schema.openAPIV3Schema', '--recursive'], 'allOf <[]JSONSchemaProps>'],
  ];
  for (const [what, ...expected] of rows) {
    test(what.join(' '), async () => {
      const env = { ...process.env, HOME: home, KUBECONFIG: join(home, 'config') };
      const { stdout } = await run(kubectl, ['explain', ...what], { env, timeout: PATIENCE_MS });
      const told = stdout.replaceAll(/\s+/g, ' ');
      for (const part of expected) assert.ok(told.includes(part), `no "${part}" in\n${stdout}`);
    });
  }
});
