import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { traefikDefinitions } from '../schema/traefik-definitions.ts';
import { type KubectlServer, missingKubectl, startKubectlServer } from './test-kubectl.ts';
import { objectOf, typeNamed } from './test-server.ts';

const APPLICATION = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: whoami, labels: { app: whoami } }
spec:
  replicas: 2
  selector: { matchLabels: { app: whoami } }
  template:
    metadata: { labels: { app: whoami } }
    spec: { containers: [{ name: whoami, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: whoami, labels: { app: whoami } }
spec: { selector: { app: whoami }, clusterIP: 10.96.0.10, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: whoami }
spec: { routes: [{ match: PathPrefix(\`/\`), kind: Rule, services: [{ name: whoami, port: 80 }] }] }
`;

/** Runs kubectl and expects it to succeed; answers what it printed. */
async function must(server: KubectlServer, args: string, input?: string): Promise<string> {
  const { code, out, err } = await server.run(args, input);
  assert.equal(code, 0, `kubectl ${args}: ${err}${out}`);
  return out;
}

async function withApplication(): Promise<KubectlServer> {
  const server = await startKubectlServer();
  const definitions = typeNamed(server.registry, 'customresourcedefinitions');
  for (const definition of traefikDefinitions()) server.api.create(definitions, '', definition, {});
  await must(server, 'apply -f -', APPLICATION);
  return server;
}

describe('the real kubectl', { skip: missingKubectl }, () => {
  test('applies: created, unchanged, configured; on the client and on the server', async () => {
    await using server = await withApplication();
    const outcomes = (out: string): string[] =>
      out
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[1] ?? '');
    assert.deepEqual(outcomes(await must(server, 'apply -f -', APPLICATION)), [
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
    const more = APPLICATION.replace('replicas: 2', 'replicas: 3');
    assert.deepEqual(outcomes(await must(server, 'apply -f -', more)), [
      'configured',
      'unchanged',
      'unchanged',
    ]);
    assert.match(
      await must(server, 'apply --server-side --force-conflicts -f -', more),
      /deployment.apps\/whoami serverside-applied/,
    );
    const twice = await server.run('create -f -', APPLICATION);
    assert.equal(twice.code, 1);
    assert.match(twice.err, /services "whoami" already exists/);
  });

  test('is told what is wrong in its own words', async () => {
    await using server = await withApplication();
    const bad = await server.run('apply -f -', APPLICATION.replace('kind: Rule', 'kind: Rul'));
    assert.equal(bad.code, 1);
    assert.match(
      bad.err,
      /The IngressRoute "whoami" is invalid: spec.routes\[0\].kind: Unsupported value: "Rul"/,
    );
    const unknown = await server.run('apply -f -', APPLICATION.replace('replicas:', 'replica:'));
    assert.match(unknown.err, /unknown field "spec.replica"/);
    assert.match((await server.run('get svc none')).err, /services "none" not found/);
    assert.match((await server.run('get none')).err, /the server doesn't have a resource type "none"/);
  });

  test('gets in all its forms', async () => {
    await using server = await withApplication();
    assert.match(
      await must(server, 'get svc'),
      /^NAME +TYPE +CLUSTER-IP +EXTERNAL-IP +PORT\(S\) +AGE\nwhoami +ClusterIP +10\.96\.0\.10 +<none> +80\/TCP +\d+s\n$/,
    );
    assert.match(
      await must(server, 'get deploy -o wide'),
      /CONTAINERS +IMAGES +SELECTOR\nwhoami +0\/2 .*traefik\/whoami +app=whoami/,
    );
    assert.match(
      await must(server, 'get deploy,svc,ingressroutes -A --show-labels'),
      /default +service\/whoami .* app=whoami/,
    );
    assert.equal(await must(server, 'get svc -l app=none -o name'), '');
    assert.equal(await must(server, 'get svc whoami -o jsonpath={.spec.ports[0].port}'), '80');
    assert.equal(JSON.parse(await must(server, 'get svc whoami -o json')).kind, 'Service');
    assert.match(await must(server, 'get svc whoami -o yaml'), /^apiVersion: v1\nkind: Service\n/m);
    const names = (await must(server, 'get ns --chunk-size=1 -o name')).trim().split('\n');
    assert.deepEqual(names.sort(), ['namespace/a', 'namespace/default']);
    assert.match(await must(server, 'describe svc whoami'), /^Selector: +app=whoami$/m);
    assert.match(await must(server, 'describe deploy whoami'), /^Replicas: +2 desired/m);
  });

  test('watches', async () => {
    await using server = await withApplication();
    const services = typeNamed(server.registry, 'services');
    const put = (): void => {
      server.store.put(services, objectOf(services, 'default', 'second', { spec: { type: 'ClusterIP' } }));
      server.store.delete(services, 'default', 'second');
    };
    const watched = await server.runUntil('get svc -w --output-watch-events', /DELETED +second/, put);
    assert.match(watched, /EVENT +NAME.*\nADDED +whoami .*\nADDED +second .*\nDELETED +second/);
    const only = await server.runUntil('get svc --watch-only', /second/, put);
    assert.doesNotMatch(only, /whoami/);
    assert.match(
      await must(server, 'wait --for=jsonpath={.spec.replicas}=2 deploy/whoami --timeout=10s'),
      /condition met/,
    );
  });

  test('learns what there is and what it means', async () => {
    await using server = await withApplication();
    const kinds = await must(server, 'api-resources');
    assert.match(kinds, /^deployments +deploy +apps\/v1 +true +Deployment$/m);
    assert.match(kinds, /^ingressroutes +traefik\.io\/v1alpha1 +true +IngressRoute$/m);
    assert.match(await must(server, 'explain service.spec.type'), /FIELD: type/);
    assert.match(await must(server, 'explain ingressroute.spec.routes'), /match\s+<string>/);
    assert.match(await must(server, 'cluster-info'), /is running at/);
    assert.equal(await must(server, 'auth can-i delete pods'), 'yes\n');
    assert.match(await must(server, 'auth whoami'), /kubernetes-admin/);
    assert.equal(await must(server, 'get --raw /readyz'), 'ok');
  });

  test('writes in all its ways', async () => {
    await using server = await withApplication();
    for (const args of [
      'create secret generic s --from-literal=a=b',
      'create configmap c --from-literal=a=b',
      'create namespace n',
      'create deployment d --image=nginx',
      'label svc whoami x=y',
      'annotate svc whoami x=y',
      'scale deploy whoami --replicas=4',
      'patch svc whoami -p {"spec":{"ports":[{"port":80,"name":"http"}]}}',
      'patch svc whoami --type=merge -p {"metadata":{"labels":{"q":"z"}}}',
      'patch svc whoami --type=json -p [{"op":"remove","path":"/metadata/labels/q"}]',
      'set image deploy/d nginx=nginx:2',
    ]) {
      await must(server, args);
    }
    assert.equal(await must(server, 'get deploy whoami -o jsonpath={.spec.replicas}'), '4');
    assert.equal(await must(server, 'get secret s -o jsonpath={.data.a}'), 'Yg==');
    assert.equal(await must(server, 'get svc whoami -o jsonpath={.spec.ports[*].name}'), 'http');
    assert.equal((await server.run('diff -f -', APPLICATION)).code, 1);
    await must(server, 'delete -f -', APPLICATION);
    assert.match((await server.run('get deploy,svc,ingressroutes')).out, /^deployment.apps\/d|^NAME +READY/);
    await must(server, 'delete secret,cm --all');
    assert.equal(await must(server, 'get secret,cm -o name'), '');
  });

  test('shows logs', async () => {
    const line = { at: new Date(), text: 'started' };
    const log = { lines: [line, { ...line, text: 'ready' }], subscribe: () => () => undefined };
    await using server = await startKubectlServer({ podLogs: () => log });
    const pods = typeNamed(server.registry, 'pods');
    server.store.put(pods, objectOf(pods, 'default', 'web', { spec: { containers: [{ name: 'web' }] } }));
    assert.equal(await must(server, 'logs web'), 'started\nready\n');
    assert.equal(await must(server, 'logs web --tail=1'), 'ready\n');
    assert.match(await must(server, 'logs web --timestamps'), /^\d{4}-\S+Z started\n/);
    assert.match((await server.run('logs web -c other')).err, /container other is not valid for pod web/);
    assert.match(
      (await server.run('logs web --previous')).err,
      /previous terminated container "web" in pod "web" not found/,
    );
  });
});
