import { access } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { createTransport } from '../../engine/index.ts';
import { packageRoot } from '../package-root.ts';
import type { Examination } from './examination.ts';

/** As package.json says. */
const LEAST_NODE = 24;

/** A lab of every traffic pattern takes about half of it. */
const ENOUGH_MEMORY = 512 * 1024 * 1024;

/** What the package is useless without; programs first, as sources or built. */
const FILES: readonly (readonly string[])[] = [
  ['lab/cli/main.ts', 'dist/lab/cli/main.js'],
  ['steps/index.ts', 'dist/steps/index.js'],
  ['engine/workers/worker-main.ts', 'dist/engine/workers/worker-main.js'],
  ['features'],
  ['fixtures/manifests/canary/routes.yaml'],
  ['docs/steps.md'],
];

/** The machine itself, and what is installed of the lab. */
export const machine: readonly Examination[] = [
  {
    name: 'Node.js',
    neededFor: 'everything',
    essential: true,
    remedy: `install Node.js ${LEAST_NODE} or newer, or run: npx -p node@${LEAST_NODE} -p ingress-lab ingress-lab`,
    async examine() {
      const { node } = process.versions;
      return { there: Number.parseInt(node, 10) >= LEAST_NODE, detail: node };
    },
  },
  {
    name: 'the package',
    neededFor: 'everything',
    essential: true,
    remedy: 'install it again: npm install --save-dev ingress-lab',
    async examine() {
      const missing: string[] = [];
      for (const names of FILES) if (!(await isAnyThere(names))) missing.push(names.join(' or '));
      const detail = missing.length === 0 ? 'its files are there' : `not there: ${missing.join(', ')}`;
      return { there: missing.length === 0, detail };
    },
  },
  {
    name: 'the fast transport',
    neededFor: 'speed: without it bytes go through Node’s public API (--transport portable)',
    essential: false,
    remedy: 'use a release of Node.js that the lab was made for: 24',
    async examine() {
      await createTransport('fast');
      return { there: true, detail: 'it works in this Node.js' };
    },
  },
  {
    name: 'processor cores',
    neededFor: 'scenarios side by side, and --workers of the engine',
    essential: false,
    remedy: 'nothing needs more than one: it only takes longer',
    async examine() {
      const cores = availableParallelism();
      return { there: cores > 1, detail: `${cores}` };
    },
  },
  {
    name: 'memory',
    neededFor: 'a lab of all traffic patterns',
    essential: false,
    remedy: 'run fewer scenarios at a time: --parallel 1',
    async examine() {
      const gigabytes = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);
      const detail = `${gigabytes(freemem())} of ${gigabytes(totalmem())} GB are free`;
      return { there: freemem() >= ENOUGH_MEMORY, detail };
    },
  },
];

async function isAnyThere(names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const found = await access(new URL(name, packageRoot)).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
