/**
 * Packs the project as it would be published, installs the package into an empty project, and runs that project's own
 * scenario with `npx ingress-lab test`: what works here from the sources must work there from `dist`.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const FEATURE = `Feature: A repository that uses the package
  Background:
    Given the manifests "deploy"

  Example: Its own manifests are routed
    When a client requests http://hello.test/api
    Then the answer is 200
    And the greeting is mine

  Example: So are the ones that come with the lab
    Given the manifests "canary"
    When a client requests http://wrr.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 3       |
      | appv2   | 1       |
`;

const STEPS = `import { Then } from '@cucumber/cucumber';
import { tally } from 'ingress-lab';

Then('the greeting is mine', function () {
  if (tally(['mine']).get('mine') !== 1 || this.answer.headers['content-type'] !== 'application/json') throw new Error('it is not');
});
`;

const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: { name: hello }
spec:
  selector: { matchLabels: { app: hello } }
  template:
    metadata: { labels: { app: hello } }
    spec: { containers: [{ name: hello, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: hello }
spec: { selector: { app: hello }, ports: [{ port: 80 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: hello }
spec:
  entryPoints: [web]
  routes:
    - { match: Host(\`hello.test\`), kind: Rule, services: [{ name: hello, port: 80 }] }
`;

const project = await mkdtemp(join(tmpdir(), 'ingress-lab-package-'));
try {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project]);
  const [filename] = /ingress-lab-[\w.-]+\.tgz/.exec(stdout) ?? [];
  if (filename === undefined) throw new Error(`npm pack named no file:\n${stdout}`);
  await mkdir(join(project, 'features'));
  await mkdir(join(project, 'steps'));
  await mkdir(join(project, 'deploy'));
  await writeFile(join(project, 'features', 'mine.feature'), FEATURE);
  await writeFile(join(project, 'steps', 'mine.mjs'), STEPS);
  await writeFile(join(project, 'deploy', 'hello.yaml'), MANIFEST);
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'uses-ingress-lab', private: true }));
  await run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--omit=dev', `./${filename}`, '@cucumber/cucumber@13.3.0'],
    { cwd: project },
  );
  const tested = await run('npx', ['--no-install', 'ingress-lab', 'test'], { cwd: project });
  process.stdout.write(tested.stdout);
} finally {
  await rm(project, { recursive: true, force: true });
}
