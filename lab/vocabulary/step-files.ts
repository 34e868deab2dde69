import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import type { VocabularySources } from './read-vocabulary.ts';

/** What steps of one's own may be written in. */
const OWN_STEPS = 'steps/**/*.{ts,mts,js,mjs}';

const ROOT = fileURLToPath(packageRoot);

/** Patterns of the steps that come with the lab, and of one's own: those in `steps/` of the working directory. */
export function stepFiles(): string[] {
  return hasOwnSteps() ? [shippedSteps(), OWN_STEPS] : [shippedSteps()];
}

/** The same with the features that show how each is used: those that come with the lab, and one's own. */
export function vocabularySources(): VocabularySources {
  const root = process.cwd();
  if (isPackage(root)) return { root, steps: stepFiles(), features: ['features/**/*.feature'] };
  const shipped = `${ROOT}features/**/*.feature`;
  const own = existsSync('features') ? ['features/**/*.feature'] : [];
  return { root, steps: stepFiles(), features: [...own, shipped] };
}

/** Why steps could not be loaded. Node's own words for modules that are taken for scripts say nothing of what to do. */
export function whyStepsFail({ message }: Error): string {
  if (!/^Cannot use import statement outside a module/.test(message)) return message;
  return `${message}: package.json makes files below steps/ CommonJS; name them .mjs or .mts, or write "type": "module" there`;
}

function shippedSteps(): string {
  return existsSync(`${ROOT}steps`) ? `${ROOT}steps/**/!(*.test).ts` : `${ROOT}dist/steps/**/*.js`;
}

function hasOwnSteps(): boolean {
  return existsSync('steps') && !isPackage(process.cwd());
}

function isPackage(folder: string): boolean {
  return resolve(ROOT) === resolve(folder);
}
