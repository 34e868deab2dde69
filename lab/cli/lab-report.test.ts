import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import test from 'node:test';
import { Lab } from '../lab.ts';
import { LabReport } from './lab-report.ts';

test('a change that fails is one line, and the next one is applied', async () => {
  await using lab = new Lab();
  await lab.startController('traefik', ['--entrypoints.web.address=127.0.0.1:0']);
  const stream = new PassThrough({ encoding: 'utf8' });
  const report = new LabReport(lab, stream, true);
  const text = 'apiVersion: v1\nkind: Service\nmetadata: { name: app }\nspec: { ports: [{ port: 80 }] }\n';
  await Promise.all([
    report.reload(() => Promise.reject(new Error('no luck'))),
    report.reload(() => lab.world.replaceFiles([{ file: 'app.yaml', text }])),
  ]);
  const lines = String(stream.read()).trimEnd().split('\n');
  assert.match(lines[0] ?? '', /no luck/);
  assert.equal(lines[1], 'Service default/app created');
});

test('a finding is told once while it lasts, and again when it comes back', async () => {
  await using lab = new Lab();
  await lab.startController('traefik', ['--entrypoints.web.address=127.0.0.1:0']);
  const stream = new PassThrough({ encoding: 'utf8' });
  const report = new LabReport(lab, stream, true);
  const route = (service: string, label: string): string => `
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: lost, labels: { edit: '${label}' } }
spec:
  entryPoints: [web]
  routes: [{ match: PathPrefix(\`/\`), kind: Rule, services: [{ name: ${service}, port: 80 }] }]
`;
  const told = async (text: string): Promise<boolean> => {
    await report.reload(() => lab.world.replaceFiles([{ file: 'route.yaml', text }]));
    return String(stream.read()).includes('nowhere');
  };
  assert.equal(await told(route('nowhere', 'a')), true);
  assert.equal(await told(route('nowhere', 'b')), false);
  assert.equal(await told(''), false);
  assert.equal(await told(route('nowhere', 'c')), true);
});

test('with several controllers a request line names the one that served', async () => {
  await using lab = new Lab();
  await lab.startController('traefik', ['--entrypoints.web.address=127.0.0.1:0']);
  const stream = new PassThrough({ encoding: 'utf8' });
  new LabReport(lab, stream, false).follow();
  const ask = async (controller: string): Promise<string> => {
    const reported = new Promise((resolve) => lab.journal.onEvent(resolve));
    await fetch(`http://127.0.0.1:${lab.controller(controller).addresses.get('web')?.port}/`);
    await reported;
    return String(stream.read());
  };
  assert.match(await ask('traefik'), /^GET 127/);
  await lab.startController('traefik-in', ['--entrypoints.web.address=127.0.0.1:0']);
  assert.match(await ask('traefik'), /^traefik: GET 127/);
  assert.match(await ask('traefik-in'), /^traefik-in: GET 127/);
});

test('a proxy that reads its own files again says what came of it', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-report-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'dynamic.yml');
  const write = (path: string) =>
    writeFile(
      file,
      `http: { routers: { a: { rule: Path(\`${path}\`), service: ping@internal, entryPoints: [web] } } }`,
    );
  await write('/a');
  await using lab = new Lab();
  const proxy = await lab.startController('edge', [
    '--entrypoints.web.address=127.0.0.1:0',
    '--ping.entrypoint=web',
    `--providers.file.filename=${file}`,
  ]);
  const stream = new PassThrough({ encoding: 'utf8' });
  new LabReport(lab, stream, true).followProviders();
  const changed = async (path: string): Promise<string> => {
    const told = new Promise((resolve) => proxy.onReload(resolve));
    await write(path);
    await told;
    return String(stream.read());
  };
  assert.equal(await changed('/b'), 'edge: configuration 2 is in force\n');
  assert.match(await changed(''), /^.*dynamic\.yml:1:\d+: error\[rule-invalid\]/);
});
