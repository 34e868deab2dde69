#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a clear answer instead of a syntax error.
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { setFlagsFromString } from 'node:v8';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `ingress-lab needs Node.js 24 or newer; this is ${process.versions.node}.\n` +
      'Install it, or run: npx -p node@24 -p ingress-lab ingress-lab\n',
  );
  process.exit(3);
}

// A run of many scenarios calls thousands of functions, most of them a few times. So they are compiled with their modules,
// which the cache below keeps (what is compiled at a first call it does not), and V8 learns about them from their first
// call on: docs/simulated-world.md has the figures.
if (process.argv[2] === 'test') {
  for (const flag of ['--no-lazy', '--no-flush-bytecode', '--no-lazy-feedback-allocation'])
    setFlagsFromString(flag);
}
// Commands that answer at once spend most of their time reading code: the second time it is read from a cache.
modules.enableCompileCache?.();
const source = new URL('../lab/cli/main.ts', import.meta.url);
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/lab/cli/main.js', import.meta.url).href
);
// Whoever reads the output may have seen enough: ingress-lab steps | head.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
process.exitCode = await main(process.argv.slice(2));
