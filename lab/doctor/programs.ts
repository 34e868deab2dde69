import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findMongosh } from '../clients/mongosh.ts';
import { KIND_REMEDY, KIND_VARIABLE } from '../kind/kind.ts';
import { lookForEngine } from '../worlds/containers/find-engine.ts';
import type { Examination, Finding } from './examination.ts';

const run = promisify(execFile);

/** Milliseconds that a program may take to say which version it is. */
const PATIENCE_MS = 10_000;

/** Names the Traefik binary to compare with. */
const TRAEFIK_VARIABLE = 'INGRESS_LAB_TRAEFIK';

/** Name the programs that talk to Kubernetes; without them they are looked for on the PATH. */
const KUBECTL_VARIABLE = 'INGRESS_LAB_KUBECTL';
const HELM_VARIABLE = 'INGRESS_LAB_HELM';

/** Programs of others that some things need. */
export const programs: readonly Examination[] = [
  {
    name: 'mongosh',
    neededFor: 'scenarios with @mongosh, which are skipped without it',
    essential: false,
    remedy:
      'npm install mongosh in a folder aside, and set INGRESS_LAB_MONGOSH to its node_modules/.bin/mongosh',
    async examine() {
      const found = await findMongosh();
      return 'program' in found
        ? { there: true, detail: found.program }
        : { there: false, detail: 'it cannot be run' };
    },
  },
  {
    name: 'openssl',
    neededFor: 'looking into certificates by hand; the lab makes its own without it',
    essential: false,
    remedy: 'install it with your package manager',
    examine: () => version('openssl', 'version'),
  },
  {
    name: 'kubectl',
    neededFor: 'applying manifests to the lab, or to a real cluster',
    essential: false,
    remedy: `https://kubernetes.io/docs/tasks/tools/, or set ${KUBECTL_VARIABLE} to its path`,
    examine: () => version(process.env[KUBECTL_VARIABLE] ?? 'kubectl', 'version', '--client'),
  },
  {
    name: 'Helm',
    neededFor: 'installing charts, among them that of the engine (deploy/chart)',
    essential: false,
    remedy: `https://helm.sh/docs/intro/install/, or set ${HELM_VARIABLE} to its path`,
    examine: () => version(process.env[HELM_VARIABLE] ?? 'helm', 'version', '--short'),
  },
  {
    name: 'kind',
    neededFor: 'a Kubernetes cluster on this machine: ingress-lab kind; it needs a container engine, too',
    essential: false,
    remedy: KIND_REMEDY,
    examine: () => version(process.env[KIND_VARIABLE] ?? 'kind', 'version'),
  },
  {
    name: 'a container engine',
    neededFor:
      'scenarios with pods that are containers of real images (INGRESS_LAB_WORLD=containers), and kind',
    essential: false,
    remedy: 'install and start Docker or Podman, or set DOCKER_HOST to where one listens',
    async examine() {
      const { engine, inVain } = await lookForEngine(process.env);
      if (engine !== undefined) return { there: true, detail: `${engine.host} (${engine.found})` };
      // That a usual socket is not there says little, and there are many.
      const telling = inVain.filter(({ who, reason }) => !/^socket .*ENOENT/.test(`${who} ${reason}`));
      const reasons = telling.map(({ who, reason }) => `${who}: ${reason}`);
      return { there: false, detail: reasons.join('; ') || 'none of the usual sockets is there' };
    },
  },
  {
    name: 'Traefik',
    neededFor: 'the same scenarios against the real one, and comparing with it: make bench',
    essential: false,
    remedy: `set ${TRAEFIK_VARIABLE} to the path of a Traefik binary`,
    async examine() {
      const program = process.env[TRAEFIK_VARIABLE];
      if (program === undefined) return { there: false, detail: `${TRAEFIK_VARIABLE} is not set` };
      return version(program, 'version');
    },
  },
];

async function version(program: string, ...args: readonly string[]): Promise<Finding> {
  try {
    const { stdout } = await run(program, args, { timeout: PATIENCE_MS });
    return { there: true, detail: stdout.trim().split('\n')[0] ?? '' };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { there: false, detail: isMissing ? 'not on the PATH' : `${program} cannot be run` };
  }
}
