/**
 * Writes the manifests of docs/walkthroughs/theft.md: `node scripts/walkthroughs/theft.ts FOLDER`. Sixty teams with fifty
 * routes each, of which one takes requests that are another's.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TEAMS = 60;
const ROUTES_OF_A_TEAM = 50;

/** The team whose requests are stolen, and the one that steals them. */
const VICTIM = 17;
const THIEF = 42;

/** The shops that the thief's campaign is shown on; the fourth is not its own. */
const CAMPAIGN_HOSTS = ['summer', 'autumn', 'winter', 'checkout', 'spring'].map(
  (name) => `${name}.shop.example`,
);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('say which folder the manifests are to be written to');

for (let team = 1; team <= TEAMS; team += 1) {
  await writeFile(join(folder, `${teamName(team)}.yaml`), manifestsOf(team));
}

await mkdir(join(folder, 'features'));
await writeFile(
  join(folder, 'features', 'payments.feature'),
  `Feature: Payments reach the team that takes them

  Example: Whoever else has a campaign
    Given the manifests "${teamName(VICTIM)}.yaml"
    And the manifests "${teamName(THIEF)}.yaml"
    When a client requests http://checkout.shop.example/payments
    Then the answer is 200
    And ${teamName(VICTIM)} answered every request
`,
);

function teamName(team: number): string {
  return `team-${String(team).padStart(2, '0')}`;
}

function manifestsOf(team: number): string {
  const routes = Array.from({ length: ROUTES_OF_A_TEAM }, (_, index) => route(team, index + 1));
  return [app(team), ...routes].join('---\n');
}

function app(team: number): string {
  const name = teamName(team);
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${name} }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      containers:
        - name: app
          image: traefik/whoami:v1.10
          ports: [{ containerPort: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: app, namespace: ${name} }
spec:
  selector: { app: app }
  ports: [{ port: 80 }]
`;
}

function route(team: number, number: number): string {
  const name =
    team === VICTIM && number === 1
      ? 'payments'
      : team === THIEF && number === 1
        ? 'campaign'
        : `route-${number}`;
  return `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name}, namespace: ${teamName(team)} }
spec:
  entryPoints: [web]
  routes:
    - match: ${ruleOf(name, team, number)}
      kind: Rule
      services:
        - { name: app, port: 80 }
`;
}

function ruleOf(name: string, team: number, number: number): string {
  switch (name) {
    case 'payments':
      return 'Host(`checkout.shop.example`) && PathPrefix(`/payments`)';
    case 'campaign':
      return `(${CAMPAIGN_HOSTS.map((host) => `Host(\`${host}\`)`).join(' || ')}) && PathPrefix(\`/\`)`;
    default:
      return `Host(\`app-${number}.${teamName(team)}.example\`) && PathPrefix(\`/\`)`;
  }
}
