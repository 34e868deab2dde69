#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a clear answer instead of a syntax error.
import { existsSync } from 'node:fs';
import * as modules from 'node:module';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `ingress-lab needs Node.js 24 or newer; this is ${process.versions.node}.\n` +
      'Install it, or run: npx -p node@24 -p ingress-lab ingress-lab\n',
  );
  process.exit(3);
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
