import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The files of a repository that wants to use the package, by path. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'uses-ingress-lab', private: true, type: 'module' }),
  'k8s/hello.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: hello }
spec:
  selector: { matchLabels: { app: hello } }
  template:
    metadata: { labels: { app: hello } }
    spec: { containers: [{ name: hello, image: ghcr.io/acme/hello:1.4.2, ports: [{ containerPort: 3000 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: hello }
spec: { selector: { app: hello }, ports: [{ port: 80, targetPort: 3000 }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: hello }
spec:
  entryPoints: [web]
  routes:
    - match: Host(\`hello.test\`) && PathPrefix(\`/api\`)
      kind: Rule
      services: [{ name: hello, port: 80 }]
`,
  'features/mine.feature': `Feature: A repository that uses the package

  Example: Its own steps see what the lab's do
    Given the image "ghcr.io/acme/hello" is played by "traefik/whoami"
    And the manifests "k8s"
    When a client greets hello.test
    Then the greeting is JSON

  Example: The manifests that come with the lab are there
    Given the manifests "canary"
    When a client requests http://wrr.xinn.cc/ 4 times
    Then the answers come from:
      | service | answers |
      | appv1   | 3       |
      | appv2   | 1       |
`,
  'steps/greeting.mjs': `import { expect, Then, When } from 'ingress-lab/steps';

When('a client greets {host}', async function (host) {
  await this.send({ method: 'GET', host, path: '/api' }, 'web', {});
});

Then('the greeting is JSON', function () {
  const type = this.answer.headers['content-type'];
  expect(type === 'application/json', () => \`the greeting is \${type}\`);
});
`,
  'steps/typed.ts': `import { tally } from 'ingress-lab';
import { expect, type Scenario, servers, Then } from 'ingress-lab/steps';

Then('{workload} answered most requests', function (this: Scenario, workload: string) {
  const counts = tally(servers(this));
  const most: number = Math.max(...counts.values());
  expect(counts.get(workload) === most, () => \`not \${workload}\`);
});
`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    },
    include: ['steps'],
  }),
};

/** Writes the repository into an empty folder. */
export async function writeScratchRepository(folder: string): Promise<void> {
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
