import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findMongosh } from '../clients/mongosh.ts';
import { findDockerEngine } from './docker-engine.ts';
import type { Examination, Finding } from './examination.ts';

const run = promisify(execFile);

/** Milliseconds that a program may take to say which version it is. */
const PATIENCE_MS = 10_000;

/** Names the Traefik binary to compare with. */
const TRAEFIK_VARIABLE = 'INGRESS_LAB_TRAEFIK';

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
    neededFor: 'applying manifests to a real cluster',
    essential: false,
    remedy: 'https://kubernetes.io/docs/tasks/tools/',
    examine: () => version('kubectl', 'version', '--client'),
  },
  {
    name: 'a container engine',
    neededFor: 'real images instead of embedded backends',
    essential: false,
    remedy: 'start Docker or Podman, or set DOCKER_HOST',
    examine: () => findDockerEngine(),
  },
  {
    name: 'Traefik',
    neededFor: 'comparing with the real one: make bench',
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
